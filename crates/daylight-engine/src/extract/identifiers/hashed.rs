//! Tokens that arrive already hashed: `#PHONE_ab12...#`.

use daylight_model::Disguises;
use daylight_model::FactKind;
use daylight_model::Span;

use crate::extract::Text;
use crate::extract::identifiers::finding::Finding;

/// The fewest hexadecimal digits of a token.
const DIGITS_MIN: usize = 4;

/// Finds tokens. They are read in the original, where no letter has been taken for a digit.
pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b'#', text.original.as_bytes()) {
        let Some((kind, length)) = text.original.get(at..).and_then(token_at_start) else {
            continue;
        };
        let (Ok(start), Ok(end)) = (u32::try_from(at), u32::try_from(at + length)) else {
            continue;
        };
        let Some(token) = text.original.get(at..at + length) else {
            continue;
        };
        found.push(Finding {
            kind,
            value: value(token),
            readings: Vec::new(),
            span: Span::new(start, end),
            rule: "hashed/token",
            confidence: 1.0,
            disguises: Disguises::NONE,
            fictional: false,
            hashed: true,
        });
    }
    found
}

/// The kind of a text that is one token and nothing else, with its canonical value.
pub(super) fn whole(text: &str) -> Option<(FactKind, String)> {
    let (kind, length) = token_at_start(text)?;
    (length == text.len()).then(|| (kind, value(text)))
}

fn value(token: &str) -> String {
    token.trim_matches('#').to_ascii_lowercase()
}

/// The kind and byte length of the token a text begins with.
fn token_at_start(text: &str) -> Option<(FactKind, usize)> {
    let rest = text.strip_prefix('#')?;
    let (name, rest) =
        rest.split_at_checked(rest.bytes().take(8).position(|byte| byte == b'_')?)?;
    let kind = match name.to_ascii_uppercase().as_str() {
        "PHONE" => FactKind::Phone,
        "EMAIL" => FactKind::Email,
        "URL" => FactKind::Url,
        _ => return None,
    };
    let hex = rest.strip_prefix('_')?;
    let digits = hex.bytes().take_while(u8::is_ascii_hexdigit).count();
    let closed = hex.get(digits..)?.starts_with('#');
    (closed && digits >= DIGITS_MIN).then_some((kind, name.len() + digits + 3))
}
