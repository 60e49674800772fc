//! The command line: what was typed becomes one call.

mod answer;
mod asking;
mod commands;
mod config;
mod demo_place;
mod exit;
mod fault;
mod for_desk;
mod found;
mod ingest;
mod new_file;
mod open;
mod output;
mod pace;
mod ranking;
mod report;
mod session;
mod size;
mod table;
mod text;
mod verdict;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::Subcommand;

use crate::cli::commands::audit;
use crate::cli::commands::backup;
use crate::cli::commands::batches;
use crate::cli::commands::bench;
use crate::cli::commands::demo;
use crate::cli::commands::desk;
use crate::cli::commands::erasure;
use crate::cli::commands::evaluate;
use crate::cli::commands::explain;
use crate::cli::commands::export;
use crate::cli::commands::find;
use crate::cli::commands::flag;
use crate::cli::commands::forget;
use crate::cli::commands::import;
use crate::cli::commands::index;
use crate::cli::commands::judge;
use crate::cli::commands::keys;
use crate::cli::commands::link;
use crate::cli::commands::mapping;
use crate::cli::commands::networks;
use crate::cli::commands::people;
use crate::cli::commands::policy;
use crate::cli::commands::restore;
use crate::cli::commands::retention;
use crate::cli::commands::reveal;
use crate::cli::commands::scan;
use crate::cli::commands::search;
use crate::cli::commands::show;
use crate::cli::commands::synth;
use crate::cli::commands::verify;
use crate::cli::output::Output;

pub use exit::Exit;

/// Brings the organised networks behind online listings to light, with the evidence.
#[derive(Debug, Parser)]
#[command(
    name = "daylight",
    version,
    max_term_width = 92,
    propagate_version = true
)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Global {
    /// The workspace; made when first needed.
    #[arg(
        short,
        long,
        global = true,
        value_name = "DIR",
        default_value = "daylight-workspace",
        env = "DAYLIGHT_WORKSPACE"
    )]
    pub(crate) workspace: PathBuf,
    /// A file whose first line is the passphrase that the keys are sealed with; without it a
    /// terminal is asked.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "DAYLIGHT_PASSPHRASE_FILE"
    )]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Print JSON for scripts.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print nothing but results and errors.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a synthetic market, run everything, and print the ranking against the known truth.
    Demo(demo::Args),
    /// Import files, link, and print the ranked networks with their reasons.
    Scan(scan::Args),
    /// Add the ads of files to the workspace as one batch.
    Import(import::Args),
    /// Tie the workspace's ads into networks and score them.
    Link(link::Args),
    /// Show how the columns of a file are understood, as a mapping to edit.
    Mapping(mapping::Args),
    /// Show the normalised form of one text and every fact in it.
    Explain(explain::Args),
    /// Print the ranking.
    Networks(networks::Args),
    /// Print one network with its templates, links, reasons and innocent explanations.
    Show(show::Args),
    /// Print the networks whose ads show an identifier.
    Find(find::Args),
    /// Print the networks whose ads hold words, the best first.
    Search(search::Args),
    /// Build what `find` and `search` look into, which the first of each would do.
    Index(index::Args),
    /// Serve the desk to a browser on this machine.
    Desk(desk::Args),
    /// Write a synthetic market with known truth.
    Synth(synth::Args),
    /// Hold the last run against a known truth.
    Evaluate(evaluate::Args),
    /// Write the tables for other programs.
    Export(export::Args),
    /// Check the integrity of the whole workspace.
    Verify(verify::Args),
    /// List the imports, and those that were forgotten.
    Batches(batches::Args),
    /// Remove an import with its derived facts; a tombstone stays.
    Forget(forget::Args),
    /// Copy the workspace without its keys, while it is in use.
    Backup(backup::Args),
    /// Make a workspace from a backup and its keys.
    Restore(restore::Args),
    /// Check the keys, draw new ones, seal them with a passphrase.
    Keys(keys::Args),
    /// List the people of the workspace, add one, end somebody's access.
    People(people::Args),
    /// Check the policy, put it in force, ask what it says.
    Policy(policy::Args),
    /// See one identifier in the clear, by request.
    Reveal(reveal::Args),
    /// Decide that two ads are of one operator, or of two; every later link respects it.
    Judge(judge::Args),
    /// Flag a network for what must be reported.
    Flag(flag::Args),
    /// Take down, decide and carry out that a person is removed.
    Erasure(erasure::Args),
    /// Destroy what its time is over for.
    Retention(retention::Args),
    /// Read the audit log, check it, prove what is in it.
    Audit(audit::Args),
    /// Measure each stage against the floor of reading and hashing words.
    Bench(bench::Args),
}

/// Runs the program on the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Exit::of_usage(&error).into(),
    };
    let mut output = Output::new(&arguments.global);
    let done = fault::guarded(|| run(arguments, &mut output));
    output.finish(done).into()
}

fn run(arguments: Arguments, output: &mut Output) -> anyhow::Result<Exit> {
    let global = &arguments.global;
    match arguments.command {
        Command::Demo(args) => demo::run(&args, global, output),
        Command::Scan(args) => scan::run(&args, global, output),
        Command::Import(args) => import::run(&args, global, output),
        Command::Link(args) => link::run(&args, global, output),
        Command::Mapping(args) => mapping::run(&args, output),
        Command::Explain(args) => explain::run(&args, output),
        Command::People(args) => people::run(&args, global, output),
        Command::Policy(args) => policy::run(&args, global, output),
        Command::Reveal(args) => reveal::run(&args, global, output),
        Command::Judge(args) => judge::run(&args, global, output),
        Command::Flag(args) => flag::run(&args, global, output),
        Command::Erasure(args) => erasure::run(&args, global, output),
        Command::Retention(args) => retention::run(&args, global, output),
        Command::Audit(args) => audit::run(&args, global, output),
        Command::Networks(args) => networks::run(&args, global, output),
        Command::Show(args) => show::run(&args, global, output),
        Command::Find(args) => find::run(&args, global, output),
        Command::Search(args) => search::run(&args, global, output),
        Command::Index(args) => index::run(&args, global, output),
        Command::Desk(args) => desk::run(&args, global, output),
        Command::Synth(args) => synth::run(&args, output),
        Command::Evaluate(args) => evaluate::run(&args, global, output),
        Command::Export(args) => export::run(&args, global, output),
        Command::Verify(args) => verify::run(&args, global, output),
        Command::Batches(args) => batches::run(&args, global, output),
        Command::Forget(args) => forget::run(&args, global, output),
        Command::Backup(args) => backup::run(&args, global, output),
        Command::Restore(args) => restore::run(&args, global, output),
        Command::Keys(args) => keys::run(&args, global, output),
        Command::Bench(args) => bench::run(&args, output),
    }
}
