//! Many patterns of digits told apart in one walk over a number.

use std::collections::BTreeMap;

use crate::extract::identifiers::plans::pattern::Pattern;
use crate::extract::identifiers::plans::pattern::Step;

/// Which patterns match, a bit for each.
pub(super) type Bits = u64;

/// The most patterns of one automaton.
pub(super) const PATTERNS_MAX: usize = 64;

/// The state from which nothing matches any more.
const DEAD: u16 = 0;
const START: u16 = 1;

/// Some patterns as one table of states.
#[derive(Clone, Debug, Default)]
pub(super) struct Automaton {
    states: Vec<State>,
}

#[derive(Clone, Debug, Default)]
struct State {
    next: [u16; 10],
    /// Patterns that have matched here, whatever follows.
    early: Bits,
    /// Patterns that match where the number ends here.
    whole: Bits,
}

/// What an automaton tells of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Matches {
    /// Patterns that match a beginning of the number.
    pub(super) early: Bits,
    /// Patterns that match the whole number.
    pub(super) whole: Bits,
}

impl Automaton {
    /// Joins patterns; the first gets the lowest bit. `None` where they are too many.
    pub(super) fn new(patterns: &[Pattern]) -> Option<Self> {
        if patterns.len() > PATTERNS_MAX {
            return None;
        }
        let mut builder = Builder::new(patterns);
        let starts = builder.starts.clone();
        builder.state(&starts);
        let mut automaton = Self {
            states: vec![State::default()],
        };
        let mut at = usize::from(START);
        while let Some(places) = builder.sets.get(at).cloned() {
            let state = builder.fill(&places)?;
            automaton.states.push(state);
            at += 1;
        }
        Some(automaton)
    }

    /// Walks over the digits of a number, each 0 to 9.
    pub(super) fn walk(&self, digits: impl Iterator<Item = u8>) -> Matches {
        let mut met = Matches::default();
        let Some(mut state) = self.states.get(usize::from(START)) else {
            return met;
        };
        met.early = state.early;
        for digit in digits {
            let next = state.next.get(usize::from(digit)).copied();
            let next = next.filter(|next| *next != DEAD);
            let Some(next) = next.and_then(|next| self.states.get(usize::from(next))) else {
                return met;
            };
            state = next;
            met.early |= state.early;
        }
        met.whole = state.whole;
        met.early |= state.whole;
        met
    }
}

/// Builds states from sets of steps.
struct Builder {
    steps: Vec<Step>,
    /// The pattern of each step.
    owners: Vec<u8>,
    starts: Vec<usize>,
    /// The steps of each state, digits and ends only, sorted.
    sets: Vec<Vec<usize>>,
    known: BTreeMap<Vec<usize>, u16>,
}

impl Builder {
    fn new(patterns: &[Pattern]) -> Self {
        let mut builder = Self {
            steps: Vec::new(),
            owners: Vec::new(),
            starts: Vec::new(),
            sets: vec![Vec::new()],
            known: BTreeMap::from([(Vec::new(), DEAD)]),
        };
        for (owner, pattern) in (0..).zip(patterns) {
            let base = builder.steps.len();
            builder.starts.push(base);
            builder
                .steps
                .extend(pattern.steps().iter().map(|step| match step {
                    Step::Either(first, second) => Step::Either(base + first, base + second),
                    Step::Jump(to) => Step::Jump(base + to),
                    Step::Digit(_) | Step::Keep(_) | Step::End | Step::Match => *step,
                }));
            builder.owners.resize(builder.steps.len(), owner);
        }
        builder
    }

    /// The state of some steps and of all that is reached from them without a digit.
    fn state(&mut self, from: &[usize]) -> Option<u16> {
        let set = self.reached(from, false);
        if let Some(known) = self.known.get(&set) {
            return Some(*known);
        }
        let state = u16::try_from(self.sets.len()).ok()?;
        self.sets.push(set.clone());
        self.known.insert(set, state);
        Some(state)
    }

    /// The digits, ends and matches reached without a digit, sorted; past ends too where the
    /// number ends here.
    fn reached(&self, from: &[usize], ends: bool) -> Vec<usize> {
        let mut set = Vec::new();
        let mut open = from.to_vec();
        let mut seen = vec![false; self.steps.len()];
        while let Some(at) = open.pop() {
            let Some(seen) = seen.get_mut(at).filter(|seen| !**seen) else {
                continue;
            };
            *seen = true;
            match self.steps.get(at) {
                Some(Step::Either(first, second)) => open.extend([*first, *second]),
                Some(Step::Jump(to)) => open.push(*to),
                Some(Step::Keep(_)) => open.push(at + 1),
                Some(Step::End) if ends => open.push(at + 1),
                Some(Step::End | Step::Digit(_) | Step::Match) => set.push(at),
                None => {}
            }
        }
        set.sort_unstable();
        set
    }

    fn matched(&self, set: &[usize]) -> Bits {
        set.iter()
            .filter(|at| self.steps.get(**at) == Some(&Step::Match))
            .filter_map(|at| self.owners.get(*at))
            .fold(0, |bits, owner| bits | 1 << owner)
    }

    fn fill(&mut self, set: &[usize]) -> Option<State> {
        let mut state = State {
            early: self.matched(set),
            ..State::default()
        };
        let has_end = set.iter().any(|at| self.steps.get(*at) == Some(&Step::End));
        state.whole = if has_end {
            self.matched(&self.reached(set, true))
        } else {
            state.early
        };
        for (digit, next) in (0_u16..).zip(&mut state.next) {
            let after: Vec<usize> = set
                .iter()
                .filter(|at| {
                    matches!(self.steps.get(**at), Some(Step::Digit(set)) if set >> digit & 1 == 1)
                })
                .map(|at| at + 1)
                .collect();
            *next = self.state(&after)?;
        }
        Some(state)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::extract::identifiers::plans::automaton::Automaton;
    use crate::extract::identifiers::plans::pattern::Pattern;

    proptest! {
        #[test]
        fn says_what_each_pattern_says(
            written in prop::collection::vec(
                "([1-3]|[12]{2}|\\[1-2\\]\\{1,2\\}|\\(\\?:1\\|2[1-2]\\)|2\\?){1,3}\\$?", 1..5),
            digits in prop::collection::vec(1_u8..=3, 0..7),
        ) {
            let patterns: Vec<Pattern> = written.iter().map(|text| Pattern::new(text).unwrap()).collect();
            let met = Automaton::new(&patterns).unwrap().walk(digits.iter().copied());
            for (at, text) in written.iter().enumerate() {
                let early = patterns[at].match_at(&digits, 0).is_some();
                let whole = Pattern::new(&format!("(?:{text})$")).unwrap().match_at(&digits, 0);
                prop_assert_eq!(met.early >> at & 1 == 1, early, "{} {:?}", text, digits);
                prop_assert_eq!(met.whole >> at & 1 == 1, whole.is_some(), "{} {:?}", text, digits);
            }
        }
    }
}
