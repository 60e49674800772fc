//! Tells code, comments and strings of Rust text apart, and test code from product code.

/// What a stretch of Rust text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Code,
    Comment,
    /// A string or character literal, its quotes included.
    Literal,
}

/// One line of Rust.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The line with comments and literals blanked.
    pub(crate) code: String,
    /// The line with all but its literals blanked.
    pub(crate) literals: String,
    /// True inside an item under `#[cfg(test)]`.
    pub(crate) test: bool,
}

impl Line {
    /// True where the line holds anything but white space and comments.
    pub(crate) fn has_code(&self) -> bool {
        !self.code.trim().is_empty() || !self.literals.trim().is_empty()
    }
}

/// The lines of a Rust text.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    let mut rest = text;
    while !rest.is_empty() {
        let (length, class) = next_run(rest);
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        for character in run.chars() {
            push(&mut lines, character, class);
        }
        rest = after;
    }
    mark_tests(&mut lines);
    lines
}

fn push(lines: &mut Vec<Line>, character: char, class: Class) {
    if character == '\n' {
        lines.push(Line::default());
    } else if let Some(line) = lines.last_mut() {
        let blank_unless = |wanted| if class == wanted { character } else { ' ' };
        line.code.push(blank_unless(Class::Code));
        line.literals.push(blank_unless(Class::Literal));
    }
}

/// The length in bytes and the class of what stands first.
fn next_run(rest: &str) -> (usize, Class) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), Class::Comment);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), Class::Comment);
    }
    if let Some(length) = string(rest) {
        return (length, Class::Literal);
    }
    if let Some(length) = character(rest) {
        return (length, Class::Literal);
    }
    // A whole word at once, so that the `r` of `for"` is never taken for a raw string.
    let word = rest.find(|c: char| c != '_' && !c.is_alphanumeric());
    let first = rest.chars().next().map_or(1, char::len_utf8);
    (word.unwrap_or(rest.len()).max(first), Class::Code)
}

/// The length of a block comment; they nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of a string literal of any kind, if one stands first.
fn string(rest: &str) -> Option<usize> {
    let body = rest.trim_start_matches(['b', 'c']);
    // `bb"` is no prefix.
    let prefix = rest.len() - body.len();
    if prefix > 1 {
        return None;
    }
    if let Some(raw) = body.strip_prefix('r') {
        let open = raw.trim_start_matches('#');
        let hashes = raw.len() - open.len();
        let inner = open.strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        let length = inner
            .find(&close)
            .map_or(inner.len(), |at| at + close.len());
        return Some(prefix + 1 + hashes + 1 + length);
    }
    let inner = body.strip_prefix('"')?;
    let mut escaped = false;
    for (at, character) in inner.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(prefix + 1 + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The length of a character literal, if one stands first; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let mut characters = inner.char_indices();
    let (_, first) = characters.next()?;
    if first == '\\' {
        let (after, _) = characters.nth(1)?;
        let close = inner.get(after..)?.find('\'')?;
        return Some(1 + after + close + 1);
    }
    let (at, second) = characters.next()?;
    (second == '\'').then_some(1 + at + 1)
}

/// Marks the lines of every item under `#[cfg(test)]`, wherever in the file it stands.
fn mark_tests(lines: &mut [Line]) {
    let mut at = 0;
    while at < lines.len() {
        let opens = lines.get(at).is_some_and(|line| {
            let code = line.code.replace(' ', "");
            code.contains("#[cfg(test)]") || code.contains("#[cfg(all(test")
        });
        let length = if opens {
            item_length(lines.get(at..).unwrap_or_default())
        } else {
            0
        };
        for line in lines.iter_mut().skip(at).take(length) {
            line.test = true;
        }
        at += length.max(1);
    }
}

/// The lines up to the end of the first item: its closing brace, or a semicolon before any brace.
fn item_length(lines: &[Line]) -> usize {
    let mut depth = 0_i32;
    for (index, line) in lines.iter().enumerate() {
        for character in line.code.chars() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                ';' => {}
                _ => continue,
            }
            if depth <= 0 {
                return index + 1;
            }
        }
    }
    lines.len()
}

#[cfg(test)]
mod tests {
    use crate::tidy::source::lines;

    fn code(text: &str) -> Vec<String> {
        lines(text)
            .into_iter()
            .map(|line| line.code.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        assert_eq!(
            code("a(); // crate::score\n/* one /* two */ still */ b();\nc(\"// no\", r#\"\"x\"#);"),
            ["a();", "b();", "c( , );"]
        );
    }

    #[test]
    fn a_lifetime_is_no_character() {
        assert_eq!(
            code("fn f<'a>(x: &'a str) { g('\"', '\\'', '\\u{7f}'); h(\"x\") }"),
            ["fn f<'a>(x: &'a str) { g( , , ); h( ) }"]
        );
    }

    #[test]
    fn a_word_that_ends_in_r_opens_no_raw_string() {
        assert_eq!(code("for\"x\" y b\"z\" cr\"w\" r#fn"), ["for y r#fn"]);
    }

    #[test]
    fn code_below_a_test_module_is_product_again() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\"; }\n}\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}";
        let marked: Vec<bool> = lines(text).into_iter().map(|line| line.test).collect();
        assert_eq!(
            marked,
            [false, true, true, true, true, false, true, true, false]
        );
    }

    #[test]
    fn text_cut_short_ends_quietly() {
        for text in ["/* open", "\"open", "r#\"open", "'", "'\\", ""] {
            assert_eq!(lines(text).len(), 1);
        }
    }
}
