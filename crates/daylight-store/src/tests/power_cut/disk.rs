//! A disk as a power cut may leave it.
//!
//! What was not saved may be there, or not, or in part, in any order: every 512 bytes of a write
//! and every entry of a folder by itself (Pillai et al., "All file systems are not created equal",
//! OSDI 2014). A rename is one step, as every journalling file system makes it. Saving a file does
//! not save its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use crate::fault::Step;
use crate::tests::chance::Chance;

/// What a disk writes at once or not at all.
const SECTOR: usize = 512;

/// A file or folder by number; the first is the folder that all is in.
type Node = usize;

#[derive(Clone, Debug)]
enum Content {
    Folder(BTreeMap<String, Node>),
    File(Vec<u8>),
}

/// Files and folders.
#[derive(Clone, Debug)]
pub(super) struct Tree(Vec<Content>);

impl Tree {
    /// An empty folder.
    pub(super) fn new() -> Self {
        Self(vec![Content::Folder(BTreeMap::new())])
    }

    /// Writes all of it into a folder, which nobody else may enter.
    pub(super) fn write(&self, to: &Path) {
        self.write_node(0, to);
    }

    fn write_node(&self, node: Node, to: &Path) {
        match &self.0[node] {
            Content::File(bytes) => {
                fs::write(to, bytes).unwrap();
                allow_owner(to, 0o600);
            }
            Content::Folder(entries) => {
                fs::create_dir_all(to).unwrap();
                allow_owner(to, 0o700);
                for (name, node) in entries {
                    self.write_node(*node, &to.join(name));
                }
            }
        }
    }

    fn add(&mut self, content: Content) -> Node {
        self.0.push(content);
        self.0.len() - 1
    }

    fn entries(&mut self, folder: Node) -> &mut BTreeMap<String, Node> {
        match &mut self.0[folder] {
            Content::Folder(entries) => entries,
            Content::File(_) => panic!("a file is no folder"),
        }
    }

    fn find(&self, path: &Path) -> Option<Node> {
        path.components()
            .try_fold(0, |node, part| match &self.0[node] {
                Content::Folder(entries) => entries.get(&name(part)).copied(),
                Content::File(_) => None,
            })
    }

    /// Makes a change, of a write only the sectors that are `kept`, and of the last those before.
    fn change(&mut self, change: &Change, mut kept: impl FnMut() -> bool) {
        match change {
            Change::Enter(folder, name, node) => {
                self.entries(*folder).insert(name.clone(), *node);
            }
            Change::Leave(folder, name) => {
                self.entries(*folder).remove(name);
            }
            Change::Move(from, to, node) => {
                self.entries(from.0).remove(&from.1);
                self.entries(to.0).insert(to.1.clone(), *node);
            }
            Change::Write(file, at, bytes) => {
                let Content::File(content) = &mut self.0[*file] else {
                    panic!("a folder is no file");
                };
                content.resize(*at, 0);
                for sector in bytes.chunks(SECTOR) {
                    let there = kept();
                    content.extend(sector.iter().map(|byte| byte * u8::from(there)));
                }
            }
        }
    }
}

#[cfg(unix)]
fn allow_owner(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn allow_owner(_: &Path, _: u32) {}

fn name(part: Component<'_>) -> String {
    part.as_os_str().to_str().unwrap().to_owned()
}

/// A change that is lost unless it is saved.
#[derive(Clone, Debug)]
enum Change {
    /// A name appears in a folder.
    Enter(Node, String, Node),
    /// A name disappears.
    Leave(Node, String),
    /// An entry becomes another.
    Move((Node, String), (Node, String), Node),
    /// A file is cut off at a place and bytes are written there.
    Write(Node, usize, Vec<u8>),
}

impl Change {
    fn is_saved_by(&self, event: &Event) -> bool {
        match (self, event) {
            (Self::Write(file, ..), Event::SyncFile(synced)) => file == synced,
            (Self::Enter(folder, ..) | Self::Leave(folder, _), Event::SyncDir(synced)) => {
                folder == synced
            }
            (Self::Move(from, to, _), Event::SyncDir(synced)) => [from.0, to.0].contains(synced),
            _ => false,
        }
    }
}

/// What happened, in order.
#[derive(Clone, Debug)]
enum Event {
    Change(Change),
    SyncFile(Node),
    SyncDir(Node),
    /// The program said that so much is done.
    Done(u32),
}

/// What a program did to a disk, step by step.
#[derive(Clone, Debug)]
pub(super) struct Record {
    root: PathBuf,
    before: Tree,
    now: Tree,
    events: Vec<Event>,
}

/// Which of the program's calls to save are obeyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obeyed {
    All,
    NoFiles,
    NoFolders,
}

