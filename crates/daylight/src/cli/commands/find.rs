//! `daylight find`: the networks whose ads show an identifier.

use anyhow::ensure;
use daylight_findings::identifiers;
use daylight_findings::identifiers::Found;
use daylight_store::Run;
use daylight_store::Workspace;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::answer;
use crate::cli::answer::Answering;
use crate::cli::asking;
use crate::cli::asking::Purpose;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::session;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight find '+44 20 7946 0123'\n  daylight find phone-fd22d45fec1ca49d"
)]
pub(crate) struct Args {
    /// A phone number, an address, a handle, a link, as people write it; or a token.
    #[arg(value_name = "IDENTIFIER", required = true)]
    identifier: Vec<String>,
    #[command(flatten)]
    purpose: Purpose,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let run = session::latest(&workspace)?;
    let tokens = identifiers::tokens(&args.identifier.join(" "), workspace.token_key());
    ensure!(
        !tokens.is_empty(),
        "looking for an identifier: none is recognised in what was given\nhint: write a phone number with its country, `+44 20 ...`; `daylight explain` shows what is read in a text"
    );
    let named: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let may = asking::may_look_up(&workspace, &args.purpose, &named.join(" "))?;
    if !run.is_indexed() {
        index(&workspace, &run, output)?;
    }
    let found = if may {
        identifiers::found(&run, &tokens)?
    } else {
        Vec::new()
    };
    if output.json() {
        output.value(&found)?;
    } else {
        print(&found, output);
    }
    Ok(Exit::Done)
}

/// Builds the index of a run.
pub(crate) fn index(workspace: &Workspace, run: &Run, output: &Output) -> anyhow::Result<()> {
    let progress = output.steps();
    progress.begin("indexing identifiers");
    workspace.writer()?.index(run)?;
    progress.end();
    Ok(())
}

fn print(found: &[Found], output: &mut Output) {
    let answers: Vec<Answering<'_>> = found
        .iter()
        .map(|network| {
            let tokens: Vec<&str> = network.tokens.iter().map(String::as_str).collect();
            Answering {
                network_id: &network.network_id,
                rank: network.rank,
                shows: format!("{} in ", tokens.join(" ")),
                ads: network.ads.iter().collect(),
            }
        })
        .collect();
    answer::print(&answers, "what so many show ties nobody", output);
}
