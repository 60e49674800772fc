//! URLs whose signs are spelled: `site dot example slash page`.

use daylight_model::Disguise;
use daylight_model::FactKind;

use crate::extract::Text;
use crate::extract::identifiers::atoms::Atom;
use crate::extract::identifiers::atoms::AtomKind;
use crate::extract::identifiers::atoms::Written;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::hosts;
use crate::extract::identifiers::services;
use crate::extract::identifiers::urls;

/// The most atoms of one address.
const ATOMS_MAX: usize = 24;

/// Finds URLs with at least one spelled dot.
pub(super) fn find(text: &Text<'_>, atoms: &[Atom]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        match read(text, atoms, at) {
            Some((finding, end)) => {
                found.push(finding);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn word_at<'a>(form: &'a str, atoms: &[Atom], at: usize) -> Option<&'a str> {
    let atom = atoms.get(at).filter(|atom| atom.kind == AtomKind::Word)?;
    form.get(atom.range.clone())
}

fn sign_at(atoms: &[Atom], at: usize) -> Option<(char, Written)> {
    match atoms.get(at)?.kind {
        AtomKind::Sign(sign, written) => Some((sign, written)),
        AtomKind::Word | AtomKind::Other => None,
    }
}

/// True where a host follows `name dot name word`: the word stands for the sign of an e-mail in a
/// language that is not listed, and a bare mail host says nothing.
fn ends_address(atoms: &[Atom], start: usize) -> bool {
    let back = |steps: usize| start.checked_sub(steps).and_then(|at| atoms.get(at));
    let is_word = |steps| back(steps).is_some_and(|atom| atom.kind == AtomKind::Word);
    let spelled = back(3).is_some_and(|atom| {
        matches!(
            atom.kind,
            AtomKind::Sign('.' | '-' | '_', Written::Spelled | Written::Vague)
        )
    });
    is_word(1) && is_word(2) && spelled && is_word(4)
}

fn read(text: &Text<'_>, atoms: &[Atom], start: usize) -> Option<(Finding, usize)> {
    let form = text.normalised.text();
    let word = |at: usize| word_at(form, atoms, at);
    let sign = |at: usize| sign_at(atoms, at);
    // Most words have no sign after them, and none of those begins an address.
    sign(start + 1)?;
    let joined = start
        .checked_sub(1)
        .and_then(sign)
        .is_some_and(|(sign, _)| matches!(sign, '@' | '.' | '-'));
    if joined || ends_address(atoms, start) {
        return None;
    }
    let mut labels = vec![word(start)?.to_owned()];
    let mut end = start + 1;
    let mut spelled = false;
    while end - start < ATOMS_MAX {
        let (Some((met, written)), Some(next)) = (sign(end), word(end + 1)) else {
            break;
        };
        let apart = atoms.get(end).is_some_and(|a| a.spaced)
            || atoms.get(end + 1).is_some_and(|a| a.spaced);
        match (met, written) {
            ('.' | '-', Written::Plain) if apart => break,
            ('.', _) => labels.push(next.to_owned()),
            ('-', Written::Plain | Written::Spelled) => labels.last_mut()?.extend(["-", next]),
            _ => break,
        }
        spelled |= met == '.' && written != Written::Plain;
        end += 2;
    }
    let names: Vec<&str> = labels.iter().map(String::as_str).collect();
    let whole = || hosts::host_labels(&names) == Some(names.len());
    if !spelled || names.first()?.len() < 2 || !whole() {
        return None;
    }
    let vouched = !hosts::is_word_suffix(names.last()?) || names.len() > 2;
    let mut path = String::new();
    while let (Some(('/', _)), Some(next)) = (sign(end), word(end + 1)) {
        path.push('/');
        path.push_str(next);
        end += 2;
    }
    let host = names.join(".");
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    if path.is_empty() && hosts::is_mail_host(&host) {
        return None;
    }
    // "dot me" is also said of other things: a path, or a host everybody knows, must vouch for it.
    if !vouched && path.is_empty() && !hosts::is_known(&host) {
        return None;
    }
    let range = atoms.get(start)?.range.start..atoms.get(end - 1)?.range.end;
    let (kind, value, rule) = match services::of_address(&host, &path) {
        Some((service, name)) => (FactKind::Handle, format!("{service}:{name}"), "handle/link"),
        None => (FactKind::Url, urls::canonical(&host, &path), "url/words"),
    };
    let finding = Finding::new(text, range, kind, value, rule)
        .sure(0.85)
        .hidden(Disguise::SignWords, true);
    Some((finding, end))
}
