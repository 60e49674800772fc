//! URLs, with and without a scheme.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use daylight_model::FactKind;

use crate::extract::Text;
use crate::extract::identifiers::characters;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::hosts;
use crate::extract::identifiers::judge;
use crate::extract::identifiers::lists;
use crate::extract::identifiers::services;
use crate::normalise::words;

static TRACKING: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    lists::words(include_str!(
        "../../../data/identifiers/tracking_parameters.txt"
    ))
});

static CUES: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| lists::words(include_str!("../../../data/identifiers/link_cues.txt")));

/// The longest run read as a host, in bytes; a name has at most 253.
const HOST_BYTES_MAX: usize = 300;

/// An address as it stands in the comparable form.
struct Address {
    range: Range<usize>,
    host: String,
    /// Where what follows the host begins.
    path: usize,
    explicit: bool,
}

/// Finds URLs, and the handles and phones that are written as one.
pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let form = text.normalised.text();
    let mut found = Vec::new();
    let mut from = 0;
    for run in host_runs(form) {
        if run.start < from {
            continue;
        }
        if let Some(address) = read(text, run) {
            from = address.range.end;
            found.push(finding(text, &address));
        }
    }
    found
}

/// Maximal runs of characters of host names with a dot between two labels.
fn host_runs(form: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let dot = at + memchr::memchr(b'.', form.get(at..)?.as_bytes())?;
            let before = form.get(..dot)?.trim_end_matches(is_host);
            let after = form.get(dot..)?.trim_start_matches(is_host);
            let run = before.len()..form.len() - after.len();
            at = run.end;
            if run.len() <= HOST_BYTES_MAX && has_labels(form.get(run.clone())?) {
                return Some(run);
            }
        }
    })
}

/// True where a dot stands between two labels: the full stop of a sentence parts none.
fn has_labels(run: &str) -> bool {
    run.trim_start_matches(['.', '-'])
        .trim_end_matches('.')
        .contains('.')
}

fn is_host(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '-' || c == '.'
    } else {
        characters::is_part(c) || c.is_alphanumeric()
    }
}

fn read(text: &Text<'_>, run: Range<usize>) -> Option<Address> {
    let form = text.normalised.text();
    let before = form.get(..run.start)?;
    let after = form.get(run.end..)?;
    if before.ends_with('@') || after.starts_with('@') || follows_bracketed_at(before) {
        return None;
    }
    let raw = form.get(run.clone())?;
    let trimmed = raw.trim_start_matches(['.', '-']);
    let start = run.start + raw.len() - trimmed.len();
    let scheme = scheme_start(before);
    let labels: Vec<&str> = trimmed.split('.').collect();
    let www = labels
        .first()
        .is_some_and(|label| *label == "www" || *label == "wap");
    let explicit = scheme.is_some() || www;
    let count = hosts::host_labels(&labels).filter(|count| !www || *count > 2);
    let count = count.or_else(|| explicit_labels(&labels, scheme.is_some()))?;
    let host = labels.get(..count)?.join(".");
    let end = start + host.len();
    let whole = end == run.end || form.get(end..run.end).is_some_and(|rest| rest == ".");
    let path_end = if whole && end == run.end {
        end + path_length(after)
    } else {
        end
    };
    let address = Address {
        range: scheme.unwrap_or(start)..path_end,
        host,
        path: end,
        explicit,
    };
    (explicit || is_believable(text, &address)).then_some(address)
}

/// True after `(at)`: what stands there is the host of an e-mail, read or not.
fn follows_bracketed_at(before: &str) -> bool {
    let inside = before.trim_end().strip_suffix([')', ']', '}']);
    let head = inside.map(str::trim_end).and_then(|inside| {
        inside
            .strip_suffix("at")
            .or_else(|| inside.strip_suffix('@'))
    });
    head.is_some_and(|head| head.trim_end().ends_with(['(', '[', '{']))
}

/// Where the scheme before a host begins: `https://`, `hxxp://`, `http //`, `http:`.
fn scheme_start(before: &str) -> Option<usize> {
    let name = before.trim_end_matches([':', '/', ' ', '\\', '[', ']']);
    let signs = before.get(name.len()..)?;
    if !(signs.contains("//") || signs.contains(':')) || signs.len() > 7 {
        return None;
    }
    ["https", "http", "hxxps", "hxxp", "ftp"]
        .iter()
        .find_map(|scheme| name.strip_suffix(scheme))
        .map(str::len)
}

/// A host whose suffix is in no list is believed where a scheme announces it.
fn explicit_labels(labels: &[&str], scheme: bool) -> Option<usize> {
    let filled = labels.iter().take_while(|label| !label.is_empty()).count();
    let last = filled.checked_sub(1).and_then(|at| labels.get(at))?;
    let named = last.len() >= 2 && last.chars().all(char::is_alphabetic);
    let machine = filled == 4
        && labels
            .iter()
            .take(4)
            .all(|label| label.parse::<u8>().is_ok());
    (scheme && filled >= 2 && (named || machine)).then_some(filled)
}

