//! Sizes as people write them.

/// What units are called, and their bytes.
const UNITS: [(&str, u32); 8] = [
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("m", 1 << 20),
    ("g", 1 << 30),
];

/// Least memory that makes sense.
const LEAST: f64 = 67_108_864.0;

/// Most that a machine has.
const MOST: f64 = 1_125_899_906_842_624.0;

/// A size with its unit, `1.5GiB`, in bytes.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no size; write it with its unit, as in `800MiB` or `2GiB`");
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find(|(unit, _)| lower.ends_with(unit));
    let (unit, bytes) = unit.ok_or_else(wrong)?;
    let number = lower.strip_suffix(unit).unwrap_or_default().trim_end();
    let is_number = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let size = number * f64::from(*bytes);
    if !is_number {
        return Err(wrong());
    }
    if !(LEAST..=MOST).contains(&size) {
        return Err(format!("`{text}`: a size from 64MiB on is needed"));
    }
    Ok(whole(size))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the size is between the least and the most"
)]
fn whole(size: f64) -> u64 {
    size as u64
}

#[cfg(test)]
mod tests {
    use crate::cli::size::parse;

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse("1.5GiB"), Ok(3 << 29));
        assert_eq!(parse("64 mib"), Ok(64 << 20));
        assert_eq!(parse("2G"), Ok(2 << 30));
        assert_eq!(parse("100MB"), Ok(100_000_000));
        for wrong in [
            "",
            "GiB",
            "7",
            "1e3MiB",
            "-1GiB",
            "nanMiB",
            "infGiB",
            "1KiB",
            "9999999GiB",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
