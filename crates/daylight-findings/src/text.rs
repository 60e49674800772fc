//! Figures as people read them.

/// A whole number with its thousands set apart: `12,345`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 row`, `12 rows`, `2 batches`, `3 entries`.
#[must_use]
pub fn counted(count: u64, noun: &str) -> String {
    let one = grouped(count);
    match noun.strip_suffix("ry") {
        _ if count == 1 => format!("{one} {noun}"),
        Some(stem) => format!("{one} {stem}ries"),
        None if noun.ends_with("ch") => format!("{one} {noun}es"),
        None => format!("{one} {noun}s"),
    }
}

/// A day since 1970-01-01 as ISO 8601; a dash where it lies outside the calendar.
#[must_use]
pub fn date(day: i64) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    jiff::Span::new()
        .try_days(day)
        .and_then(|days| epoch.checked_add(days))
        .map_or_else(|_| "-".to_owned(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use crate::text::counted;
    use crate::text::date;

    #[test]
    fn figures_read_well() {
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(1_234_567, "row"), "1,234,567 rows");
        assert_eq!(counted(2, "batch"), "2 batches");
        assert_eq!(counted(0, "entry"), "0 entries");
        assert_eq!(counted(1, "entry"), "1 entry");
        assert_eq!(date(20_000), "2024-10-04");
        assert_eq!(date(i64::MAX), "-");
    }
}
