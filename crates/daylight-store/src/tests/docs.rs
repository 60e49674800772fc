//! The tables drawn in `docs/formats/workspace.md` are the tables of the code.

use crate::table::Column;
use crate::table::Holds;
use crate::table::Table;
use crate::tables;

const DRAWN: &str = include_str!("../../../../docs/formats/workspace.md");

fn row(column: &Column) -> String {
    let holds = match column.holds {
        Holds::Text => "text",
        Holds::Whole => "whole",
        Holds::Real => "real",
        Holds::Truth => "truth",
        Holds::Bytes => "bytes",
    };
    let note = match (column.is_private, column.is_counted) {
        (true, _) => " private ",
        (false, false) => " not counted ",
        (false, true) => " ",
    };
    format!("| `{}` | {holds} |{note}|", column.name)
}

fn check(table: &Table<'_>, of: &str) {
    let heading = format!("### `{}` of a {of}", table.name);
    let section = DRAWN
        .split("\n###")
        .find(|it| format!("###{it}").starts_with(&heading));
    let section = section.unwrap_or_else(|| panic!("no section {heading}"));
    // The last of the tables is followed by chapters of other things.
    let section = section.split("\n## ").next().unwrap_or_default();
    let drawn: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert_eq!(drawn.len(), table.columns.len(), "{heading}");
    for (drawn, column) in drawn.iter().zip(table.columns) {
        assert!(
            drawn.starts_with(&row(column)),
            "{heading}: {drawn} is not {}",
            row(column)
        );
    }
}

#[test]
fn every_column_is_drawn_as_it_is() {
    for table in tables::OF_BATCH
        .iter()
        .filter(|table| table.name != "rejects")
    {
        check(table, "batch");
    }
    check(&tables::rejects::TABLE, "batch and of a run");
    check(&tables::token_index::TABLE, "run");
    check(&tables::word_index::TABLE, "run");
    check(&tables::network_index::TABLE, "run");
    for table in tables::OF_RUN
        .iter()
        .filter(|table| table.name != "rejects")
    {
        check(table, "run");
    }
}
