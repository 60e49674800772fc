//! The shipped policy against an oracle written apart from it, and mutants of it, which must die.

use std::collections::BTreeSet;

use crate::decide::ask::Action;
use crate::decide::ask::Ask;
use crate::decide::ask::Asked;
use crate::decide::ask::Circumstances;
use crate::decide::ask::Role;
use crate::decide::ask::Shared;
use crate::decide::ask::Stated;
use crate::decide::ask::Thing;
use crate::decide::cases::cases;
use crate::decide::purposes::Purposes;
use crate::decide::retention::Retention;
use crate::decide::rules::Policies;
use crate::decide::rules::PolicyText;
use crate::log::Entry;
use crate::log::Outcome;

/// Splitmix64: seeded, so that every failure comes again.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        let at = usize::try_from(self.next() % of.len() as u64).unwrap();
        of[at].clone()
    }

    fn often(&mut self) -> bool {
        !self.next().is_multiple_of(4)
    }

    fn coin(&mut self) -> bool {
        self.next().is_multiple_of(2)
    }

    fn ask(&mut self) -> Ask {
        let action = self.one(&Action::ALL);
        let roles = Role::ALL
            .into_iter()
            .filter(|_| self.next().is_multiple_of(3));
        let roles: BTreeSet<Role> = roles.collect();
        let sees = ["networks", "texts", "identifiers"].map(str::to_owned);
        let sees: BTreeSet<String> = sees.into_iter().filter(|_| self.often()).collect();
        let who = self.one(&["p-1", "p-2"]).to_owned();
        let on = match action.done_to() {
            "Network" => Thing::Network("n-1".to_owned()),
            "Reveal" => Thing::Reveal(Asked {
                id: "7".to_owned(),
                asked_by: self.one(&["p-1", "p-2"]).to_owned(),
                is_approved: self.coin(),
                is_taken: !self.often(),
                minutes: self.one(&[0, 1, 30, 59, 60, 61, 10_000]),
            }),
            "Case" => Thing::Case(Shared {
                id: "3".to_owned(),
                people: ["p-1", "p-2"]
                    .into_iter()
                    .filter(|_| self.coin())
                    .map(str::to_owned)
                    .collect(),
            }),
            _ => Thing::Workspace,
        };
        Ask {
            who,
            roles,
            is_active: self.often(),
            action,
            on,
            circumstances: Circumstances {
                purpose: self.often().then(|| Stated {
                    name: "investigation".to_owned(),
                    sees,
                }),
                wrote_reason: self.often(),
                others: self.one(&[0, 0, 1, 2]),
                reveals_today: self.one(&[0, 1, 19, 20, 21]),
            },
        }
    }
}

/// Who may do what, told once more in another form: a list of what must be true of each action.
fn oracle(ask: &Ask) -> bool {
    let is = |role| ask.roles.contains(&role);
    let works = is(Role::Analyst) || is(Role::Reviewer);
    let opens = |what: &str| {
        let stated = ask.circumstances.purpose.as_ref();
        stated.is_some_and(|it| it.sees.iter().any(|seen| seen == what))
    };
    let few = ask.circumstances.reveals_today < 20;
    let (own, agreed, fresh) = match &ask.on {
        Thing::Reveal(asked) => (
            asked.asked_by == ask.who,
            asked.is_approved,
            !asked.is_taken && asked.minutes < 60,
        ),
        Thing::Workspace | Thing::Network(_) | Thing::Case(_) => (false, false, false),
    };
    let among = matches!(&ask.on, Thing::Case(case) if case.people.iter().any(|it| *it == ask.who));
    let needed: Vec<bool> = match ask.action {
        Action::Browse | Action::Open | Action::LookUp | Action::OpenCase => {
            vec![works, opens("networks")]
        }
        Action::WorkOnCase => vec![works, opens("networks"), among],
        Action::ReadAd => vec![works, opens("texts")],
        Action::Import => vec![is(Role::Analyst), opens("texts")],
        Action::Review | Action::Flag => {
            vec![works, opens("networks"), ask.circumstances.wrote_reason]
        }
        Action::AskReveal => vec![
            is(Role::Analyst),
            opens("identifiers"),
            ask.circumstances.wrote_reason,
            few,
        ],
        Action::ApproveReveal => vec![works, opens("identifiers"), !own, fresh],
        Action::Reveal => vec![
            is(Role::Analyst),
            opens("identifiers"),
            own,
            fresh,
            few,
            agreed || ask.circumstances.others == 0,
        ],
        Action::ManagePeople
        | Action::ChangePolicy
        | Action::RunRetention
        | Action::DecideErasure => {
            vec![is(Role::Administrator)]
        }
        Action::ReadAudit => vec![is(Role::Auditor)],
        Action::AskErasure => Vec::new(),
        Action::Judge => vec![works, ask.circumstances.wrote_reason],
    };
    ask.is_active && needed.into_iter().all(|it| it)
}

