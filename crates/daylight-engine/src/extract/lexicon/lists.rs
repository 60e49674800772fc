//! Reads the data files: one list a line, `head words | item | item ...`, `#` for a comment.

/// One line of a data file.
#[derive(Debug)]
pub(in crate::extract) struct Row {
    /// What stands before the first bar.
    pub(in crate::extract) head: &'static str,
    items: &'static str,
}

impl Row {
    /// The items of the line, in order; none is empty.
    pub(in crate::extract) fn items(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.items
            .split('|')
            .map(str::trim)
            .filter(|item| !item.is_empty())
    }

    /// The words of the head.
    pub(in crate::extract) fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.head.split_whitespace()
    }
}

/// The lists of a data file, in order.
pub(in crate::extract) fn rows(file: &'static str) -> impl Iterator<Item = Row> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('|'))
        .map(|(head, items)| Row {
            head: head.trim(),
            items,
        })
}

#[cfg(test)]
mod tests {
    use crate::extract::lexicon::lists::*;

    #[test]
    fn reads_lines_and_skips_comments() {
        let read: Vec<_> = rows("# a | b\nvoice en | our girls | | she is\n\n")
            .map(|row| (row.head, row.items().collect::<Vec<_>>()))
            .collect();
        assert_eq!(read, [("voice en", vec!["our girls", "she is"])]);
    }
}
