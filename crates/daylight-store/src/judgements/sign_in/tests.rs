//! Who gets in, for how long, and who does not.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::thread;

use daylight_model::Private;
use daylight_policy::Outcome;
use daylight_policy::Role;
use rusqlite::types::Value;

use crate::Enrolled;
use crate::Judgements;
use crate::Password;
use crate::Session;
use crate::judgements::sign_in::credentials::Credential;
use crate::judgements::sign_in::totp;
use crate::tests::judgements::ANA;
use crate::tests::judgements::asking;
use crate::tests::judgements::roles;
use crate::tests::judgements::with_ana;
use crate::tests::sample::AT;

/// A minute before half an hour after the sample's moment, that half hour, and three days.
const SOON: &str = "2026-05-01T09:59:00Z";
const IDLE: &str = "2026-05-01T10:00:00Z";
const LATER: &str = "2026-05-04T09:30:00Z";

fn password() -> Password {
    Password::new(&Private::new("four plain words here"), "ben").unwrap()
}

/// Ben, invited by Ana; and what he keeps.
fn joined(judgements: &mut Judgements) -> (String, Enrolled) {
    let ana = asking(ANA);
    let ben = judgements
        .add_person(&ana, "Ben", "desk ben", &roles(&[Role::Analyst]))
        .unwrap();
    let code = judgements.invite(&ana, &ben.id).unwrap();
    let enrolled = judgements.join(&code, ("Ben", &password()), AT).unwrap();
    assert!(
        judgements.join(&code, ("Ben", &password()), AT).is_err(),
        "used up"
    );
    (ben.id, enrolled)
}

/// The code of a person's phone, so many half minutes after a moment.
fn code(judgements: &Judgements, person: &str, at: &str, ahead: i64) -> String {
    let key = Value::Text(person.to_owned());
    let known: Credential = judgements.kept(&judgements.database, key).unwrap().unwrap();
    let now = crate::moment_text::read(at, false).unwrap().seconds;
    let step = now.div_euclid(30) + ahead;
    format!("{:06}", totp::code(known.totp(), step))
}

fn opens(judgements: &mut Judgements, login: &str, code: &str) -> Option<String> {
    judgements.sign_in(login, true, code, AT).unwrap()
}

fn is_live(judgements: &mut Judgements, secret: &str, at: &str) -> bool {
    judgements.session(secret, at).unwrap().is_some()
}

#[test]
fn a_session_is_opened_once_by_a_code() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let (ben, enrolled) = joined(&mut judgements);
    let code = code(&judgements, &ben, AT, 0);
    let wrong = judgements.sign_in("ben", false, &code, AT).unwrap();
    assert_eq!(wrong, None, "a wrong password");
    assert_eq!(opens(&mut judgements, "nobody", &code), None);
    let secret = opens(&mut judgements, "BEN", &code).unwrap();
    assert_eq!(opens(&mut judgements, "ben", &code), None, "once");
    let recovery = enrolled.recovery[3].to_lowercase();
    assert!(opens(&mut judgements, "ben", &recovery).is_some());
    assert_eq!(opens(&mut judgements, "ben", &recovery), None);
    assert!(!is_live(&mut judgements, "0000", AT));
    let (session, person) = judgements.session(&secret, AT).unwrap().unwrap();
    assert_eq!((person.id, session.purpose), (ben, String::new()));
    assert!(!session.id.contains(&secret), "its hash is kept");
    assert_eq!(judgements.problems(None), Vec::<String>::new());
}

#[test]
fn a_session_ends_in_time_or_when_somebody_ends_it() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let (ben, _) = joined(&mut judgements);
    let code = code(&judgements, &ben, AT, 0);
    let secret = opens(&mut judgements, "ben", &code).unwrap();
    let (session, _) = judgements.session(&secret, AT).unwrap().unwrap();
    let choose = |judgements: &mut Judgements, purpose| {
        judgements.choose_purpose(&session, purpose, AT).is_ok()
    };
    assert!(!choose(&mut judgements, "nothing"));
    assert!(choose(&mut judgements, "moderation"));
    let mut live = |at: &str| is_live(&mut judgements, &secret, at);
    assert!(!live(IDLE), "half an hour");
    assert!(!live("2026-05-01T09:29:00Z"), "before it began");
    assert!(live(SOON));
    assert!(live(IDLE), "seen a minute ago");
    for hour in 10..21 {
        for minute in ["00", "25", "50"] {
            let at = format!("2026-05-01T{hour}:{minute}:00Z");
            assert!(live(&at), "{at}");
        }
    }
    assert!(live("2026-05-01T21:15:00Z"));
    assert!(!live("2026-05-01T21:30:00Z"), "twelve hours");
    judgements.end_session(&ben, &session.id, AT).unwrap();
    assert!(!is_live(&mut judgements, &secret, SOON));
    assert!(!choose(&mut judgements, "moderation"), "it is not revived");
    assert!(judgements.end_session("p-other", &session.id, AT).is_err());
}