fn shipped() -> Policies {
    Policies::parse(&PolicyText::shipped()).unwrap()
}

#[test]
fn a_hundred_thousand_decisions_are_those_of_the_oracle() {
    let policies = shipped();
    let mut chance = Chance(11);
    let mut allowed = 0;
    for at in 0..100_000 {
        let ask = chance.ask();
        let expected = oracle(&ask);
        allowed += u32::from(expected);
        let by_rules = policies.by_rules(&ask);
        assert_eq!(
            by_rules.is_allowed, expected,
            "decision {at}: {ask:?} {by_rules:?}"
        );
        assert_eq!(
            policies.ruling(&ask).is_allowed,
            expected,
            "decision {at}: {ask:?}"
        );
    }
    assert!(allowed > 10_000, "only {allowed} were allowed");
}

/// What is changed into what, at each place of the rules.
const TURNED: &[(&str, &str)] = &[
    (" && ", " || "),
    (">= ", "> "),
    ("> 0", ">= 0"),
    ("60", "61"),
    ("60", "59"),
    ("20", "21"),
    ("20", "19"),
    ("== principal", "!= principal"),
    ("!resource", "resource"),
    ("resource.taken", "!resource.taken"),
    ("unless {", "when {"),
    ("when {", "unless {"),
    ("permit (", "forbid ("),
    ("forbid (", "permit ("),
    ("\"analyst\"", "\"partner\""),
    ("\"reviewer\"", "\"partner\""),
    ("\"administrator\"", "\"analyst\""),
    ("\"auditor\"", "\"administrator\""),
    ("\"networks\"", "\"identifiers\""),
    ("\"identifiers\"", "\"networks\""),
    ("\"texts\"", "\"networks\""),
    ("Action::\"browse\", ", ""),
    (", Action::\"open\"", ""),
    ("Action::\"readAd\"", "Action::\"open\""),
    ("Action::\"review\"", "Action::\"flag\""),
    ("Action::\"review\", ", ""),
    ("Action::\"askReveal\"", "Action::\"flag\""),
    ("Action::\"approveReveal\"", "Action::\"reveal\""),
    ("Action::\"reveal\"", "Action::\"approveReveal\""),
    ("Action::\"flag\"", "Action::\"askReveal\""),
    ("Action::\"lookUp\"", "Action::\"readAudit\""),
    ("Action::\"readAudit\"", "Action::\"lookUp\""),
    ("Action::\"managePeople\", ", ""),
    ("Action::\"changePolicy\", ", ""),
    ("Action::\"runRetention\",", ""),
    (",\n    Action::\"decideErasure\"", ""),
    ("Action::\"askErasure\"", "Action::\"readAudit\""),
    ("Action::\"judge\"", "Action::\"readAudit\""),
    (", Action::\"judge\"", ""),
    ("Action::\"openCase\", ", ""),
    (", Action::\"workOnCase\"", ""),
    ("== Action::\"workOnCase\"", "== Action::\"openCase\""),
    ("Action::\"import\"", "Action::\"readAudit\""),
    ("contains(principal)", "isEmpty()"),
    ("principal.active", "!principal.active"),
    ("context.wroteReason", "!context.wroteReason"),
];

