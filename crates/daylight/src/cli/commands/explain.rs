//! The `explain` command: one text, its comparable form, and every fact in it.

use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use anyhow::anyhow;
use anyhow::ensure;
use daylight_engine::extract::Country;
use daylight_engine::extract::Hints;
use daylight_engine::extract::Text;
use daylight_engine::extract::countries_of_ad;
use daylight_engine::extract::extract_text;
use daylight_engine::normalise::normalise;
use daylight_engine::read::FIELD_BYTES_MAX;
use daylight_engine::read::decode;
use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::Disguise;
use daylight_model::Fact;
use daylight_model::Field;
use daylight_model::FieldName;
use daylight_model::Private;
use daylight_model::SourceRow;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::table::Side;
use crate::cli::table::Table;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  echo 'call Mia 020 7946 0018' | daylight explain --country GB")]
pub(crate) struct Args {
    /// A file with one text, in any encoding; `-` is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// A country whose national phone formats are plausible, likeliest first; may be repeated.
    #[arg(long = "country", value_name = "XX", value_parser = country)]
    countries: Vec<Country>,
}

/// What is in a text.
#[derive(Debug, Serialize)]
struct Explanation<'a> {
    normalised: &'a str,
    facts: Vec<Found<'a>>,
}

/// One fact; `start..end` are bytes of the text as UTF-8.
#[derive(Debug, Serialize)]
struct Found<'a> {
    kind: &'static str,
    value: &'a str,
    original: &'a str,
    start: u32,
    end: u32,
    rule: &'a str,
    confidence: f64,
    readings: Vec<&'a str>,
    disguises: Vec<&'static str>,
    fictional: bool,
    hashed: bool,
}

pub(crate) fn run(args: &Args, output: &mut Output) -> anyhow::Result<Exit> {
    let text = read(&args.file)?;
    let form = normalise(&text);
    let name = FieldName::new("text");
    let facts = extract_text(
        Text {
            field: &name,
            original: &text,
            normalised: &form,
        },
        &Hints {
            countries: countries(&args.countries, &name, &text),
            posted_at: None,
        },
    );
    let explanation = Explanation {
        normalised: form.text(),
        facts: facts
            .iter()
            .map(|fact| show(fact, &text))
            .collect::<Option<_>>()
            .context("explaining the text: a fact does not stand in it\nhint: this is a fault in Daylight; please report it")?,
    };
    if output.json() {
        output.value(&explanation)?;
    } else {
        print(&explanation, output);
    }
    Ok(Exit::Done)
}

fn country(code: &str) -> Result<Country, &'static str> {
    Country::new(code).ok_or("a country is two letters, such as NL")
}

/// The text, whole.
fn read(path: &Path) -> anyhow::Result<String> {
    let doing = || format!("reading {}", name_of(path));
    let mut bytes = Vec::new();
    let limit = FIELD_BYTES_MAX as u64 + 1;
    if path == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    }
    .map_err(|error| {
        anyhow!(
            "{}: {error}\nhint: name a file with one text, or `-` for standard input",
            doing()
        )
    })?;
    ensure!(
        bytes.len() <= FIELD_BYTES_MAX,
        "{}: it is larger than {} MiB, the limit of one text\nhint: `daylight scan` reads a file of many ads",
        doing(),
        FIELD_BYTES_MAX >> 20
    );
    Ok(decode(bytes))
}

fn name_of(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        format!("`{}`", path.display())
    }
}

/// The countries named, then those the text speaks for, as for an ad without other columns.
fn countries(named: &[Country], field: &FieldName, text: &str) -> Vec<Country> {
    let ad = Ad {
        id: AdId::new("text"),
        source: SourceRow {
            file: Arc::from("-"),
            row: 1,
        },
        fields: vec![Field {
            name: field.clone(),
            text: Private::new(text),
        }],
        columns: Vec::new(),
        posted_at: None,
        place: None,
        site: None,
        coordinates: None,
    };
    let mut countries = named.to_vec();
    countries.extend(countries_of_ad(&ad));
    let mut kept = Vec::new();
    for country in countries {
        if !kept.contains(&country) {
            kept.push(country);
        }
    }
    kept
}

/// A fact with its characters; `None` where it has none in the text.
fn show<'a>(fact: &'a Fact, text: &'a str) -> Option<Found<'a>> {
    let span = fact.span?;
    Some(Found {
        kind: fact.kind.as_str(),
        value: fact.value.reveal(),
        original: span.cut(text)?,
        start: span.start(),
        end: span.end(),
        rule: &fact.rule,
        confidence: (f64::from(fact.confidence.get()) * 1000.0).round() / 1000.0,
        readings: fact.readings.iter().map(Private::reveal).collect(),
        disguises: fact.disguises.iter().map(Disguise::as_str).collect(),
        fictional: fact.fictional,
        hashed: fact.hashed,
    })
}

fn print(explanation: &Explanation<'_>, output: &mut Output) {
    for line in explanation.normalised.lines() {
        output.line(safe(line));
    }
    output.line("");
    if explanation.facts.is_empty() {
        output.line("no fact found");
        return;
    }
    let mut table = Table::new(&[
        ("kind", Side::Left),
        ("value", Side::Left),
        ("as written", Side::Left),
        ("bytes", Side::Left),
        ("rule", Side::Left),
        ("sure", Side::Right),
        ("", Side::Left),
    ]);
    for fact in &explanation.facts {
        table.row([
            fact.kind.to_owned(),
            fact.value.to_owned(),
            clipped(fact.original),
            format!("{}..{}", fact.start, fact.end),
            fact.rule.to_owned(),
            format!("{:.2}", fact.confidence),
            remarks(fact),
        ]);
    }
    table.print(output);
}

/// The beginning of long text; `--json` has the whole.
fn clipped(text: &str) -> String {
    /// Characters shown of a fact as written.
    const SHOWN_MAX: usize = 60;
    match text.char_indices().nth(SHOWN_MAX) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
    }
}

fn remarks(fact: &Found<'_>) -> String {
    let mut remarks = Vec::new();
    if fact.fictional {
        remarks.push("reserved for fiction".to_owned());
    }
    if fact.hashed {
        remarks.push("arrived hashed".to_owned());
    }
    if !fact.disguises.is_empty() {
        remarks.push(format!("hidden by {}", fact.disguises.join(", ")));
    }
    if !fact.readings.is_empty() {
        remarks.push(format!("or {}", fact.readings.join(", ")));
    }
    remarks.join("; ")
}
