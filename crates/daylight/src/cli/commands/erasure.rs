//! `daylight erasure`: "I am this person, remove me".

use daylight_model::Private;
use daylight_store::Erasure;
use daylight_store::Found;
use serde_json::Value;
use serde_json::json;

use anyhow::ensure;
use daylight_findings::identifiers;
use daylight_findings::text::counted;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking;
use crate::cli::asking::Who;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::session;
use crate::cli::table;
use crate::cli::table::Side;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight erasure ask '+44 20 7946 0123'\n  daylight erasure list\n  daylight erasure grant 1 --reason 'she showed us the phone'"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Take down that the person behind an identifier wants to be removed.
    Ask(Ask),
    /// Remove every ad that shows the identifier, with all that was made from it.
    Grant(Decide),
    /// Refuse.
    Refuse(Decide),
    /// List the requests, with the day by which each is to be decided.
    List,
}

#[derive(Debug, clap::Args)]
struct Ask {
    /// Their phone number, address, handle or link, as people write it; sealed until it is removed.
    #[arg(value_name = "IDENTIFIER", required = true)]
    identifier: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct Decide {
    /// The number of the request.
    request: i64,
    /// Why; sealed in the workspace, and committed to in the log.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let mut judgements = asking::judgements(&workspace)?;
    let who = Who::here();
    let key = workspace.token_key();
    match &args.what {
        What::List => list(&judgements.erasures()?, output)?,
        What::Ask(args) => {
            let identifier = Private::new(args.identifier.join(" "));
            ensure!(
                !identifiers::tokens(identifier.reveal(), key).is_empty(),
                "taking down a request: no identifier is recognised in what was given\nhint: write a phone number with its country, `+44 20 ...`"
            );
            let asked = judgements.ask_erasure(&who.asking(None, None), &identifier)?;
            list(&[asked], output)?;
        }
        What::Refuse(args) => {
            let asking = who.asking(None, Some(&args.reason));
            list(&[judgements.refuse_erasure(&asking, args.request)?], output)?;
        }
        What::Grant(args) => {
            let run = session::latest(&workspace)?;
            let found = Found {
                run: &run,
                tokens: &|identifier| identifiers::tokens(identifier, key),
            };
            let asking = who.asking(None, Some(&args.reason));
            let writer = workspace.writer()?;
            let done = judgements.grant_erasure(&asking, args.request, &writer, &found)?;
            list(&[done], output)?;
            output.note(
                "hint: `daylight link` ties the ads that are left; bring backups up to date with `daylight backup`; reports, exports and source files are files of yours, and importing one again brings its ads back",
            );
        }
    }
    Ok(Exit::Done)
}

fn list(erasures: &[Erasure], output: &mut Output) -> anyhow::Result<()> {
    let columns = [
        ("request", Side::Right),
        ("asked at", Side::Left),
        ("due by", Side::Left),
        ("outcome", Side::Left),
        ("decided by", Side::Left),
        ("removed", Side::Left),
    ];
    let row = |erasure: &Erasure| {
        let removed = erasure.ads.map(|ads| counted(ads, "ad"));
        [
            erasure.id.to_string(),
            erasure.asked_at.clone(),
            erasure.due_at.clone(),
            erasure.outcome.clone(),
            erasure.decided_by.clone(),
            removed.unwrap_or_default(),
        ]
    };
    table::list(erasures, columns, row, value, ("no requests", output))
}

fn value(erasure: &Erasure) -> Value {
    json!({
        "request": erasure.id,
        "asked_at": erasure.asked_at,
        "due_at": erasure.due_at,
        "outcome": erasure.outcome,
        "decided_by": erasure.decided_by,
        "decided_at": erasure.decided_at,
        "ads": erasure.ads,
    })
}
