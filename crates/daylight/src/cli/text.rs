//! Words laid out for a terminal of 100 columns.

use unicode_width::UnicodeWidthStr;

/// Columns of a line.
pub(crate) const WIDTH: usize = 100;

/// Breaks a text at spaces into lines that fit behind `lead`; later lines are set in as far.
pub(crate) fn hanging(lead: &str, text: &str) -> Vec<String> {
    let indent = lead.width();
    let mut lines = Vec::new();
    let mut line = lead.to_owned();
    let mut used = indent;
    for word in text.split_whitespace() {
        let width = word.width();
        if used > indent && used + 1 + width > WIDTH {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            used = indent;
        }
        if used > indent {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += width;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use crate::cli::text::WIDTH;
    use crate::cli::text::hanging;

    #[test]
    fn lines_fit_and_hang_under_their_lead() {
        let lines = hanging("  or: ", &"ordinary ".repeat(30));
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert!(lines.get(1).unwrap().starts_with("      ordinary"));
        assert_eq!(hanging("a ", ""), ["a "]);
    }
}
