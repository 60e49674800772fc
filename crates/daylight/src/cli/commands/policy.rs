//! `daylight policy`: what the rules are, whether they hold together, and what they would say.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::ensure;
use daylight_findings::text::counted;
use daylight_policy::Action;
use daylight_policy::Case;
use daylight_policy::Policies;
use daylight_policy::PolicyText;
use daylight_policy::cases;
use daylight_store::Judgements;
use daylight_store::On;
use daylight_store::Workspace;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking;
use crate::cli::asking::Who;
use crate::cli::new_file;
use crate::cli::new_file::Existing;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;

/// The folder in the workspace, and its files.
const FOLDER: &str = "policy";
const RULES: &str = "daylight.cedar";
const PURPOSES: &str = "purposes.toml";
const RETENTION: &str = "retention.toml";
const TESTS: &str = "tests.toml";

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight policy write\n  daylight policy check\n  daylight policy adopt\n  daylight policy explain --as p-0123abcd --purpose moderation --action lookUp"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the policy in force into the workspace's folder `policy`, to read and to edit.
    Write,
    /// Check the files in `policy`, and run the workspace's own tests of them.
    Check,
    /// Put the files in `policy` in force, if they pass the check.
    Adopt,
    /// Say what the policy in force would answer, and which rule decides.
    Explain(Explain),
}

#[derive(Debug, clap::Args)]
struct Explain {
    /// The id of a person; without it you.
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// The purpose they would state.
    #[arg(long, value_name = "NAME")]
    purpose: Option<String>,
    /// lookUp, askReveal, approveReveal, reveal, flag, managePeople, changePolicy, readAudit,
    /// runRetention, askErasure, decideErasure, judge
    #[arg(long, value_name = "ACTION", value_parser = action)]
    action: Action,
    /// `network:ID` or `request:NUMBER`; without it the workspace.
    #[arg(long, value_name = "THING", value_parser = thing)]
    on: Option<On>,
    /// As if they gave no reason.
    #[arg(long)]
    no_reason: bool,
}

fn action(text: &str) -> Result<Action, String> {
    let mut all = Action::ALL.into_iter();
    let found = all.find(|action| action.as_str() == text);
    found.ok_or_else(|| "there is no such action".to_owned())
}

fn thing(text: &str) -> Result<On, String> {
    match text.split_once(':') {
        Some(("network", id)) => Ok(On::Network(id.to_owned())),
        Some(("request", id)) => id
            .parse()
            .map(On::Request)
            .map_err(|_| "a request has a number".to_owned()),
        _ => Err("write `network:ID` or `request:NUMBER`".to_owned()),
    }
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open_or_create(global)?;
    match &args.what {
        What::Write => write(&workspace, output),
        What::Check => check(&workspace, output),
        What::Adopt => adopt(&workspace, output),
        What::Explain(args) => explain(&workspace, args, output),
    }
}

fn in_force(workspace: &Workspace) -> anyhow::Result<PolicyText> {
    let judgements = Judgements::open_if_there(workspace)?;
    let text = judgements.map(|it| it.policy()).transpose()?;
    Ok(text.unwrap_or_else(PolicyText::shipped))
}

fn write(workspace: &Workspace, output: &mut Output) -> anyhow::Result<Exit> {
    let folder = workspace.root().join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let text = in_force(workspace)?;
    for (name, text) in [
        (RULES, &text.rules),
        (PURPOSES, &text.purposes),
        (RETENTION, &text.retention),
    ] {
        let path = folder.join(name);
        new_file::write_whole(&path, text, Existing::Keep)?;
        output.line(path.display().to_string());
    }
    Ok(Exit::Done)
}