impl Obeyed {
    fn obeys(self, event: &Event) -> bool {
        match event {
            Event::SyncFile(_) => self != Self::NoFiles,
            Event::SyncDir(_) => self != Self::NoFolders,
            Event::Change(_) | Event::Done(_) => false,
        }
    }
}

impl Record {
    /// Nothing done yet to a disk that holds `before` and is mounted at `root`.
    pub(super) fn new(root: &Path, before: Tree) -> Self {
        Self {
            root: root.to_path_buf(),
            now: before.clone(),
            before,
            events: Vec::new(),
        }
    }

    /// Notes that the program said that so much is done.
    pub(super) fn done(&mut self, what: u32) {
        self.events.push(Event::Done(what));
    }

    /// How many events there are.
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// Takes a step down.
    pub(super) fn hear(&mut self, step: Step<'_>) {
        match step {
            Step::MakeDir(path) => {
                let path = self.inside(path);
                let new = path.ancestors().filter(|it| self.now.find(it).is_none());
                let new: Vec<&Path> = new.collect();
                for folder in new.into_iter().rev() {
                    self.enter(folder, Content::Folder(BTreeMap::new()));
                }
            }
            Step::MakeFile(path) => {
                let path = self.inside(path);
                match self.now.find(&path) {
                    Some(file) => self.change(Change::Write(file, 0, Vec::new())),
                    None => self.enter(&path, Content::File(Vec::new())),
                }
            }
            Step::Write(path, at, bytes) => {
                let file = self.node(path);
                let at = usize::try_from(at).unwrap();
                self.change(Change::Write(file, at, bytes.to_vec()));
            }
            Step::SyncFile(path) => self.events.push(Event::SyncFile(self.node(path))),
            Step::SyncDir(path) => self.events.push(Event::SyncDir(self.node(path))),
            Step::Rename(from, to) => {
                let node = self.node(from);
                let (from, to) = (self.entry(from), self.entry(to));
                self.change(Change::Move(from, to, node));
            }
            Step::RemoveDir(path) | Step::RemoveFile(path) => {
                let path = self.inside(path);
                if let Some(node) = self.now.find(&path) {
                    self.remove(&path, node);
                }
            }
            Step::Other => {}
        }
    }

    fn inside(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap().to_path_buf()
    }

    fn node(&self, path: &Path) -> Node {
        self.now.find(&self.inside(path)).unwrap()
    }

    fn entry(&self, path: &Path) -> (Node, String) {
        let path = self.inside(path);
        let folder = self.now.find(path.parent().unwrap()).unwrap();
        (folder, name(path.components().next_back().unwrap()))
    }

    fn enter(&mut self, path: &Path, content: Content) {
        let (folder, name) = self.entry(&self.root.join(path));
        let node = self.now.add(content.clone());
        assert_eq!(self.before.add(content), node);
        self.change(Change::Enter(folder, name, node));
    }

    /// What is removed with a folder goes one by one.
    fn remove(&mut self, path: &Path, node: Node) {
        if let Content::Folder(entries) = &self.now.0[node] {
            for (name, node) in entries.clone() {
                self.remove(&path.join(name), node);
            }
        }
        let (folder, name) = self.entry(&self.root.join(path));
        self.change(Change::Leave(folder, name));
    }

    fn change(&mut self, change: Change) {
        self.now.change(&change, || true);
        self.events.push(Event::Change(change));
    }

    /// What may be on the disk after a power cut before an event, and how much the program had
    /// said to be done by then.
    pub(super) fn cut(&self, at: usize, obeyed: Obeyed, chance: &mut Chance) -> (Tree, u32) {
        let before = &self.events[..at];
        let mut tree = self.before.clone();
        let luck = [0, 50, 90, 100][chance.below(4)];
        for (place, event) in before.iter().enumerate() {
            let Event::Change(made) = event else {
                continue;
            };
            let mut later = before[place..].iter().filter(|later| obeyed.obeys(later));
            if later.any(|event| made.is_saved_by(event)) {
                tree.change(made, || true);
            } else if chance.below(100) < luck {
                tree.change(made, || chance.below(100) < luck);
            }
        }
        let done = before.iter().rev().find_map(|event| match event {
            Event::Done(what) => Some(*what),
            Event::Change(_) | Event::SyncFile(_) | Event::SyncDir(_) => None,
        });
        (tree, done.unwrap_or(0))
    }
}
