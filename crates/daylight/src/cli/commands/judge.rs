//! `daylight judge`: what a person decides about two ads, which every later link respects.

use anyhow::ensure;
use daylight_model::AdId;
use daylight_store::Decision;
use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking;
use crate::cli::asking::Who;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::table;
use crate::cli::table::Side;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight judge apart ad-0001 ad-0002 --reason 'two firms that share a booking line'\n  daylight judge together ad-0001 ad-0003 --reason 'the same flat, seen by us'\n  daylight judge withdraw 1 --reason 'we were wrong'"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Two ads are of one operator: their networks are joined.
    Together(Two),
    /// Two ads are of two operators: no network holds both.
    Apart(Two),
    /// Withdraw a decision.
    Withdraw(Withdraw),
    /// List the decisions, those that were withdrawn too.
    List,
}

#[derive(Debug, clap::Args)]
struct Two {
    /// The id of one ad.
    #[arg(value_name = "AD")]
    one: String,
    /// The id of the other.
    #[arg(value_name = "AD")]
    other: String,
    /// Why; sealed in the workspace, and committed to in the log.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, clap::Args)]
struct Withdraw {
    /// The number of the decision.
    decision: i64,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let mut judgements = asking::judgements(&workspace)?;
    let who = Who::here();
    let (is_together, two) = match &args.what {
        What::List => {
            list(&judgements.decisions()?, output)?;
            return Ok(Exit::Done);
        }
        What::Withdraw(args) => {
            let asking = who.asking(None, Some(&args.reason));
            list(&[judgements.withdraw(&asking, args.decision)?], output)?;
            output.note("hint: `daylight link` no longer respects it");
            return Ok(Exit::Done);
        }
        What::Together(two) => (true, two),
        What::Apart(two) => (false, two),
    };
    let known = workspace.known_content()?;
    for id in [&two.one, &two.other] {
        ensure!(
            known.iter().any(|(known, _)| known == id),
            "judging two ads: there is no ad `{id}`\nhint: `daylight show NETWORK` names the ads of a network"
        );
    }
    ensure!(
        two.one != two.other,
        "judging two ads: it is the same ad twice\nhint: name two"
    );
    let (one, other) = (AdId::new(&two.one), AdId::new(&two.other));
    let asking = who.asking(None, Some(&two.reason));
    list(
        &[judgements.decide(&asking, is_together, (&one, &other))?],
        output,
    )?;
    output.note("hint: `daylight link` respects it from now on, until it is withdrawn");
    Ok(Exit::Done)
}

fn list(decisions: &[Decision], output: &mut Output) -> anyhow::Result<()> {
    let columns = [
        ("decision", Side::Right),
        ("", Side::Left),
        ("ad", Side::Left),
        ("ad", Side::Left),
        ("decided by", Side::Left),
        ("decided at", Side::Left),
        ("withdrawn at", Side::Left),
    ];
    let row = |decision: &Decision| {
        [
            decision.id.to_string(),
            sort(decision).to_owned(),
            decision.one.to_string(),
            decision.other.to_string(),
            decision.decided_by.clone(),
            decision.decided_at.clone(),
            decision.withdrawn_at.clone(),
        ]
    };
    table::list(decisions, columns, row, value, ("no decisions", output))
}

fn sort(decision: &Decision) -> &'static str {
    if decision.is_together {
        "together"
    } else {
        "apart"
    }
}

fn value(decision: &Decision) -> Value {
    json!({
        "decision": decision.id,
        "sort": sort(decision),
        "ads": [decision.one, decision.other],
        "decided_by": decision.decided_by,
        "decided_at": decision.decided_at,
        "withdrawn_at": decision.withdrawn_at,
    })
}