/// Every text with one thing changed: a rule left out, a word turned round, a limit moved.
fn mutants(rules: &str) -> Vec<String> {
    let before = |at: usize| rules.get(..at).unwrap();
    let after = |at: usize| rules.get(at..).unwrap();
    let is_code = |at: usize| {
        let line = before(at).rfind('\n').map_or(0, |at| at + 1);
        !after(line).starts_with("//")
    };
    let mut mutants = Vec::new();
    for (from, to) in TURNED {
        let places = rules.match_indices(*from).filter(|(at, _)| is_code(*at));
        mutants
            .extend(places.map(|(at, _)| format!("{}{to}{}", before(at), after(at + from.len()))));
    }
    for (at, _) in rules.match_indices("@id(") {
        let end = after(at).find(';').map_or(rules.len(), |end| at + end + 1);
        mutants.push(format!("{}{}", before(at), after(end)));
    }
    mutants
}

#[test]
fn every_mutant_of_the_policy_dies() {
    let text = PolicyText::shipped();
    let mut chance = Chance(12);
    let asks: Vec<Ask> = (0..20_000).map(|_| chance.ask()).collect();
    let mutants = mutants(&text.rules);
    assert!(mutants.len() > 80, "only {} mutants", mutants.len());
    for rules in mutants {
        let changed = PolicyText {
            rules: rules.clone(),
            ..text.clone()
        };
        // One that cannot be read counts for nothing, which is death too.
        if let Ok(policies) = Policies::parse(&changed) {
            let differs = |ask: &Ask| policies.by_rules(ask).is_allowed != oracle(ask);
            assert!(asks.iter().any(differs), "this mutant lives:\n{rules}");
        }
    }
}

/// Whatever somebody writes into the rules, what must never be allowed is not.
#[test]
fn no_policy_allows_what_never_is() {
    let open = PolicyText {
        rules: "@id(\"all\") permit (principal, action, resource);".to_owned(),
        ..PolicyText::shipped()
    };
    let policies = Policies::parse(&open).unwrap();
    let mut chance = Chance(13);
    let mut refused = 0;
    for _ in 0..20_000 {
        let ask = chance.ask();
        let said = policies.ruling(&ask);
        let is_private = matches!(
            ask.action,
            Action::ReadAd
                | Action::LookUp
                | Action::AskReveal
                | Action::ApproveReveal
                | Action::Reveal
                | Action::WorkOnCase
        );
        let mut never = !ask.is_active || is_private && ask.circumstances.purpose.is_none();
        let many = ask.circumstances.reveals_today >= 20;
        never |= many && matches!(ask.action, Action::AskReveal | Action::Reveal);
        if let Thing::Case(case) = &ask.on {
            never |= !case.people.contains(&ask.who);
        }
        if let Thing::Reveal(asked) = &ask.on {
            let own = asked.asked_by == ask.who;
            never |= asked.is_taken || asked.minutes >= 60;
            never |= ask.action == Action::ApproveReveal && own;
            never |= ask.action == Action::Reveal
                && (!own || ask.circumstances.others > 0 && !asked.is_approved);
        }
        assert_eq!(said.is_allowed, !never, "{ask:?} {said:?}");
        refused += u32::from(never);
    }
    assert!(refused > 5_000);
}

#[test]
fn whatever_cannot_be_worked_out_is_refused() {
    let policies = shipped();
    let mut chance = Chance(14);
    let allowed = std::iter::repeat_with(|| chance.ask())
        .find(oracle)
        .unwrap();
    assert!(policies.ruling(&allowed).is_allowed);
    let named = |bytes| Ask {
        who: "p".repeat(bytes),
        ..allowed.clone()
    };
    let rules = |bytes| policies.by_rules(&named(bytes)).rules;
    assert_ne!(
        rules(256),
        ["an error is a refusal"],
        "the longest there is"
    );
    for who in [String::new(), "p".repeat(257), "p".repeat(1_000)] {
        let ask = Ask {
            who,
            ..allowed.clone()
        };
        assert_eq!(policies.by_rules(&ask).rules, ["an error is a refusal"]);
    }
    // A thing that the action is not for.
    let ask = Ask {
        action: Action::ManagePeople,
        roles: Role::ALL.into_iter().collect(),
        on: Thing::Network("n-1".to_owned()),
        ..allowed.clone()
    };
    assert_eq!(policies.by_rules(&ask).rules, ["an error is a refusal"]);
    // A rule that fails while it is worked out: Cedar leaves it out, and here it refuses.
    let failing = PolicyText {
        rules: "@id(\"all\") permit (principal, action, resource);\n\
                @id(\"fails\") forbid (principal, action == Action::\"lookUp\", resource)\n\
                when { context.others * 9223372036854775807 > 5 };"
            .to_owned(),
        ..PolicyText::shipped()
    };
    let policies = Policies::parse(&failing).unwrap();
    let mut ask = std::iter::repeat_with(|| chance.ask())
        .find(|ask| ask.action == Action::LookUp && oracle(ask))
        .unwrap();
    ask.circumstances.others = 3;
    assert_eq!(policies.by_rules(&ask).rules, ["an error is a refusal"]);
    // Nothing at all permits nothing.
    let empty = PolicyText {
        rules: String::new(),
        ..PolicyText::shipped()
    };
    let policies = Policies::parse(&empty).unwrap();
    assert_eq!(policies.by_rules(&allowed).rules, ["no rule permits it"]);
}

