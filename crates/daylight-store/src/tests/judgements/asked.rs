//! What the log is told of who asks: every refusal, and what was allowed where it shows something
//! private or changes anything.

use daylight_policy::Outcome;
use daylight_policy::Role;

use crate::Asking;
use crate::Judgements;
use crate::tests::judgements::ANA;
use crate::tests::judgements::BEN;
use crate::tests::judgements::add_ben;
use crate::tests::judgements::asking;
use crate::tests::judgements::is_refused;
use crate::tests::judgements::shown;
use crate::tests::judgements::with_ana;

/// The newest entry: what was asked, on what, and the answer.
fn newest(judgements: &Judgements) -> (String, String, Outcome) {
    let entry = judgements.log(1).unwrap().remove(0).entry;
    (entry.action, entry.on, entry.outcome)
}

/// How many entries there are.
fn told(judgements: &Judgements) -> usize {
    judgements.log(1_000).unwrap().len()
}

/// Something that is asked for.
type Asked = fn(&mut Judgements, &Asking<'_>) -> crate::Result<()>;

#[test]
fn seeing_the_queue_or_the_page_of_an_import_is_told_when_it_is_refused() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let ana = asking(ANA);
    add_ben(&mut judgements, Role::Auditor);
    let all: [(Asked, &str, &str); 2] = [
        (Judgements::browse, "browse", "queue"),
        (Judgements::may_import, "import", "files"),
    ];
    for (ask, action, on) in all {
        let before = told(&judgements);
        ask(&mut judgements, &ana).unwrap();
        assert_eq!(told(&judgements), before, "{action}");
        let aimless = Asking {
            purpose: None,
            ..ana
        };
        for (nth, who) in (1..).zip([&aimless, &asking(BEN)]) {
            assert!(is_refused(ask(&mut judgements, who)), "{action}");
            assert_eq!(told(&judgements), before + nth);
            let expected = (action.to_owned(), on.to_owned(), Outcome::Refused);
            assert_eq!(newest(&judgements), expected);
        }
    }
}

#[test]
fn an_import_a_look_up_and_a_reading_of_the_log_are_told_either_way() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let (ana, nobody) = (asking(ANA), asking("uid 9"));
    let all: [(Asked, &str, &str); 3] = [
        (
            |it, who| it.import(who, "abc").map(drop),
            "import",
            "file abc",
        ),
        (
            |it, who| it.look_up(who, "phone-1").map(drop),
            "lookUp",
            "phone-1",
        ),
        (|it, who| it.read_log(who).map(drop), "readAudit", "log"),
    ];
    for (ask, action, on) in all {
        let expected = |outcome| (action.to_owned(), on.to_owned(), outcome);
        ask(&mut judgements, &ana).unwrap();
        assert_eq!(newest(&judgements), expected(Outcome::Allowed));
        assert!(is_refused(ask(&mut judgements, &nobody)));
        assert_eq!(newest(&judgements), expected(Outcome::Refused));
    }
}

/// The log names a request by its number, its token and its network, whoever agrees to it.
#[test]
fn a_request_is_named_in_the_log() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    let ana = asking(ANA);
    add_ben(&mut judgements, Role::Reviewer);
    let request = judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
    let name = format!("reveal {}, {token} of network {network}", request.id);
    judgements.approve_reveal(&asking(BEN), request.id).unwrap();
    let agreed = ("approveReveal".to_owned(), name.clone(), Outcome::Allowed);
    assert_eq!(newest(&judgements), agreed);
    judgements.reveal(&ana, &run, request.id).unwrap();
    let seen = ("reveal".to_owned(), name, Outcome::Allowed);
    assert_eq!(newest(&judgements), seen);
}
