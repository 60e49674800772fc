//! `daylight people`: who works in a workspace, and what each is.

use std::collections::BTreeSet;

use daylight_policy::Role;
use daylight_store::Judgements;
use daylight_store::Person;
use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking;
use crate::cli::asking::Who;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::table;
use crate::cli::table::Side;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight people add 'Ana Example' --role administrator --role analyst\n  daylight people add 'Ben Example' --role reviewer --account 'uid 1001'"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List everybody, those whose access was ended too.
    List,
    /// Add a person; the first one may add themselves.
    Add(Add),
    /// End a person's access, from this moment on.
    End(End),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// Their name; it stands in no log.
    name: String,
    /// What they are: administrator, analyst, reviewer, auditor, partner; more than one may be given.
    #[arg(long = "role", value_name = "ROLE", required = true)]
    roles: Vec<Role>,
    /// The account of the system they use, `uid 1001`; without it yours.
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
}

#[derive(Debug, clap::Args)]
struct End {
    /// Their id.
    #[arg(value_name = "PERSON")]
    id: String,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = match args.what {
        What::Add(_) => open::open_or_create(global)?,
        What::List | What::End(_) => open::open(global)?,
    };
    let who = Who::here();
    match &args.what {
        What::List => {
            let judgements = Judgements::open_if_there(&workspace)?;
            let people = judgements.map(|it| it.people()).transpose()?;
            list(&people.unwrap_or_default(), output)?;
        }
        What::Add(args) => {
            let mut judgements = Judgements::open(&workspace)?;
            let account = args.account.as_deref().unwrap_or(who.account());
            let roles: BTreeSet<Role> = args.roles.iter().copied().collect();
            let person = if judgements.people()?.is_empty() {
                judgements.first_person(&args.name, account, &roles, who.at())?
            } else {
                let asking = who.asking(None, None);
                judgements.add_person(&asking, &args.name, account, &roles)?
            };
            list(&[person], output)?;
        }
        What::End(args) => {
            let mut judgements = asking::judgements(&workspace)?;
            judgements.end_access(&who.asking(None, None), &args.id)?;
            output.line(format!("the access of {} is ended", safe(&args.id)));
        }
    }
    Ok(Exit::Done)
}

fn list(people: &[Person], output: &mut Output) -> anyhow::Result<()> {
    let columns = ["person", "name", "account", "roles", ""].map(|name| (name, Side::Left));
    let row = |person: &Person| {
        let ended = if person.is_active { "" } else { "ended" };
        let roles: Vec<&str> = person.roles.iter().map(|role| role.as_str()).collect();
        [
            person.id.clone(),
            person.name.clone(),
            person.account.clone(),
            roles.join(" "),
            ended.to_owned(),
        ]
    };
    let none = "no people: the workspace belongs to who made it";
    table::list(people, columns, row, value, (none, output))
}

fn value(person: &Person) -> Value {
    json!({
        "person": person.id,
        "name": person.name,
        "account": person.account,
        "roles": person.roles,
        "active": person.is_active,
    })
}
