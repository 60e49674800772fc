//! The table of letters that look alike (UTS #39), and small capitals.
//!
//! It holds what looks the same in print, a fraction of the standard's table, which also takes a
//! zero for an O and `rn` for an m: those are no letters of another script.

use std::sync::LazyLock;

use unicode_script::Script;

use crate::normalise::cells::script;

/// A letter of another script, or a shape of a Latin letter, and the Latin letter it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lookalike {
    c: char,
    latin: char,
    /// False where a reader takes it for Latin only among Latin letters.
    alone: bool,
}

/// The look-alikes of Latin letters, in order of `c`.
static LATIN: LazyLock<Vec<Lookalike>> = LazyLock::new(|| {
    let mut all: Vec<Lookalike> = include_str!("../../data/normalise/lookalikes.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(key, others)| {
            let latin = key.chars().next().unwrap_or_default();
            let alone = !key.ends_with('~');
            let letters = others.chars().filter(|c| *c != ' ');
            letters.map(move |c| Lookalike { c, latin, alone })
        })
        .collect();
    all.sort_unstable();
    all
});

/// The other way about, `(latin, foreign)`, in order, for the scripts that Latin letters
/// are slipped into.
static FOREIGN: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut pairs: Vec<(char, char)> = LATIN.iter().map(|one| (one.latin, one.c)).collect();
    pairs.sort_unstable();
    pairs
});

/// The Latin letter that `c` looks like.
pub(super) fn latin_of(c: char) -> Option<char> {
    lookalike(c).map(|one| one.latin)
}

fn lookalike(c: char) -> Option<Lookalike> {
    // The table has nothing beyond.
    if c.is_ascii() || c > '\u{ab70}' || ('\u{1d30}'..'\u{a700}').contains(&c) {
        return None;
    }
    let found = LATIN.binary_search_by_key(&c, |one| one.c).ok()?;
    LATIN.get(found).copied()
}

/// The letter of `target` that looks like `c`.
pub(super) fn letter_of(target: Script, c: char) -> Option<char> {
    let latin = if script(c) == Script::Latin && !is_latin_shape(c) {
        c
    } else {
        latin_of(c)?
    };
    if target == Script::Latin {
        return Some(latin);
    }
    let from = FOREIGN.partition_point(|(key, _)| *key < latin);
    FOREIGN
        .get(from..)?
        .iter()
        .take_while(|(key, _)| *key == latin)
        .map(|(_, c)| *c)
        .find(|c| script(*c) == target)
}

/// True for Latin letters that are shapes of other Latin letters: small capitals, script `a`.
pub(super) fn is_latin_shape(c: char) -> bool {
    !c.is_ascii() && script(c) == Script::Latin && latin_of(c).is_some()
}

/// True for a letter that has a look-alike in another script.
pub(super) fn is_shared(c: char) -> bool {
    lookalike(c).is_some_and(|one| one.alone)
        || FOREIGN
            .binary_search_by_key(&c, |(latin, _)| *latin)
            .is_ok()
}

#[cfg(test)]
mod tests {
    use unicode_script::Script;
    use unicode_security::confusable_detection::skeleton;

    use crate::normalise::cells::script;
    use crate::normalise::lookalikes::LATIN;

    #[test]
    fn the_standard_agrees_on_what_looks_alike() {
        let face = |c: char| skeleton(&c.to_string()).collect::<String>();
        // Small capitals are no confusables of UTS #39, but letters of the same name.
        let own: Vec<_> = LATIN
            .iter()
            .filter(|one| one.alone && script(one.c) != Script::Latin)
            .filter(|one| face(one.c) != face(one.latin))
            .map(|one| (one.c, one.latin))
            .collect();
        assert_eq!(own, []);
    }
}
