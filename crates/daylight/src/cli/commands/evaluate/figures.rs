//! The figures of an evaluation as tables, each saying what it counts.

use std::fmt::Display;

use crate::cli::output::Output;
use crate::cli::table::Side;
use crate::cli::table::Table;
use crate::evaluate::Agreement;
use crate::evaluate::Evaluation;
use crate::evaluate::Names;
use crate::evaluate::PhoneScore;
use crate::evaluate::Phones;
use crate::evaluate::Ranking;

pub(super) fn print(evaluation: &Evaluation, output: &mut Output) {
    output.line(format!(
        "{} ads in the truth; this run read {} of them",
        evaluation.ads,
        evaluation.ads - evaluation.ads_missing
    ));
    groups(evaluation, output);
    ranking(&evaluation.ranking, output);
    above_line(&evaluation.ranking, output);
    phones(&evaluation.phones, output);
    names(&evaluation.names, output);
}

/// A heading with what the table under it counts.
fn head(title: &str, counts: &[&str], output: &mut Output) {
    output.line("");
    output.line(title.to_uppercase());
    for line in counts {
        output.line(format!("  {line}"));
    }
    output.line("");
}

fn body(table: &Table, output: &mut Output) {
    for line in table.lines("  ") {
        output.line(line);
    }
}

fn groups(evaluation: &Evaluation, output: &mut Output) {
    head(
        "groups",
        &[
            "Clusters against the texts ads were made from; networks against operators.",
            "Precision: the mean, over ads, of the share of an ad's group that belongs with it.",
            "Recall: the mean share of what belongs with it that is in its group (B-cubed).",
            "Pairs: the same two shares, counted over pairs of ads. An ad alone is a group of one.",
        ],
        output,
    );
    let mut columns = vec![("", Side::Left)];
    columns.extend(
        [
            "ads",
            "precision",
            "recall",
            "F1",
            "pairs P",
            "pairs R",
            "pairs F1",
        ]
        .map(|name| (name, Side::Right)),
    );
    let mut table = Table::new(&columns);
    for (name, agreement) in [
        ("clusters", evaluation.clusters),
        (
            "networks, organised operators",
            evaluation.networks_organised,
        ),
        ("networks, all operators", evaluation.networks_all),
    ] {
        table.row(agreement_row(name, agreement));
    }
    body(&table, output);
}

fn agreement_row(name: &str, agreement: Agreement) -> Vec<String> {
    let mut row = vec![name.to_owned(), agreement.ads.to_string()];
    row.extend(
        [
            agreement.precision,
            agreement.recall,
            agreement.f1,
            agreement.pair_precision,
            agreement.pair_recall,
            agreement.pair_f1,
        ]
        .map(share),
    );
    row
}

fn ranking(ranking: &Ranking, output: &mut Output) {
    head(
        "ranking",
        &["A network leads to the operator of more than half of its ads."],
        output,
    );
    let mut table = Table::new(&[("", Side::Left), ("", Side::Right), ("", Side::Left)]);
    let mut row = |name: &str, value: &dyn Display, counts: &str| {
        table.row([name.to_owned(), value.to_string(), counts.to_owned()]);
    };
    row("ranked", &ranking.ranked, "networks with a rank");
    row(
        "organised",
        &ranking.organised,
        "organised operators in the truth",
    );
    row(
        "found",
        &ranking.found,
        "of them, those that some ranked network leads to",
    );
    row(
        "average precision",
        &share(ranking.average_precision),
        "mean precision where each organised operator is reached, 0 for one never reached",
    );
    for (first, precision) in &ranking.precision_at {
        row(
            &format!("precision at {first}"),
            &share(*precision),
            "share of the first networks that lead to an organised operator",
        );
    }
    let line = ranking.line.map_or("none".to_owned(), |at| at.to_string());
    row(
        "line",
        &line,
        "rank at which 90 % of the organised operators are reached",
    );
    for line in table.lines("  ").into_iter().skip(1) {
        output.line(line);
    }
}

fn above_line(ranking: &Ranking, output: &mut Output) {
    head(
        "above the line",
        &[
            "Operators with any ad in a network at or above the line, by kind; in the whole",
            "ranking where there is no line. Kinds that are not organised are false alarms.",
        ],
        output,
    );
    let mut table = Table::new(&[
        ("kind", Side::Left),
        ("operators", Side::Right),
        ("above", Side::Right),
        ("share", Side::Right),
    ]);
    for (kind, above) in &ranking.above_line {
        table.row([
            kind.clone(),
            above.operators.to_string(),
            above.above.to_string(),
            format!("{:.2} %", above.share * 100.0),
        ]);
    }
    body(&table, output);
}

fn phones(phones: &Phones, output: &mut Output) {
    head(
        "phones",
        &[
            "Distinct phones of each ad, as whole international numbers. Right: the likeliest",
            "reading of a phone found is one written in that ad; any: some reading of it is.",
            "An ad with several disguises counts under each.",
        ],
        output,
    );
    let mut columns = vec![("disguise", Side::Left)];
    columns.extend(
        [
            "ads",
            "written",
            "found",
            "right",
            "any",
            "precision",
            "recall",
        ]
        .map(|name| (name, Side::Right)),
    );
    let mut table = Table::new(&columns);
    table.row(phone_row("all", &phones.all));
    for (disguise, score) in &phones.by_disguise {
        table.row(phone_row(disguise, score));
    }
    body(&table, output);
}

fn phone_row(name: &str, score: &PhoneScore) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    row.extend(
        [
            score.ads,
            score.written,
            score.found,
            score.right,
            score.right_any_reading,
        ]
        .map(|count| count.to_string()),
    );
    row.extend([score.precision, score.recall].map(share));
    row
}

fn names(names: &Names, output: &mut Output) {
    head(
        "names",
        &[
            "Distinct names of people in each ad, without regard to case, accents and repeated",
            "letters; employers are left out.",
        ],
        output,
    );
    let columns = ["written", "found", "right", "precision", "recall"];
    let mut table = Table::new(&columns.map(|name| (name, Side::Right)));
    let counts = [names.written, names.found, names.right].map(|count| count.to_string());
    let shares = [names.precision, names.recall].map(share);
    table.row(counts.into_iter().chain(shares));
    body(&table, output);
}

fn share(value: f64) -> String {
    format!("{value:.4}")
}