/// The length of the port, path and query after a host.
fn path_length(after: &str) -> usize {
    let end = after.find(char::is_whitespace).unwrap_or(after.len());
    let token = after.get(..end).unwrap_or_default();
    let port = token.strip_prefix(':').map_or(0, |rest| {
        rest.bytes().take_while(u8::is_ascii_digit).count()
    });
    let from = if port > 0 { port + 1 } else { 0 };
    let path = token.get(from..).unwrap_or_default();
    if !path.starts_with(['/', '?', '#']) {
        return from;
    }
    let cut = path
        .find(['"', '<', '>', '“', '”', '»', '`', '|'])
        .unwrap_or(path.len());
    let path = path.get(..cut).unwrap_or_default();
    from + path
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '*', '…'])
        .len()
}

/// True for a host that needs no scheme to be believed.
fn is_believable(text: &Text<'_>, address: &Address) -> bool {
    let form = text.normalised.text();
    let has_path = address.range.end > address.path + 1;
    if hosts::is_mail_host(&address.host) && !has_path {
        return false;
    }
    if hosts::is_known(&address.host) {
        return true;
    }
    let labels: Vec<&str> = address.host.split('.').collect();
    let (Some(last), Some(names)) = (labels.last(), labels.get(..labels.len() - 1)) else {
        return false;
    };
    let longest = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let has_letter = names.iter().any(|name| name.contains(char::is_alphabetic));
    if !has_letter || longest < 2 || is_capitalised(text, address, last) {
        return false;
    }
    if has_path {
        return true;
    }
    if hosts::is_file_suffix(last) || longest < 3 {
        return false;
    }
    let odd = names
        .iter()
        .any(|name| name.contains(|c: char| c.is_ascii_digit() || c == '-'));
    let cued = form
        .get(..address.range.start)
        .and_then(|before| words(before).last().and_then(|range| before.get(range)))
        .is_some_and(|word| CUES.contains(word));
    !hosts::is_word_suffix(last) || names.len() > 1 || odd || cued
}

/// A capital after the last dot begins a sentence: `home.In`, unless all is in capitals.
fn is_capitalised(text: &Text<'_>, address: &Address, suffix: &str) -> bool {
    let start = address.path - suffix.len();
    let original = text.normalised.original_span(start..address.path);
    original.cut(text.original).is_some_and(|suffix| {
        suffix.starts_with(char::is_uppercase) && suffix.chars().skip(1).any(char::is_lowercase)
    })
}

fn finding(text: &Text<'_>, address: &Address) -> Finding {
    let tail = text
        .normalised
        .original_span(address.path..address.range.end);
    let form = text.normalised.text();
    let path = if tail.start() == tail.end() {
        String::new()
    } else {
        // The path of a short link tells capitals apart.
        tail.cut(text.original).unwrap_or_default().to_owned()
    };
    let host = faithful_host(text, address);
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    if let Some(found) = phone(text, &host, form, address) {
        return found;
    }
    let range = address.range.clone();
    if let Some((service, name)) = services::of_address(&host, &path) {
        let value = format!("{service}:{name}");
        return Finding::new(text, range, FactKind::Handle, value, "handle/link").sure(0.97);
    }
    let rule = if address.explicit {
        "url/plain"
    } else {
        "url/bare"
    };
    let sure = if address.explicit { 0.97 } else { 0.88 };
    Finding::new(text, range, FactKind::Url, canonical(&host, &path), rule).sure(sure)
}

/// The host as the original has it, where it is plain there.
fn faithful_host(text: &Text<'_>, address: &Address) -> String {
    let start = address.path - address.host.len();
    let span = text.normalised.original_span(start..address.path);
    span.cut(text.original)
        .filter(|host| host.len() == address.host.len())
        .filter(|host| {
            host.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
        })
        .map_or_else(|| address.host.clone(), str::to_ascii_lowercase)
}

/// The number of a link to a chat: `wa.me/<digits>`.
fn phone(text: &Text<'_>, host: &str, form: &str, address: &Address) -> Option<Finding> {
    if !matches!(
        host,
        "wa.me" | "api.whatsapp.com" | "whatsapp.com" | "web.whatsapp.com" | "call.whatsapp.com"
    ) {
        return None;
    }
    let path = form.get(address.path..address.range.end)?;
    let from = path.find("phone=").map_or(0, |at| at + "phone=".len());
    let digits: String = path
        .get(from..)?
        .trim_start_matches(['/', '+'])
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let (number, fictional) = judge::of_link(&digits)?;
    let range = address.range.clone();
    let mut found = Finding::new(text, range, FactKind::Phone, number, "phone/link").sure(0.98);
    found.fictional = fictional;
    Some(found)
}

/// A host and path without what says nothing of the page.
pub(super) fn canonical(host: &str, path: &str) -> String {
    let (path, fragment) = path.split_once('#').map_or((path, ""), |(p, f)| (p, f));
    let (path, query) = path.split_once('?').map_or((path, ""), |(p, q)| (p, q));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && !TRACKING.contains(&name.to_lowercase())
        })
        .collect();
    let mut url = format!("{host}{}", path.trim_end_matches('/'));
    if !kept.is_empty() {
        url.push('?');
        url.push_str(&kept.join("&"));
    }
    if !fragment.is_empty() {
        url.push('#');
        url.push_str(fragment);
    }
    url
}