#[test]
fn a_policy_that_is_not_whole_is_refused_whole() {
    for (rules, why) in [
        ("permit (principal, action, resource)", "unexpected end"),
        ("permit (principal, action, resource);", "has no name"),
        (
            "@id(\"a\") permit (principal, action, resource) when { principal.age > 3 };",
            "age",
        ),
        (
            "@id(\"a\") permit (principal, action, resource);@id(\"a\") permit (principal, action, resource);",
            "a",
        ),
        (
            "@id(\"a\") permit (principal == ?principal, action, resource);",
            "template",
        ),
    ] {
        let text = PolicyText {
            rules: rules.to_owned(),
            ..PolicyText::shipped()
        };
        let error = Policies::parse(&text).unwrap_err().to_string();
        assert!(error.contains(why), "{rules}: {error}");
    }
    for purposes in [
        "",
        "contact = \"c\"\n[purpose.p]\nbasis = \"\"\nsees = []",
        "contact = \"c\"\n[purpose.p]\nbasis = \"b\"\nsees = [\"faces\"]",
        "contact = \"c\"\n[purpose.p]\nbasis = \"b\"\nsees = []\nmore = 1",
        "contact = \"c\"\n[purpose.p]\nbasis = \"b\"\nsees = []\nhours = 0",
        "contact = \"c\"\n[purpose.p]\nbasis = \"b\"\nsees = []\nhours = 13",
    ] {
        let text = PolicyText {
            purposes: purposes.to_owned(),
            ..PolicyText::shipped()
        };
        assert!(Policies::parse(&text).is_err(), "{purposes}");
    }
    for retention in [
        "",
        "batches = 1\nreasons = 1",
        "batches = -1\nreasons = 1\nrequests = 1",
    ] {
        let text = PolicyText {
            retention: retention.to_owned(),
            ..PolicyText::shipped()
        };
        assert!(Policies::parse(&text).is_err(), "{retention}");
    }
}

#[test]
fn things_and_roles_go_by_their_names() {
    for role in Role::ALL {
        assert_eq!(role.to_string().parse(), Ok(role));
    }
    assert!("visitor".parse::<Role>().is_err());
    let asked = Asked {
        id: "7".to_owned(),
        asked_by: "p-1".to_owned(),
        is_approved: false,
        is_taken: false,
        minutes: 0,
    };
    let shared = Shared {
        id: "3".to_owned(),
        people: BTreeSet::new(),
    };
    for (thing, name) in [
        (Thing::Workspace, "workspace"),
        (Thing::Network("n-1".to_owned()), "network n-1"),
        (Thing::Reveal(asked), "reveal 7"),
        (Thing::Case(shared), "case 3"),
    ] {
        assert_eq!(thing.name(), name);
    }
}

#[test]
fn a_refusal_tells_its_rules_and_an_entry_who_asked_what() {
    let policies = shipped();
    let mut chance = Chance(15);
    for _ in 0..2_000 {
        let ask = chance.ask();
        let ruling = policies.ruling(&ask);
        let at = "2026-05-01T09:00:00Z";
        let (entry, outcome) = match policies.permit(ask.clone(), at) {
            Ok(permit) => {
                assert_eq!(permit.ask(), &ask);
                (permit.into_entry(), Outcome::Allowed)
            }
            Err(refusal) => {
                assert_eq!(refusal.rules(), ruling.rules);
                (refusal.into_entry(), Outcome::Refused)
            }
        };
        assert_eq!(ruling.is_allowed, outcome == Outcome::Allowed);
        let purpose = ask.circumstances.purpose.as_ref();
        let expected = Entry {
            at: at.to_owned(),
            who: ask.who.clone(),
            purpose: purpose.map(|it| it.name.clone()).unwrap_or_default(),
            action: ask.action.as_str().to_owned(),
            on: ask.on.name(),
            outcome,
            rules: ruling.rules,
            wrote: String::new(),
        };
        assert_eq!(entry, expected);
    }
}

