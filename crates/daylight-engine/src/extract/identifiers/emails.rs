//! E-mail addresses, as they are or with their signs spelled.

use std::ops::Range;

use daylight_model::Disguise;
use daylight_model::FactKind;

use crate::extract::Text;
use crate::extract::identifiers::atoms::Atom;
use crate::extract::identifiers::atoms::AtomKind;
use crate::extract::identifiers::atoms::Written;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::hosts;

/// The longest parts read, in atoms: an address has 64 characters before the sign and 255 after.
const ATOMS_MAX: usize = 64;
/// Words before a spelled "at" that speak of a place and not of a mailbox.
const NOT_NAMES: [&str; 16] = [
    "me",
    "us",
    "him",
    "her",
    "look",
    "is",
    "are",
    "be",
    "here",
    "it",
    "out",
    "open",
    "find",
    "available",
    "was",
    "up",
];

/// Finds e-mail addresses.
pub(super) fn find(text: &Text<'_>, atoms: &[Atom]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let mut from = 0;
    for at in 0..atoms.len() {
        let Some(AtomKind::Sign('@', written)) = atoms.get(at).map(|atom| atom.kind) else {
            continue;
        };
        if let Some((range, end, finding)) = read(text, atoms, at, written)
            && range.start >= from
        {
            from = end;
            found.push(finding);
        }
    }
    found
}

fn read(
    text: &Text<'_>,
    atoms: &[Atom],
    at: usize,
    written: Written,
) -> Option<(Range<usize>, usize, Finding)> {
    let form = text.normalised.text();
    let start = local_start(atoms, at, written)?;
    let local = join(form, atoms.get(start..at)?)?;
    let local = local.trim_matches(['.', '+', '%', '-']).to_owned();
    let (end, host) = host(form, atoms, at + 1)?;
    let host_atoms = atoms.get(at + 1..end)?;
    let spelled = |atoms: &[Atom]| {
        atoms.iter().any(|atom| {
            matches!(
                atom.kind,
                AtomKind::Sign(_, Written::Spelled | Written::Vague)
            )
        })
    };
    if written == Written::Vague {
        let vouched = spelled(host_atoms) || hosts::is_mail_host(&host);
        if !vouched || NOT_NAMES.contains(&local.as_str()) {
            return None;
        }
    }
    if local.is_empty() || local.chars().count() > 64 || !local.contains(char::is_alphanumeric) {
        return None;
    }
    let range = atoms.get(start)?.range.start..atoms.get(end - 1)?.range.end;
    let hidden = written != Written::Plain || spelled(atoms.get(start..end)?);
    let apart = atoms.get(start + 1..end)?.iter().any(|atom| atom.spaced);
    let (rule, confidence) = match (hidden, apart, written) {
        (true, _, Written::Vague) => ("email/words", 0.8),
        (true, _, _) => ("email/words", 0.9),
        (false, true, _) => ("email/words", 0.85),
        (false, false, _) => ("email/plain", 0.98),
    };
    let mut finding = Finding::new(
        text,
        range.clone(),
        FactKind::Email,
        format!("{local}@{host}"),
        rule,
    )
    .sure(confidence)
    .hidden(Disguise::SignWords, hidden)
    .hidden(Disguise::Spaced, apart && !hidden);
    if rule == "email/plain" {
        faithful(text, &mut finding);
    }
    Some((range.clone(), range.end, finding))
}

/// A plain address is taken from the original, where a digit has not been read as a letter.
fn faithful(text: &Text<'_>, finding: &mut Finding) {
    let Some(original) = finding.span.cut(text.original) else {
        return;
    };
    let plain = original
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".+%-_@".contains(&byte));
    if plain && original.len() == finding.value.len() {
        finding.value = original.to_ascii_lowercase();
    }
}

/// The first atom of the part before the sign.
fn local_start(atoms: &[Atom], at: usize, written: Written) -> Option<usize> {
    let mut start = at.checked_sub(1)?;
    let apart = atoms.get(at)?.spaced;
    let after_apart = atoms.get(at + 1)?.spaced;
    // A plain sign may stand apart only on both sides: `@name` after a word is a handle.
    if written == Written::Plain && apart != after_apart {
        return None;
    }
    if atoms.get(start)?.kind != AtomKind::Word {
        // `user.@host` is refused; a spelled sign may not begin an address either.
        return None;
    }
    while at - start < ATOMS_MAX {
        let (Some(sign), Some(before)) = (
            start.checked_sub(1).and_then(|i| atoms.get(i)),
            start.checked_sub(2).and_then(|i| atoms.get(i)),
        ) else {
            break;
        };
        let joins = match sign.kind {
            AtomKind::Sign('.' | '-', Written::Plain) => !sign.spaced && !atoms.get(start)?.spaced,
            AtomKind::Sign('.' | '-' | '_', Written::Spelled) => true,
            // Beside a sign that means nothing else, an ordinary word is a sign too.
            AtomKind::Sign('.', Written::Vague) => written == Written::Spelled,
            AtomKind::Sign(..) | AtomKind::Word | AtomKind::Other => false,
        };
        if !joins || before.kind != AtomKind::Word {
            break;
        }
        start -= 2;
    }
    Some(start)
}

/// One past the last atom of the host that begins at an atom, and the host.
fn host(form: &str, atoms: &[Atom], start: usize) -> Option<(usize, String)> {
    if atoms.get(start)?.kind != AtomKind::Word {
        return None;
    }
    let mut end = start + 1;
    // Ends of the host and how many labels it has there.
    let mut ends = vec![end];
    while end - start < ATOMS_MAX {
        let (Some(sign), Some(next)) = (atoms.get(end), atoms.get(end + 1)) else {
            break;
        };
        let joins = match sign.kind {
            AtomKind::Sign('.', Written::Plain) => sign.spaced == next.spaced,
            AtomKind::Sign('-', Written::Plain) => !sign.spaced && !next.spaced,
            AtomKind::Sign('.', _) | AtomKind::Sign('-', Written::Spelled) => true,
            AtomKind::Sign(..) | AtomKind::Word | AtomKind::Other => false,
        };
        if !joins || next.kind != AtomKind::Word {
            break;
        }
        end += 2;
        ends.push(end);
    }
    ends.into_iter().rev().find_map(|end| {
        let host = join(form, atoms.get(start..end)?)?;
        let labels: Vec<&str> = host.split('.').collect();
        if let [only] = labels.as_slice() {
            return hosts::mail_host(only).map(|host| (end, host.to_owned()));
        }
        let whole = hosts::host_labels(&labels) == Some(labels.len());
        whole.then_some((end, host))
    })
}

/// The text of atoms with their signs as signs.
fn join(form: &str, atoms: &[Atom]) -> Option<String> {
    let mut joined = String::new();
    for atom in atoms {
        match atom.kind {
            AtomKind::Sign(sign, _) => joined.push(sign),
            AtomKind::Word => joined.push_str(form.get(atom.range.clone())?),
            AtomKind::Other => return None,
        }
    }
    Some(joined)
}
