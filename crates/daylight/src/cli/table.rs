//! Aligned columns for a person to read.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::cli::output::Output;
use crate::cli::output::safe;

/// Where the text of a column stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// For words.
    Left,
    /// For numbers.
    Right,
}

/// What stands between two columns.
const GAP: &str = "  ";

/// A table; every cell is made safe for a terminal.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    sides: Vec<Side>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with the names of its columns.
    pub(crate) fn new(columns: &[(&str, Side)]) -> Self {
        Self {
            sides: columns.iter().map(|(_, side)| *side).collect(),
            rows: vec![columns.iter().map(|(name, _)| safe(name)).collect()],
        }
    }

    /// Adds a row; a cell that is missing is empty.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|cell| safe(&cell)).collect());
    }

    /// The lines, each with `indent` before it and no space at its end.
    pub(crate) fn lines(&self, indent: &str) -> Vec<String> {
        let widths: Vec<usize> = (0..self.sides.len())
            .map(|at| {
                let cells = self.rows.iter().filter_map(|row| row.get(at));
                cells.map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .zip(&self.sides)
                .map(|((cell, width), side)| {
                    let space = " ".repeat(width - cell.width());
                    match side {
                        Side::Left => format!("{cell}{space}"),
                        Side::Right => format!("{space}{cell}"),
                    }
                })
                .collect();
            format!("{indent}{}", cells.join(GAP)).trim_end().to_owned()
        };
        self.rows.iter().map(line).collect()
    }

    /// Prints it as a result.
    pub(crate) fn print(&self, output: &mut Output) {
        for line in self.lines("") {
            output.line(line);
        }
    }
}

/// Prints a list, as a table or as JSON; `none` is said where it is empty.
pub(crate) fn list<T, const N: usize>(
    items: &[T],
    columns: [(&str, Side); N],
    row: impl Fn(&T) -> [String; N],
    value: impl Fn(&T) -> Value,
    (none, output): (&str, &mut Output),
) -> anyhow::Result<()> {
    if output.json() {
        return output.value(&items.iter().map(value).collect::<Vec<_>>());
    }
    if items.is_empty() {
        output.line(none);
        return Ok(());
    }
    let mut table = Table::new(&columns);
    for item in items {
        table.row(row(item));
    }
    table.print(output);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::cli::table::Side;
    use crate::cli::table::Table;

    #[test]
    fn columns_stand_in_line_in_any_script() {
        let mut table = Table::new(&[("kind", Side::Left), ("n", Side::Right), ("", Side::Left)]);
        table.row(["電話".to_owned(), "10".to_owned(), "a\nb".to_owned()]);
        table.row(["é".to_owned(), "2".to_owned()]);
        assert_eq!(
            table.lines(" "),
            [" kind   n", " 電話  10  a\\nb", " é      2"]
        );
    }
}