#[test]
fn an_invitation_takes_the_place_of_the_one_before_and_ends_what_was_open() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let (ben, _) = joined(&mut judgements);
    let first = code(&judgements, &ben, AT, 0);
    let secret = opens(&mut judgements, "ben", &first).unwrap();
    let ana = asking(ANA);
    let old = judgements.invite(&ana, &ben).unwrap();
    let new = judgements.invite(&ana, &ben).unwrap();
    assert!(
        judgements.session(&secret, AT).unwrap().is_some(),
        "until it is used"
    );
    assert!(judgements.join(&old, ("ben", &password()), AT).is_err());
    assert!(
        judgements.join(&new, ("ben", &password()), LATER).is_err(),
        "three days"
    );
    assert!(
        judgements.join(&new, ("b en", &password()), AT).is_err(),
        "no name"
    );
    judgements
        .join(&new.replace('-', " "), ("ben2", &password()), AT)
        .unwrap();
    assert!(judgements.session(&secret, AT).unwrap().is_none());
    assert_eq!(
        judgements.password_of("ben").unwrap(),
        Password::of_nobody()
    );
    let cleo = judgements
        .add_person(&ana, "Cleo", "desk cleo", &roles(&[Role::Auditor]))
        .unwrap();
    let invited = judgements.invite(&ana, &cleo.id).unwrap();
    assert!(
        judgements
            .join(&invited, ("BEN2", &password()), AT)
            .is_err(),
        "taken"
    );
    judgements.end_access(&ana, &cleo.id).unwrap();
    assert!(
        judgements
            .join(&invited, ("cleo", &password()), AT)
            .is_err(),
        "ended"
    );
    assert!(judgements.invite(&ana, &cleo.id).is_err());
}

#[test]
fn a_step_is_proven_by_the_phone_alone() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let (ben, enrolled) = joined(&mut judgements);
    let next = code(&judgements, &ben, AT, 1);
    assert!(!judgements.proves(&ben, &enrolled.recovery[0], AT).unwrap());
    assert!(!judgements.proves("p-other", &next, AT).unwrap());
    assert!(judgements.proves(&ben, &next, AT).unwrap());
    assert!(!judgements.proves(&ben, &next, AT).unwrap());
}

/// Goal 12: once the end of access is on the disk, no session of theirs is let in, whoever races.
#[test]
fn a_session_of_whose_access_is_ended_is_over_at_once() {
    let (_folder, workspace, mut judgements) = with_ana();
    let is_ended = AtomicBool::new(false);
    let (asked, let_in) = (AtomicU32::new(0), AtomicU32::new(0));
    for _ in 0..5 {
        is_ended.store(false, Ordering::SeqCst);
        let (ben, _) = joined(&mut judgements);
        let first = code(&judgements, &ben, AT, 0);
        let secret = opens(&mut judgements, "ben", &first).unwrap();
        let ask = || {
            let mut own = Judgements::open(&workspace).unwrap();
            for _ in 0..100 {
                let was_ended = is_ended.load(Ordering::SeqCst);
                let is_in = own.session(&secret, AT).unwrap().is_some();
                asked.fetch_add(u32::from(was_ended), Ordering::SeqCst);
                let_in.fetch_add(u32::from(was_ended && is_in), Ordering::SeqCst);
            }
        };
        thread::scope(|scope| {
            scope.spawn(ask);
            scope.spawn(ask);
            judgements.end_access(&asking(ANA), &ben).unwrap();
            is_ended.store(true, Ordering::SeqCst);
        });
        assert!(judgements.session(&secret, AT).unwrap().is_none());
    }
    assert!(asked.load(Ordering::SeqCst) > 0);
    assert_eq!(let_in.load(Ordering::SeqCst), 0);
}

