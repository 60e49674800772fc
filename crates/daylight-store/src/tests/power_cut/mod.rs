//! The power goes at every moment of a workspace's life, and what was said to be done is there.

mod disk;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use crate::Segment;
use crate::Workspace;
use crate::fault;
use crate::tests::chance::Chance;
use crate::tests::power_cut::disk::Obeyed;
use crate::tests::power_cut::disk::Record;
use crate::tests::power_cut::disk::Tree;
use crate::tests::sample;
use crate::tests::sample::AT;

/// What a workspace holds: its ads, and of how many ads the run in force is.
#[derive(Debug, PartialEq, Eq)]
struct State(&'static str, Option<usize>);

/// After nothing, and after each thing that is done.
const STATES: [State; 9] = [
    State("", None),
    State("", None),
    State("abc", None),
    State("abc", Some(3)),
    State("abcd", Some(3)),
    State("abcd", Some(4)),
    State("abcd", Some(4)),
    State("d", None),
    State("de", None),
];

fn segment(ads: u32) -> Segment {
    Segment {
        ads,
        bytes: vec![7; 700 * ads as usize],
    }
}

/// A workspace is made, filled, linked, added to, linked again, given new keys, and robbed
/// of its first batch;
/// `done` hears of each as soon as the call has returned.
fn live(root: &Path, mut done: impl FnMut(u32)) -> crate::Result<()> {
    let workspace = Workspace::open_or_create(&root.join("ws"))?;
    done(1);
    let first = sample::import(&workspace, &["a", "b", "c"].map(sample::ad))?;
    done(2);
    let run = sample::run_over(&workspace);
    let writer = workspace.writer()?;
    let mut extracts = writer.extracts(&first, "one")?;
    extracts.push(segment(2))?;
    run.write(&writer)?;
    done(3);
    drop(writer);
    sample::import(&workspace, &[sample::ad("d")])?;
    done(4);
    let run = sample::run_over(&workspace);
    let writer = workspace.writer()?;
    let mut extracts = writer.extracts(&first, "one")?;
    extracts.read_next()?;
    extracts.push(segment(1))?;
    run.write(&writer)?;
    done(5);
    writer.rotate_keys(None, AT)?;
    done(6);
    let workspace = Workspace::open(workspace.root())?;
    workspace.writer()?.forget_batch(&first)?;
    done(7);
    sample::import(&workspace, &[sample::ad("e")])?;
    done(8);
    Ok(())
}

/// What `work` does to a disk that holds `before`.
fn record(before: Tree, work: impl FnOnce(&Path, &dyn Fn(u32))) -> Record {
    let folder = tempfile::tempdir().unwrap();
    before.write(folder.path());
    let record = Rc::new(RefCell::new(Record::new(folder.path(), before)));
    let (heard, told) = (Rc::clone(&record), Rc::clone(&record));
    fault::heard(
        move |step| heard.borrow_mut().hear(step),
        || work(folder.path(), &|what| told.borrow_mut().done(what)),
    );
    record.borrow().clone()
}

/// Opens what is left as the next command would, which puts it in order.
fn recover(root: &Path, done: u32) -> Result<Workspace, String> {
    let root = root.join("ws");
    let opened = if done == 0 {
        Workspace::open_or_create(&root)
    } else {
        Workspace::open(&root)
    };
    let workspace = opened.map_err(|error| error.to_string())?;
    let recovered = workspace.writer().map(drop);
    recovered.map_err(|error| error.to_string())?;
    Ok(workspace)
}

/// What is wrong with a disk on which so much was said to be done.
fn check(tree: &Tree, done: u32) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    tree.write(folder.path());
    let workspace = recover(folder.path(), done)?;
    let problems = workspace.verify();
    if let Some(problem) = problems.first() {
        return Err(problem.to_string());
    }
    let ads = workspace.ads().map_err(|error| error.to_string())?;
    let ads: String = ads.iter().map(|stored| stored.ad.id.as_str()).collect();
    let run = workspace.latest_run().map_err(|error| error.to_string())?;
    let run = run.map(|run| run.ads().unwrap().len());
    let is_there = |state: &State| state.0 == ads && state.1 == run;
    let done = done as usize;
    if !STATES[done..].iter().take(2).any(is_there) {
        return Err(format!(
            "after {done} there is {ads:?} and a run of {run:?}"
        ));
    }
    let batches = workspace.batches().map_err(|error| error.to_string())?;
    let Some(first) = batches.iter().find(|batch| batch.ads == 3) else {
        return Ok(());
    };
    let writer = workspace.writer().unwrap();
    let mut extracts = writer.extracts(&first.batch_id, "one").unwrap();
    let kept: Vec<Segment> = std::iter::from_fn(|| extracts.read_next().unwrap()).collect();
    if [2, 1].map(segment).starts_with(&kept) {
        Ok(())
    } else {
        Err(format!("{kept:?} was never kept"))
    }
}

/// Cuts the power so many times, and every so often again while the next command puts in order
/// what is left; returns what was wrong.
fn cut(times: usize, again_every: usize, obeyed: Obeyed) -> Vec<String> {
    let life = record(Tree::new(), |root, done| live(root, done).unwrap());
    let mut chance = Chance(times as u64);
    let mut wrong = Vec::new();
    for time in 0..times {
        let at = chance.below(life.len() + 1);
        let (tree, done) = life.cut(at, obeyed, &mut chance);
        if let Err(why) = check(&tree, done) {
            wrong.push(format!("cut {time}, before event {at}: {why}"));
        }
        if time % again_every == 0 {
            let recovery = record(tree, |root, _| drop(recover(root, done)));
            let at = chance.below(recovery.len() + 1);
            let (tree, _) = recovery.cut(at, obeyed, &mut chance);
            if let Err(why) = check(&tree, done) {
                wrong.push(format!("cut {time}, and again at {at}: {why}"));
            }
        }
    }
    wrong
}

#[test]
fn a_thousand_power_cuts_lose_nothing() {
    assert_eq!(cut(1_000, 4, Obeyed::All), Vec::<String>::new());
}

#[test]
#[ignore = "takes minutes"]
fn ten_thousand_power_cuts_lose_nothing() {
    assert_eq!(cut(10_000, 2, Obeyed::All), Vec::<String>::new());
}

/// A backup that was said to be made restores; one that was not is gone on with.
#[test]
fn power_cuts_lose_no_backup() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    let keys = workspace.root().join("keys");
    let making = record(Tree::new(), |root, done| {
        workspace.back_up(&root.join("backup")).unwrap();
        done(1);
    });
    let mut chance = Chance(3);
    for time in 0..200 {
        let at = chance.below(making.len() + 1);
        let (tree, done) = making.cut(at, Obeyed::All, &mut chance);
        let folder = tempfile::tempdir().unwrap();
        tree.write(folder.path());
        let backup = folder.path().join("backup");
        if done == 0 {
            let made = workspace.back_up(&backup);
            assert!(made.is_ok(), "cut {time}, before event {at}: {made:?}");
        }
        let (again, _) =
            Workspace::restore(&backup, &keys, None, &folder.path().join("ws")).unwrap();
        assert_eq!(again.verify(), [], "cut {time}, before event {at}");
        assert_eq!(again.ads().unwrap().len(), 3);
    }
}

/// The controls: without the saving the same cuts must be seen to do harm.
#[test]
fn without_saving_files_or_folders_power_cuts_do_harm() {
    for weaker in [Obeyed::NoFiles, Obeyed::NoFolders] {
        assert!(!cut(200, 200, weaker).is_empty(), "{weaker:?}");
    }
}
