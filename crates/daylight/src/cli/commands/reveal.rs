//! `daylight reveal`: one identifier in the clear, by request.

use daylight_store::Judgements;
use daylight_store::Request;
use daylight_store::Workspace;
use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking;
use crate::cli::asking::Purpose;
use crate::cli::asking::Who;
use crate::cli::commands::find;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::session;
use crate::cli::table;
use crate::cli::table::Side;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight reveal ask phone-fd22d45fec1ca49d --network n-15b2afa65aef94ff --purpose investigation --reason 'number to hand to the police, case 12'\n  daylight reveal approve 1 --purpose investigation\n  daylight reveal show 1 --purpose investigation"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Ask to see the identifier of one token.
    Ask(Ask),
    /// Agree to somebody else's request.
    Approve(One),
    /// See the identifier, once, within an hour of asking.
    Show(One),
    /// List the requests, by token.
    List,
}

#[derive(Debug, clap::Args)]
struct Ask {
    /// The token.
    token: String,
    /// The id of a network that shows it.
    #[arg(long, value_name = "NETWORK")]
    network: String,
    /// Why it is needed; sealed in the workspace, and committed to in the log.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    purpose: Purpose,
}

#[derive(Debug, clap::Args)]
struct One {
    /// The number of the request.
    request: i64,
    #[command(flatten)]
    purpose: Purpose,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let mut judgements = asking::judgements(&workspace)?;
    let who = Who::here();
    match &args.what {
        What::Ask(args) => ask(&workspace, &mut judgements, args, output)?,
        What::Approve(args) => {
            let asking = who.asking(args.purpose.purpose.as_deref(), None);
            let request = judgements.approve_reveal(&asking, args.request)?;
            list(&[request], output)?;
        }
        What::Show(args) => show(&workspace, &mut judgements, args, output)?,
        What::List => list(&judgements.requests()?, output)?,
    }
    Ok(Exit::Done)
}

fn ask(
    workspace: &Workspace,
    judgements: &mut Judgements,
    args: &Ask,
    output: &mut Output,
) -> anyhow::Result<()> {
    let run = session::latest(workspace)?;
    if !run.is_indexed() {
        find::index(workspace, &run, output)?;
    }
    let who = Who::here();
    let asking = who.asking(args.purpose.purpose.as_deref(), Some(&args.reason));
    let request = judgements.ask_reveal(&asking, &run, &args.token, &args.network)?;
    list(&[request], output)?;
    output.note("hint: where the workspace has a second person, one of them has to approve it");
    Ok(())
}

fn show(
    workspace: &Workspace,
    judgements: &mut Judgements,
    args: &One,
    output: &mut Output,
) -> anyhow::Result<()> {
    let run = session::latest(workspace)?;
    let who = Who::here();
    let asking = who.asking(args.purpose.purpose.as_deref(), None);
    // The entry of the log is on the disk when this returns.
    let value = judgements.reveal(&asking, &run, args.request)?;
    if output.json() {
        output.value(&json!({"request": args.request, "value": value.reveal()}))?;
    } else {
        output.line(safe(value.reveal()));
    }
    output.note("the log tells who saw this, when and for what purpose");
    Ok(())
}

fn list(requests: &[Request], output: &mut Output) -> anyhow::Result<()> {
    let columns = [
        ("request", Side::Right),
        ("token", Side::Left),
        ("network", Side::Left),
        ("asked by", Side::Left),
        ("asked at", Side::Left),
        ("approved by", Side::Left),
        ("shown at", Side::Left),
    ];
    let row = |request: &Request| {
        [
            request.id.to_string(),
            request.token.clone(),
            request.network.clone(),
            request.asked_by.clone(),
            request.asked_at.clone(),
            request.approved_by.clone(),
            request.taken_at.clone(),
        ]
    };
    table::list(requests, columns, row, value, ("no requests", output))
}

fn value(request: &Request) -> Value {
    json!({
        "request": request.id,
        "token": request.token,
        "network": request.network,
        "asked_by": request.asked_by,
        "asked_at": request.asked_at,
        "approved_by": request.approved_by,
        "shown_at": request.taken_at,
    })
}