#[test]
fn a_password_is_changed_by_who_has_the_old_one_and_the_phone() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let (ben, _) = joined(&mut judgements);
    let first = code(&judgements, &ben, AT, 0);
    let here = opens(&mut judgements, "ben", &first).unwrap();
    let second = code(&judgements, &ben, AT, 1);
    let elsewhere = opens(&mut judgements, "ben", &second).unwrap();
    let (session, _) = judgements.session(&here, AT).unwrap().unwrap();
    let other = Private::new("five other words stand here");
    let password = Password::new(&other, "ben").unwrap();
    let soon = "2026-05-01T09:31:00Z";
    let fresh = code(&judgements, &ben, soon, 0);
    for proof in [(false, fresh.as_str()), (true, "000000"), (true, &second)] {
        let changed = judgements.change_password(&session, proof, &password, soon);
        assert!(!changed.unwrap(), "{proof:?}");
    }
    assert!(is_live(&mut judgements, &elsewhere, AT), "nothing changed");
    let proof = (true, fresh.as_str());
    assert!(
        judgements
            .change_password(&session, proof, &password, soon)
            .unwrap()
    );
    assert!(judgements.password_of_person(&ben).unwrap().is(&other));
    assert!(
        !judgements
            .password_of("ben")
            .unwrap()
            .is(&Private::new("four plain words here"))
    );
    assert!(is_live(&mut judgements, &here, AT));
    assert!(!is_live(&mut judgements, &elsewhere, AT), "ended elsewhere");
    let told = judgements.log(100).unwrap();
    let of = |outcome| {
        told.iter()
            .filter(|it| it.entry.action == "changePassword" && it.entry.outcome == outcome)
            .count()
    };
    assert_eq!((of(Outcome::Refused), of(Outcome::Allowed)), (3, 1));
    judgements.sign_out_person(&asking(ANA), &ben).unwrap();
    assert!(!is_live(&mut judgements, &here, AT));
}

#[test]
fn a_token_holds_for_its_purpose_and_days_and_ends_with_its_person() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let (ben, _) = joined(&mut judgements);
    let first = code(&judgements, &ben, AT, 0);
    let here = opens(&mut judgements, "ben", &first).unwrap();
    let (session, _) = judgements.session(&here, AT).unwrap().unwrap();
    let second = code(&judgements, &ben, AT, 1);
    let make = |judgements: &mut Judgements, session: &Session, code: &str, days| {
        judgements.make_token(session, code, ("nightly", days), AT)
    };
    assert!(
        make(&mut judgements, &session, &second, 3).is_err(),
        "no purpose"
    );
    judgements
        .choose_purpose(&session, "moderation", AT)
        .unwrap();
    let (session, _) = judgements.session(&here, AT).unwrap().unwrap();
    assert!(make(&mut judgements, &session, &second, 0).is_err());
    assert!(make(&mut judgements, &session, &second, 91).is_err());
    assert_eq!(make(&mut judgements, &session, "000000", 3).unwrap(), None);
    let secret = make(&mut judgements, &session, &second, 3)
        .unwrap()
        .unwrap();
    assert_eq!(
        make(&mut judgements, &session, &second, 3).unwrap(),
        None,
        "once"
    );
    let holds = |judgements: &mut Judgements, at| judgements.token(&secret, at).unwrap();
    let (asked, person) = holds(&mut judgements, "2026-05-04T09:29:00Z").unwrap();
    assert_eq!((asked.purpose.as_str(), &person.id), ("moderation", &ben));
    assert!(holds(&mut judgements, LATER).is_none(), "three days");
    assert!(holds(&mut judgements, "2026-05-01T09:29:00Z").is_none());
    assert!(
        judgements.token(&here, AT).unwrap().is_none(),
        "a session is none"
    );
    assert!(
        judgements.session(&secret, AT).unwrap().is_none(),
        "nor the other way"
    );
    let kept = judgements.tokens_of(&ben).unwrap();
    assert_eq!((kept.len(), kept[0].name.as_str()), (1, "nightly"));
    assert!(!format!("{kept:?}").contains(&secret));
    assert!(judgements.end_token("p-other", &kept[0].id, AT).is_err());
    assert_eq!(judgements.problems(None), Vec::<String>::new());
    judgements.end_token(&ben, &kept[0].id, AT).unwrap();
    assert!(holds(&mut judgements, AT).is_none(), "ended");
    assert!(judgements.end_token(&ben, &kept[0].id, AT).is_err());
    let soon = "2026-05-01T09:32:00Z";
    let third = code(&judgements, &ben, soon, 0);
    let other = judgements
        .make_token(&session, &third, ("x", 3), soon)
        .unwrap()
        .unwrap();
    judgements.end_access(&asking(ANA), &ben).unwrap();
    assert!(judgements.token(&other, soon).unwrap().is_none());
    assert_eq!(judgements.tokens_of(&ben).unwrap(), []);
}