#[test]
fn things_are_kept_as_long_as_their_file_says() {
    let parse = |text: &str| Retention::parse(text).unwrap();
    let all = parse("batches = 1\nreasons = 2\nrequests = 3\ncases = 4");
    assert_eq!((all.batches, all.reasons, all.requests), (1, 2, 3));
    assert_eq!(all.cases(), 4);
    assert_eq!(parse("batches = 1\nreasons = 2\nrequests = 3").cases(), 2);
}

#[test]
fn a_workspace_tests_its_own_policy() {
    let policies = shipped();
    let text = "[[test]]\nname = \"an analyst alone\"\nroles = [\"analyst\"]\naction = \"reveal\"\n\
                purpose = \"investigation\"\nown = true\nexpect = \"allowed\"\n\
                [[test]]\nname = \"an administrator\"\nroles = [\"administrator\"]\n\
                action = \"lookUp\"\npurpose = \"investigation\"\nexpect = \"refused\"\n";
    let tests = cases(text).unwrap();
    let case = "[[test]]\nname = \"of others\"\nroles = [\"analyst\"]\naction = \"workOnCase\"\n\
                purpose = \"investigation\"\nexpect = \"refused\"\n\
                [[test]]\nname = \"own\"\nroles = [\"analyst\"]\naction = \"workOnCase\"\n\
                purpose = \"investigation\"\nown = true\nexpect = \"allowed\"\n\
                [[test]]\nname = \"of others\"\nroles = [\"analyst\"]\naction = \"reveal\"\n\
                purpose = \"investigation\"\nexpect = \"refused\"\n\
                [[test]]\nname = \"network\"\nroles = [\"analyst\"]\naction = \"open\"\n\
                purpose = \"moderation\"\nexpect = \"allowed\"\n";
    let more = cases(case).unwrap();
    assert!(more.iter().all(|test| test.holds(&policies)));
    assert_eq!(tests.len(), 2);
    assert!(tests.iter().all(|test| test.holds(&policies)));
    let wrong = text.replace("\"refused\"", "\"allowed\"");
    assert!(!cases(&wrong).unwrap()[1].holds(&policies));
    assert!(cases("[[test]]\nname = \"n\"").is_err());
}

#[test]
fn what_a_file_leaves_out_is_as_it_was_before() {
    let text = "contact = \"c\"\n[purpose.p]\nbasis = \"b\"\nsees = []";
    let purposes = Purposes::parse(text).unwrap();
    assert_eq!(purposes.purpose.get("p").map(|it| it.hours), Some(12));
    let days = "batches = 30\nreasons = 20\nrequests = 10\n";
    assert_eq!(Retention::parse(days).unwrap().cases(), 20);
    let days = format!("{days}cases = 5\n");
    assert_eq!(Retention::parse(&days).unwrap().cases(), 5);
}

#[test]
fn a_version_is_what_other_programs_compute() {
    let text = |rules: &str, purposes: &str| PolicyText {
        rules: rules.to_owned(),
        purposes: purposes.to_owned(),
        retention: String::new(),
    };
    // SHA-256 over 1, a, 2, bc, 0, the lengths in 8 bytes, by Python's hashlib.
    let version = "4bba87d4404fb83649a19d4ee7df22a3\
                   405c514ad8d0638797e4988e0b7cd541";
    assert_eq!(text("a", "bc").version(), version);
    assert_ne!(text("ab", "c").version(), version, "parts do not slide");
}

#[test]
fn debug_tells_how_many_rules_there_are() {
    let policies = Policies::parse(&PolicyText::shipped()).unwrap();
    let told = format!("{policies:?}");
    let count = told
        .trim_start_matches("Policies(")
        .trim_end_matches(" rules)");
    assert!(count.parse::<u32>().unwrap() > 10, "{told}");
}
