//! Reads SPDX licence expressions and says whether a list allows them.
//!
//! The grammar is that of SPDX 2.3, annex D: `OR` binds weakest, then `AND`, then `WITH`. The
//! older `A/B` of package manifests is read as `A OR B`.

use std::collections::BTreeSet;

/// True where the licences on the list are enough to use what the expression covers; false too
/// for an expression that cannot be read.
pub(crate) fn allows(list: &BTreeSet<String>, expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(list, &mut rest).is_some_and(|allowed| allowed && rest.is_empty())
}

/// One or more parts, of which one must be allowed; `None` where nothing can be read.
fn any(list: &BTreeSet<String>, rest: &mut &[&str]) -> Option<bool> {
    let mut allowed = all(list, rest)?;
    while take(rest, "OR") {
        allowed |= all(list, rest)?;
    }
    Some(allowed)
}

/// One or more parts, of which each must be allowed.
fn all(list: &BTreeSet<String>, rest: &mut &[&str]) -> Option<bool> {
    let mut allowed = one(list, rest)?;
    while take(rest, "AND") {
        allowed &= one(list, rest)?;
    }
    Some(allowed)
}

/// A licence, with its exception if it has one, or an expression in parentheses.
fn one(list: &BTreeSet<String>, rest: &mut &[&str]) -> Option<bool> {
    if take(rest, "(") {
        let allowed = any(list, rest)?;
        return take(rest, ")").then_some(allowed);
    }
    let licence = name(rest)?;
    if take(rest, "WITH") {
        let exception = name(rest)?;
        return Some(list.contains(&format!("{licence} WITH {exception}")));
    }
    Some(list.contains(licence))
}

fn take(rest: &mut &[&str], wanted: &str) -> bool {
    match rest.split_first() {
        Some((first, after)) if *first == wanted => {
            *rest = after;
            true
        }
        _ => false,
    }
}

fn name<'a>(rest: &mut &[&'a str]) -> Option<&'a str> {
    let (first, after) = rest.split_first()?;
    if ["(", ")", "OR", "AND", "WITH"].contains(first) {
        return None;
    }
    *rest = after;
    Some(first)
}

#[cfg(test)]
mod tests {
    use crate::deny::licence::allows;

    fn check(expression: &str) -> bool {
        let list = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"];
        allows(&list.map(str::to_owned).into(), expression)
    }

    #[test]
    fn a_choice_needs_one_and_a_sum_needs_each() {
        assert!(check("MIT"));
        assert!(check("MIT OR GPL-3.0-only"));
        assert!(check("GPL-3.0-only/MIT"));
        assert!(!check("MIT AND GPL-3.0-only"));
        assert!(check("MIT AND ISC"));
        assert!(check("GPL-3.0-only AND Zlib OR MIT"), "AND binds before OR");
        assert!(!check("GPL-3.0-only AND (Zlib OR MIT)"));
        assert!(check("(GPL-3.0-only OR MIT) AND ISC"));
    }

    #[test]
    fn an_exception_is_part_of_the_name() {
        assert!(check("Apache-2.0 WITH LLVM-exception"));
        assert!(!check("Apache-2.0"));
        assert!(!check("MIT WITH LLVM-exception"));
    }

    #[test]
    fn what_cannot_be_read_is_not_allowed() {
        for text in [
            "", "OR", "MIT OR", "(MIT", "MIT)", "MIT ISC", "()", "MIT WITH", "mit",
        ] {
            assert!(!check(text), "{text}");
        }
    }
}
