//! An ad that is read: masked, of its own network alone, told in the log and counted.

use daylight_model::AdId;
use daylight_model::FactKind;
use daylight_model::NetworkId;
use daylight_model::Private;
use daylight_policy::Outcome;
use daylight_policy::Role;

use crate::Asking;
use crate::Judgements;
use crate::Part;
use crate::Run;
use crate::Workspace;
use crate::tests::judgements::ANA;
use crate::tests::judgements::BEN;
use crate::tests::judgements::add_ben;
use crate::tests::judgements::asking;
use crate::tests::judgements::is_refused;
use crate::tests::judgements::with_ana;
use crate::tests::sample;
use crate::tests::sample::NAME;
use crate::tests::sample::PHONE;

/// The run of the sample again, in which ad `a` has a number in a column too.
fn run_with_a_column(workspace: &Workspace) -> Run {
    let mut run = sample::run_over(workspace);
    let mut column = run.facts[0].1.clone();
    column.span = None;
    run.facts.push((AdId::new("a"), column));
    run.write(&workspace.writer().unwrap()).unwrap();
    workspace.latest_run().unwrap().unwrap()
}

/// Asks for an ad of network `n-a`, which has `a` and `b`.
fn read(
    judgements: &mut Judgements,
    asking: &Asking<'_>,
    (workspace, run): (&Workspace, &Run),
    ad: &str,
) -> crate::Result<Option<crate::ShownAd>> {
    judgements.read_ad(asking, (workspace, run), "n-a", &AdId::new(ad))
}

#[test]
fn an_ad_is_shown_masked_with_where_each_fact_stands() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = run_with_a_column(&workspace);
    let ana = asking(ANA);
    let place = (&workspace, &run);
    let shown = read(&mut judgements, &ana, place, "a").unwrap().unwrap();
    let key = workspace.token_key();
    let phone = key.token(FactKind::Phone, PHONE).to_string();
    let name = key.token(FactKind::Name, NAME).to_string();
    assert_eq!(shown.ad_id, AdId::new("a"));
    assert_eq!(shown.source, ("list.csv".to_owned(), 1));
    assert_eq!(shown.posted_at, Some(sample::noon()));
    assert_eq!(shown.place.as_deref(), Some("Aville"));
    assert_eq!(shown.site, None);
    let [body] = shown.fields.as_slice() else {
        panic!("{shown:?}");
    };
    assert_eq!(body.name.as_str(), "body");
    let part = |text: &str, fact: Option<FactKind>, span| Part {
        text: Private::new(text),
        fact: fact.map(|kind| (kind, "test/rule".to_owned())),
        span,
    };
    let expected = [
        part("call ", None, (0, 5)),
        part(&name, Some(FactKind::Name), (5, 15)),
        part(" at ", None, (15, 19)),
        part(&phone, Some(FactKind::Phone), (19, 31)),
        part(", new in ", None, (31, 40)),
        part("Aville", Some(FactKind::Place), (40, 46)),
    ];
    assert_eq!(body.parts, expected);
    let columns: Vec<(FactKind, &str)> = shown
        .columns
        .iter()
        .map(|(kind, value)| (*kind, value.reveal()))
        .collect();
    assert_eq!(columns, [(FactKind::Phone, phone.as_str())]);
    // The other ad of the network has no column, and its own facts.
    let other = read(&mut judgements, &ana, place, "b").unwrap().unwrap();
    assert_eq!((other.ad_id.as_str(), other.columns.len()), ("b", 0));
    assert_eq!(other.fields, shown.fields);
}

#[test]
fn only_ads_of_the_network_that_was_asked_for_are_read() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let ana = asking(ANA);
    for ad in ["c", "nowhere"] {
        let read = read(&mut judgements, &ana, (&workspace, &run), ad).unwrap();
        assert_eq!(read, None, "{ad}");
    }
    let of = |ad: &str| run.network_of(&AdId::new(ad)).unwrap();
    assert_eq!(of("a"), Some(NetworkId::new("n-a")));
    assert_eq!(of("nowhere"), None);
}

#[test]
fn texts_are_counted_for_who_was_shown_them_on_a_day() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let place = (&workspace, &run);
    let ana = asking(ANA);
    let ben = add_ben(&mut judgements, Role::Analyst).id;
    let me = judgements.people().unwrap();
    let me = &me.iter().find(|it| it.id != ben).unwrap().id;
    let on = |day: &str| format!("{day}T10:00:00Z");
    for (account, day, times) in [
        (ANA, "2026-05-02", 2),
        (BEN, "2026-05-02", 1),
        (ANA, "2026-05-03", 1),
    ] {
        let at = on(day);
        let asking = Asking {
            account,
            at: &at,
            ..ana
        };
        for _ in 0..times {
            assert!(
                read(&mut judgements, &asking, place, "a")
                    .unwrap()
                    .is_some()
            );
        }
        // What is refused, and what is no text, do not count.
        let nothing = Asking {
            purpose: None,
            ..asking
        };
        assert!(is_refused(read(&mut judgements, &nothing, place, "a")));
        judgements.open_network(&asking, "n-a").unwrap();
    }
    let count = |who: &str, day: &str| judgements.texts_read_on(who, &on(day)).unwrap();
    assert_eq!(count(me, "2026-05-02"), 2);
    assert_eq!(count(me, "2026-05-03"), 1);
    assert_eq!(count(&ben, "2026-05-02"), 1);
    assert_eq!(count(&ben, "2026-05-03"), 0);
    assert_eq!(count(me, "2026-05-04"), 0);
    let told = judgements.log(100).unwrap();
    let refused = told
        .iter()
        .filter(|it| it.entry.action == "readAd" && it.entry.outcome == Outcome::Refused);
    assert_eq!(refused.count(), 3);
}

/// A byte of a batch that no reader of Parquet minds, in a column that is not sealed: the text is not
/// shown all the same.
#[test]
fn no_text_is_shown_of_a_batch_that_was_changed() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let batch = workspace.batches().unwrap().remove(0).batch_id;
    let path = workspace
        .batches_dir()
        .join(batch.as_str())
        .join("ads.parquet");
    let sound = std::fs::read(&path).unwrap();
    // The place of an ad, in a column that is not sealed.
    let place = b"Aville";
    let at = sound.windows(place.len()).position(|it| it == place);
    let at = at.unwrap();
    let mut changed = sound.clone();
    changed[at] = b'q';
    std::fs::write(&path, &changed).unwrap();
    let ana = asking(ANA);
    let shown = read(&mut judgements, &ana, (&workspace, &run), "a");
    let error = shown.unwrap_err().to_string();
    assert!(error.contains("ads.parquet"), "{error}");
    std::fs::write(&path, &sound).unwrap();
    assert!(
        read(&mut judgements, &ana, (&workspace, &run), "a")
            .unwrap()
            .is_some()
    );
}