/// The policy that the files in `policy` make; what is not there is as in force.
fn drafted(workspace: &Workspace) -> anyhow::Result<PolicyText> {
    let folder = workspace.root().join(FOLDER);
    let mut text = in_force(workspace)?;
    for (name, text) in [
        (RULES, &mut text.rules),
        (PURPOSES, &mut text.purposes),
        (RETENTION, &mut text.retention),
    ] {
        if let Some(draft) = read(&folder.join(name))? {
            *text = draft;
        }
    }
    Ok(text)
}

fn read(path: &Path) -> anyhow::Result<Option<String>> {
    if !path.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(path);
    text.map(Some)
        .with_context(|| format!("reading {}", path.display()))
}

/// The checked draft, and its tests that fail.
fn checked(workspace: &Workspace) -> anyhow::Result<(PolicyText, Vec<Case>, usize)> {
    let text = drafted(workspace)?;
    let policies = Policies::parse(&text)?;
    let path: PathBuf = workspace.root().join(FOLDER).join(TESTS);
    let tests = cases(&read(&path)?.unwrap_or_default())?;
    let all = tests.len();
    let failing = tests.into_iter().filter(|test| !test.holds(&policies));
    Ok((text, failing.collect(), all))
}

fn check(workspace: &Workspace, output: &mut Output) -> anyhow::Result<Exit> {
    let (text, failing, all) = checked(workspace)?;
    let is_in_force = in_force(workspace)? == text;
    if output.json() {
        let failing: Vec<&str> = failing.iter().map(|test| test.name.as_str()).collect();
        output.value(&json!({
            "version": text.version(),
            "in_force": is_in_force,
            "tests": all,
            "failing": failing,
        }))?;
    } else {
        for test in &failing {
            output.line(safe(&format!("does not hold: {}", test.name)));
        }
        let force = if is_in_force {
            "in force"
        } else {
            "not in force: `daylight policy adopt` puts it in force"
        };
        let tests = if all == 0 {
            "it has no tests of its own".to_owned()
        } else {
            let held = all - failing.len();
            format!("{held} of {} of its own hold", counted(all as u64, "test"))
        };
        output.line(format!(
            "policy {} is valid, {tests}; it is {force}",
            short(&text)
        ));
    }
    Ok(if failing.is_empty() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// Enough of a version to tell it by.
fn short(text: &PolicyText) -> String {
    text.version().chars().take(12).collect()
}

fn adopt(workspace: &Workspace, output: &mut Output) -> anyhow::Result<Exit> {
    let (text, failing, _) = checked(workspace)?;
    ensure!(
        failing.is_empty(),
        "adopting a policy: {} of its own do not hold\nhint: `daylight policy check` names them",
        counted(failing.len() as u64, "test")
    );
    let mut judgements = asking::judgements(workspace)?;
    let who = Who::here();
    judgements.adopt_policy(&who.asking(None, None), &text)?;
    output.line(format!("policy {} is in force", short(&text)));
    Ok(Exit::Done)
}

fn explain(workspace: &Workspace, args: &Explain, output: &mut Output) -> anyhow::Result<Exit> {
    let judgements = asking::judgements(workspace)?;
    let who = match &args.person {
        None => Who::here(),
        Some(id) => {
            let people = judgements.people()?;
            let person = people.into_iter().find(|person| person.id == *id);
            let person = person.with_context(|| {
                format!("looking for person `{id}`: there is none\nhint: `daylight people list`")
            })?;
            Who::with_account(person.account)
        }
    };
    let reason = (!args.no_reason).then_some("as if");
    let asking = who.asking(args.purpose.as_deref(), reason);
    let on = args.on.clone().unwrap_or(On::Workspace);
    let ruling = judgements.explain(&asking, args.action, &on)?;
    if output.json() {
        output.value(&json!({"allowed": ruling.is_allowed, "rules": ruling.rules}))?;
    } else {
        let said = if ruling.is_allowed {
            "allowed"
        } else {
            "refused"
        };
        output.line(safe(&format!("{said} by: {}", ruling.rules.join(", "))));
    }
    Ok(Exit::Done)
}
