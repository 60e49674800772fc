//! `daylight desk`: serves the desk to a browser on this machine.

use std::net::SocketAddr;

use daylight_desk::Desk;
use daylight_store::Workspace;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::commands::index;
use crate::cli::config;
use crate::cli::for_desk::ForDesk;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::output::told;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight desk --listen 127.0.0.1:7300")]
pub(crate) struct Args {
    /// Where to listen: an address of this machine alone. A port of 0 takes any that is free.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7300")]
    listen: SocketAddr,
    /// A name by which a reverse proxy calls it; may be repeated. The proxy brings TLS.
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open_or_create(global)?;
    serve(workspace, args.listen, args.hosts.clone(), output)
}

/// Serves the desk of a workspace until the program is stopped. What its pages look into is built
/// first where it is missing.
pub(crate) fn serve(
    workspace: Workspace,
    listen: SocketAddr,
    hosts: Vec<String>,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    if let Some(run) = workspace.latest_run()? {
        index::complete(&workspace, &run, output)?;
    }
    let reference = config::reference_of(&workspace)?;
    let desk = Desk::new(workspace, hosts, ForDesk { reference })?;
    let code = desk.setup_code()?.map(str::to_owned);
    let ready = |address| {
        output.line(format!("the desk is at http://{address}/"));
        if let Some(code) = &code {
            output.line(format!(
                "nobody works here yet; to begin, type the code {code}"
            ));
        }
        output.note("it is there until this program is stopped: Ctrl-C");
        output.flush();
    };
    daylight_desk::serve(desk, listen, ready, |error| told(&safe(error)))?;
    Ok(Exit::Done)
}
