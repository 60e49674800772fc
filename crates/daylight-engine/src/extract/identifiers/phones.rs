//! Phones: which groups of digits in a text make numbers that can be called.

use std::ops::Range;

use daylight_model::Disguise;
use daylight_model::FactKind;
use daylight_model::Span;

use crate::extract::Hints;
use crate::extract::Text;
use crate::extract::identifiers::cues::Near;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::finding::is_taken;
use crate::extract::identifiers::gaps;
use crate::extract::identifiers::gaps::Gap;
use crate::extract::identifiers::gaps::Hold;
use crate::extract::identifiers::judge;
use crate::extract::identifiers::judge::Verdict;
use crate::extract::identifiers::runs;
use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::units::Writing;

/// The fewest and the most digits a number with all its prefixes has.
const DIGITS_MIN: usize = 7;
const DIGITS_MAX: usize = 18;
/// Longer runs of groups are read in pieces, so that the work grows with the text only.
const CHAIN_UNITS_MAX: usize = 48;
/// What leaving out a group costs, where it is held to its neighbours and where it stands alone.
const SKIP_TIGHT: f32 = 12.0;
const SKIP_HELD: f32 = 4.0;
const SKIP_LOOSE: f32 = 1.0;

/// A number that some groups of a chain make.
#[derive(Clone, Debug)]
struct Candidate {
    units: Range<usize>,
    verdict: Verdict,
}

/// The groups of a text and the gaps between them.
struct Scene<'a> {
    text: &'a Text<'a>,
    hints: &'a Hints,
    units: Vec<Unit>,
    gaps: Vec<Gap>,
    runs: Vec<Range<usize>>,
}

/// Finds phones among the groups of digits of a text, outside the spans that other identifiers
/// have taken.
pub(super) fn find(
    text: &Text<'_>,
    hints: &Hints,
    taken: &[Span],
    mut units: Vec<Unit>,
) -> Vec<Finding> {
    let digits: usize = units.iter().map(|unit| unit.digits.len()).sum();
    if digits < DIGITS_MIN {
        return Vec::new();
    }
    for unit in &mut units {
        unit.masked |= is_taken(taken, text.normalised.original_span(unit.range.clone()));
    }
    let gaps = read_gaps(text, &units);
    let scene = Scene {
        text,
        hints,
        runs: runs::find(&units, &gaps),
        units,
        gaps,
    };
    let mut found = Vec::new();
    for chain in scene.chains() {
        found.extend(scene.best(&chain));
    }
    let split = scene.split_numbers(&found);
    found.extend(split);
    found.sort_by_key(|candidate| candidate.units.start);
    found
        .iter()
        .filter(|candidate| scene.stands(candidate, &found))
        .map(|candidate| scene.finding(candidate))
        .collect()
}

/// A digit more explains more of the text.
fn weigh(digits: usize) -> f32 {
    u16::try_from(digits).map_or(0.0, f32::from)
}

fn read_gaps(text: &Text<'_>, units: &[Unit]) -> Vec<Gap> {
    let form = text.normalised.text();
    units
        .iter()
        .zip(units.iter().skip(1))
        .map(|(one, next)| {
            let range = one.range.end..next.range.start;
            let original = text.normalised.original_span(range.clone());
            gaps::read(
                form.get(range).unwrap_or_default(),
                original.cut(text.original).unwrap_or_default(),
                one,
                next,
            )
        })
        .collect()
}

impl Scene<'_> {
    /// The runs of groups that one number could be made of.
    fn chains(&self) -> Vec<Range<usize>> {
        let mut chains = Vec::new();
        let mut start = 0;
        for at in 0..self.units.len() {
            let held = self.gaps.get(at).is_some_and(|gap| gap.hold < Hold::Words);
            let full = at + 1 - start >= CHAIN_UNITS_MAX;
            if !held || full {
                chains.push(start..at + 1);
                start = at + 1;
            }
        }
        chains.retain(|chain| {
            !self
                .units
                .get(chain.clone())
                .is_some_and(|units| units.iter().all(|unit| unit.masked))
        });
        chains
    }

    /// The numbers of a chain whose scores add up to most, found by dynamic programming over the
    /// groups: each is either part of one number or left out at a cost.
    fn best(&self, chain: &Range<usize>) -> Vec<Candidate> {
        let mut best: Vec<(f32, Option<Candidate>)> = vec![(0.0, None)];
        for end in chain.start + 1..=chain.end {
            let top = self.best_ending(end, chain.start, &best);
            best.push(top);
        }
        let mut found = Vec::new();
        let mut end = chain.len();
        while end > 0 {
            match best.get(end).and_then(|(_, candidate)| candidate.clone()) {
                Some(candidate) => {
                    end = candidate.units.start - chain.start;
                    found.push(candidate);
                }
                None => end -= 1,
            }
        }
        found
    }

    /// The best score up to the end of a group, and the number that ends there in it.
    fn best_ending(
        &self,
        end: usize,
        chain_start: usize,
        best: &[(f32, Option<Candidate>)],
    ) -> (f32, Option<Candidate>) {
        let skipped = best.last().map_or(0.0, |(score, _)| *score) - self.skip_cost(end - 1);
        let mut top = (skipped, None);
        if runs::cuts(&self.runs, end) {
            return top;
        }
        for start in (chain_start..end).rev() {
            let digits = self.digit_count(start..end);
            if digits > DIGITS_MAX {
                break;
            }
            let part = self.is_extension(start) || runs::cuts(&self.runs, start);
            if digits < DIGITS_MIN || part {
                continue;
            }
            let Some(verdict) = self.verdict(start..end) else {
                continue;
            };
            let before = best
                .get(start - chain_start)
                .map_or(0.0, |(score, _)| *score);
            let score = before + verdict.confidence * 100.0 + weigh(digits);
            if score > top.0 {
                let units = start..end;
                top = (score, Some(Candidate { units, verdict }));
            }
        }
        top
    }

    /// A number cut in two by a few words of its sentence: both parts are left over, and only
    /// together do they make a number where the ad says numbers are.
    fn split_numbers(&self, found: &[Candidate]) -> Vec<Candidate> {
        let mut split = Vec::new();
        for (at, gap) in self.gaps.iter().enumerate() {
            if gap.hold != Hold::Words {
                continue;
            }
            let start = self.chunk_start(at);
            let end = self.chunk_end(at + 1);
            let free = found
                .iter()
                .chain(&split)
                .all(|other: &Candidate| other.units.end <= start || end <= other.units.start);
            let enough = self.digit_count(start..at + 1) >= 3 && self.digit_count(at + 1..end) >= 3;
            let digits = self.digit_count(start..end);
            if !free || !enough || !(9..=DIGITS_MAX).contains(&digits) {
                continue;
            }
            if let Some(verdict) = self.verdict(start..end).and_then(Verdict::of_split) {
                let units = start..end;
                split.push(Candidate { units, verdict });
            }
        }
        split
    }

    fn chunk_start(&self, mut at: usize) -> usize {
        while at > 0
            && self
                .gaps
                .get(at - 1)
                .is_some_and(|gap| gap.hold <= Hold::List)
        {
            at -= 1;
        }
        at
    }

    fn chunk_end(&self, mut at: usize) -> usize {
        while self.gaps.get(at).is_some_and(|gap| gap.hold <= Hold::List) {
            at += 1;
        }
        at + 1
    }

    fn digit_count(&self, range: Range<usize>) -> usize {
        self.units
            .get(range)
            .unwrap_or_default()
            .iter()
            .map(|unit| unit.digits.len())
            .sum()
    }

    fn is_extension(&self, at: usize) -> bool {
        at > 0 && self.gaps.get(at - 1).is_some_and(|gap| gap.extension)
    }

    fn skip_cost(&self, at: usize) -> f32 {
        let held = |gap: Option<&Gap>| gap.is_some_and(|gap| gap.hold <= Hold::Space);
        let tight = |gap: Option<&Gap>| gap.is_some_and(|gap| gap.hold <= Hold::Sign);
        if tight(self.gaps.get(at)) || (at > 0 && tight(self.gaps.get(at - 1))) {
            SKIP_TIGHT + weigh(3 * self.digit_count(at..at + 1))
        } else if held(self.gaps.get(at)) || (at > 0 && held(self.gaps.get(at - 1))) {
            SKIP_HELD + weigh(2 * self.digit_count(at..at + 1))
        } else {
            SKIP_LOOSE
        }
    }

    /// Judges whether some groups make a number; one that is as good without the words or letters
    /// at its ends that may belong to the sentence does not take them in.
    fn verdict(&self, range: Range<usize>) -> Option<Verdict> {
        let units = self.units.get(range.clone())?;
        if runs::ends_in_word(units) {
            return None;
        }
        let whole = self.judge(range.clone())?;
        let core = runs::core(&self.units, range.clone());
        if core == range {
            return Some(whole);
        }
        let shorter = (range.start..=core.start)
            .flat_map(|start| (core.end..=range.end).map(move |end| start..end))
            .filter(|part| *part != range);
        let better = shorter.into_iter().all(|part| {
            let alike = self
                .units
                .get(part.clone())
                .is_some_and(|part| runs::are_alike(part, units));
            self.judge(part)
                .is_none_or(|without| alike && whole.worth() >= without.worth())
        });
        better.then_some(whole)
    }

    fn judge(&self, range: Range<usize>) -> Option<Verdict> {
        let units = self.units.get(range.clone())?;
        if units.iter().any(|unit| unit.masked) {
            return None;
        }
        let holds: Vec<Hold> = self
            .gaps
            .get(range.start..range.end.saturating_sub(1))
            .unwrap_or_default()
            .iter()
            .map(|gap| gap.hold)
            .collect();
        let form = self.text.normalised.text();
        let bytes = units.first()?.range.start..units.last()?.range.end;
        let evidence = judge::Evidence {
            units,
            holds: &holds,
            plus: gaps::has_plus(form.get(..bytes.start).unwrap_or_default()),
            near: Near::new(form, bytes.clone()),
            disguised: self
                .text
                .normalised
                .disguises_in(bytes)
                .has(Disguise::Enclosed),
            hints: self.hints,
        };
        judge::judge(&evidence)
    }

    /// True where what is left over beside a number does not show that it is part of something
    /// longer: an account, a card, a list.
    fn stands(&self, candidate: &Candidate, all: &[Candidate]) -> bool {
        let Range { start, end } = candidate.units;
        let inside = self
            .gaps
            .get(start..end.saturating_sub(1))
            .unwrap_or_default()
            .iter()
            .map(|gap| gap.hold)
            .filter(|hold| *hold <= Hold::Space)
            .max()
            .unwrap_or(Hold::Touching);
        let verdict = &candidate.verdict;
        let goes_on = |gap: Option<&Gap>, at: usize| {
            let left_over = all.iter().all(|other| !other.units.contains(&at));
            let Some(gap) = gap.filter(|gap| left_over && !gap.extension) else {
                return false;
            };
            let digits = self.digit_count(at..at + 1);
            let long = digits >= if verdict.usual { 4 } else { 3 };
            let cut = gap.hold <= Hold::Sign && !verdict.placed;
            (gap.hold <= inside && long && !verdict.firm) || cut
        };
        let left = start > 0 && goes_on(self.gaps.get(start - 1), start - 1);
        !(left || goes_on(self.gaps.get(end - 1), end))
    }

    fn finding(&self, candidate: &Candidate) -> Finding {
        let units = self.units.get(candidate.units.clone()).unwrap_or_default();
        let range = self.bytes(units);
        let verdict = candidate.verdict.clone();
        let spelled = units.iter().any(|unit| unit.writing == Writing::Spelled);
        let leet = units.iter().any(|unit| unit.writing == Writing::Leet);
        let mut found = Finding::new(
            self.text,
            range,
            FactKind::Phone,
            verdict.value,
            verdict.rule,
        )
        .sure(verdict.confidence)
        .hidden(Disguise::NumberWords, spelled)
        .hidden(Disguise::Leet, leet)
        .hidden(Disguise::Interleaved, verdict.interleaved)
        .hidden(Disguise::Spaced, verdict.spaced);
        found.readings = verdict.readings;
        found.fictional = verdict.fictional;
        found
    }

    /// The bytes of a number with its plus and the bracket it opens with.
    fn bytes(&self, units: &[Unit]) -> Range<usize> {
        let form = self.text.normalised.text();
        let (Some(first), Some(last)) = (units.first(), units.last()) else {
            return 0..0;
        };
        let mut range = first.range.start..last.range.end;
        let before = form.get(..range.start).unwrap_or_default();
        let closes = form
            .get(range.clone())
            .is_some_and(|inside| inside.contains(')'));
        let opened = before
            .strip_suffix('(')
            .filter(|_| closes)
            .unwrap_or(before);
        range.start = opened.len();
        let trimmed = opened.trim_end_matches([' ', '(']);
        if gaps::has_plus(before) {
            let sign = trimmed
                .strip_suffix('+')
                .or_else(|| trimmed.strip_suffix("plus"));
            let outside =
                sign.map(|head| head.strip_suffix('(').filter(|_| closes).unwrap_or(head));
            range.start = outside.map_or(range.start, str::len);
        }
        range
    }
}
