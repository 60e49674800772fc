//! The numbering plans of `numbering_plans.txt`, each made ready when it is first asked for.

use std::ops::Range;
use std::sync::LazyLock;
use std::sync::OnceLock;

use crate::extract::Country;
use crate::extract::identifiers::lists;
use crate::extract::identifiers::plans::automaton::Automaton;
use crate::extract::identifiers::plans::automaton::Bits;
use crate::extract::identifiers::plans::format::Format;
use crate::extract::identifiers::plans::pattern::Pattern;

/// The kinds of numbers, the bit of each being its place here.
const KINDS: [&str; 11] = [
    "general",
    "fixed",
    "mobile",
    "toll",
    "premium",
    "shared",
    "personal",
    "voip",
    "pager",
    "uan",
    "voicemail",
];
const GENERAL: Bits = 1;
const FIXED: Bits = 1 << 1;
const MOBILE: Bits = 1 << 2;
const OTHERS: Bits = ((1 << KINDS.len()) - 1) & !(GENERAL | FIXED | MOBILE);
/// The bit of the pattern that says how the numbers of a region begin.
const LEAD: Bits = 1 << KINDS.len();

/// Calling codes have at most three digits.
const CODES: usize = 1000;
const LETTERS: usize = 26;

/// A pattern of one kind of number, or of how numbers are written.
#[derive(Clone, Copy, Debug)]
struct Kind {
    bit: Bits,
    /// The lengths it has; none where it has those of every kind.
    lengths: u32,
    pattern: &'static str,
}

/// The numbering plan of a region.
#[derive(Debug)]
pub(super) struct Plan {
    /// Two letters, or `001` for a network of no country.
    pub(super) region: &'static str,
    /// Its calling code.
    pub(super) code: u16,
    /// What takes the place of the prefix of a national number.
    pub(super) rule: &'static str,
    is_main: bool,
    /// Mobile numbers are told from fixed ones by nothing.
    is_same: bool,
    local_lengths: u32,
    abroad: &'static str,
    home: &'static str,
    lead: &'static str,
    kinds: Vec<Kind>,
    formats: Vec<[&'static str; 4]>,
    worlds: Vec<[&'static str; 4]>,
    ready: OnceLock<Ready>,
    formatting: OnceLock<[Formats; 2]>,
}

/// The patterns of a plan made ready.
#[derive(Debug, Default)]
struct Ready {
    kinds: Automaton,
    abroad: Option<Pattern>,
    home: Option<Pattern>,
}

/// Ways to write numbers, and the patterns that say which numbers begin as each wants.
#[derive(Debug, Default)]
struct Formats {
    leads: Automaton,
    formats: Vec<Format>,
}

/// What a length is to a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Numbers have it, or fewer digits.
    Fits,
    /// Only numbers dialled inside one place have it, or none that is as short as this.
    Odd,
    /// No number has as many digits.
    TooLong,
}

/// Every plan: by calling code, the main one of a code first.
#[derive(Debug)]
pub(super) struct Table {
    plans: Vec<Plan>,
    /// Where the plans of each calling code lie.
    codes: Vec<Range<usize>>,
    /// The plan of each pair of letters.
    regions: Vec<Option<usize>>,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(include_str!(
        "../../../../data/identifiers/numbering_plans.txt"
    ))
});

/// A range of plans with one more; an empty one begins there.
fn grown(lies: &Range<usize>, at: usize) -> Range<usize> {
    let first = if lies.is_empty() { at } else { lies.start };
    first..at + 1
}

impl Table {
    fn new(list: &'static str) -> Self {
        let mut plans: Vec<Plan> = Vec::new();
        for line in lists::lines(list) {
            let parts: Vec<&str> = line.split('\t').collect();
            if let ["region", region, code, main, same] = parts.as_slice() {
                plans.extend(Plan::new(region, code, *main == "main", *same == "same"));
            } else if let Some(plan) = plans.last_mut() {
                plan.read(&parts);
            }
        }
        plans.sort_by_key(|plan| (plan.code, !plan.is_main));
        let mut codes = vec![0..0; CODES];
        let mut regions = vec![None; LETTERS * LETTERS];
        for (at, plan) in plans.iter().enumerate() {
            if let Some(lies) = codes.get_mut(usize::from(plan.code)) {
                *lies = grown(lies, at);
            }
            if let Some(region) = place_of(plan.region).and_then(|at| regions.get_mut(at)) {
                *region = Some(at);
            }
        }
        Self {
            plans,
            codes,
            regions,
        }
    }

    /// The plan of a country.
    pub(super) fn of_country(&self, country: Country) -> Option<&Plan> {
        let at = (*self.regions.get(place_of(country.code())?)?)?;
        self.plans.get(at)
    }

    /// The plans of a calling code, the main one first.
    pub(super) fn of_code(&self, code: u16) -> &[Plan] {
        let lies = self.codes.get(usize::from(code)).cloned();
        lies.and_then(|lies| self.plans.get(lies))
            .unwrap_or_default()
    }

    /// Every plan.
    #[cfg(test)]
    pub(super) fn plans(&self) -> &[Plan] {
        &self.plans
    }
}

/// The place of two letters in the order of the alphabet.
fn place_of(region: &str) -> Option<usize> {
    let [one, two] = region.as_bytes() else {
        return None;
    };
    let letter = |byte: &u8| byte.checked_sub(b'A').map(usize::from);
    let letter = |byte| letter(byte).filter(|at| *at < LETTERS);
    Some(letter(one)? * LETTERS + letter(two)?)
}

/// The lengths of a list such as `9,10`, a bit for each.
pub(super) fn lengths(list: &str) -> u32 {
    list.split(',')
        .filter_map(|length| length.parse::<u32>().ok())
        .filter(|length| *length < 32)
        .fold(0, |lengths, length| lengths | 1 << length)
}

impl Plan {
    fn new(region: &'static str, code: &str, is_main: bool, is_same: bool) -> Option<Self> {
        Some(Self {
            region,
            code: code.parse().ok()?,
            rule: "",
            is_main,
            is_same,
            local_lengths: 0,
            abroad: "",
            home: "",
            lead: "",
            kinds: Vec::new(),
            formats: Vec::new(),
            worlds: Vec::new(),
            ready: OnceLock::new(),
            formatting: OnceLock::new(),
        })
    }

    /// Takes in a line of the list.
    fn read(&mut self, parts: &[&'static str]) {
        match parts {
            ["abroad", pattern] => self.abroad = pattern,
            ["home", pattern, rule] => {
                self.home = pattern;
                self.rule = if *rule == "-" { "" } else { rule };
            }
            ["lead", pattern] => self.lead = pattern,
            ["kind", name, all, local, pattern] => {
                let Some(at) = KINDS.iter().position(|kind| kind == name) else {
                    return;
                };
                let bit = 1 << at;
                let lengths = lengths(all);
                if bit == GENERAL {
                    self.local_lengths = self::lengths(local);
                }
                self.kinds.push(Kind {
                    bit,
                    lengths,
                    pattern,
                });
            }
            ["format", pattern, lead, format, rule] => {
                self.formats.push([pattern, lead, format, rule]);
            }
            ["world", pattern, lead, format, rule] => {
                self.worlds.push([pattern, lead, format, rule]);
            }
            _ => {}
        }
    }

    fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| {
            let written = |bit: Bits| {
                let kind = self.kinds.iter().find(|kind| kind.bit == bit);
                let lead = Some(self.lead).filter(|lead| bit == LEAD && !lead.is_empty());
                kind.map(|kind| kind.pattern).or(lead)
            };
            // A pattern that nothing matches keeps the place of one that is not there.
            let patterns =
                (0..=KINDS.len()).map(|at| Pattern::new(written(1 << at).unwrap_or("[]")));
            let patterns: Option<Vec<Pattern>> = patterns.collect();
            let prefix = |written: &str| Pattern::new(written).filter(|_| !written.is_empty());
            Ready {
                kinds: patterns
                    .and_then(|patterns| Automaton::new(&patterns))
                    .unwrap_or_default(),
                abroad: prefix(self.abroad),
                home: prefix(self.home),
            }
        })
    }

    /// The patterns of its kinds of numbers as written.
    #[cfg(test)]
    pub(super) fn written(&self) -> Vec<&'static str> {
        self.kinds.iter().map(|kind| kind.pattern).collect()
    }

    /// The prefix dialled before a foreign number.
    pub(super) fn abroad(&self) -> Option<&Pattern> {
        self.ready().abroad.as_ref()
    }

    /// The prefix dialled before a national number.
    pub(super) fn home(&self) -> Option<&Pattern> {
        self.ready().home.as_ref()
    }

    /// True for digits that some number of the plan has, whatever its length.
    pub(super) fn is_general(&self, digits: &[u8]) -> bool {
        let met = self.ready().kinds.walk(digits.iter().copied());
        met.whole & GENERAL != 0
    }

    /// True for a number of some kind.
    pub(super) fn is_valid(&self, digits: &[u8]) -> bool {
        let kinds = self.kinds_of(digits);
        let line = if self.is_same { FIXED } else { FIXED | MOBILE };
        kinds & GENERAL != 0 && kinds & (OTHERS | line) != 0
    }

    /// True for a number of a mobile or of a place, and of nothing else.
    pub(super) fn is_usual(&self, digits: &[u8]) -> bool {
        self.is_valid(digits) && self.kinds_of(digits) & OTHERS == 0
    }

    /// True for a number that begins as those of the region do, or is one.
    pub(super) fn is_home_of(&self, digits: &[u8]) -> bool {
        let met = self.ready().kinds.walk(digits.iter().copied());
        met.early & LEAD != 0 || self.is_valid(digits)
    }

    /// The kinds whose pattern and length a number has.
    fn kinds_of(&self, digits: &[u8]) -> Bits {
        let met = self.ready().kinds.walk(digits.iter().copied()).whole;
        self.kinds
            .iter()
            .filter(|kind| kind.lengths == 0 || kind.lengths >> digits.len() & 1 == 1)
            .fold(0, |kinds, kind| kinds | (kind.bit & met))
    }

    /// What a number of digits is to the plan.
    pub(super) fn fit(&self, length: usize) -> Fit {
        let general = self.kinds.iter().find(|kind| kind.bit == GENERAL);
        let lengths = general.map_or(0, |kind| kind.lengths);
        let bit = 1_u32 << length.min(31);
        if lengths == 0 || self.local_lengths & bit != 0 {
            Fit::Odd
        } else if bit > lengths {
            Fit::TooLong
        } else if lengths & bit != 0 {
            Fit::Fits
        } else {
            Fit::Odd
        }
    }

    /// The way a number is written at home and by the world.
    pub(super) fn formats(&self, digits: &[u8]) -> [Option<&Format>; 2] {
        let formatting = self.formatting.get_or_init(|| {
            let home = Formats::new(&self.formats, true);
            let world = if self.worlds.is_empty() {
                &self.formats
            } else {
                &self.worlds
            };
            [home, Formats::new(world, false)]
        });
        let [home, world] = formatting;
        [home.choose(digits), world.choose(digits)]
    }
}

impl Formats {
    fn new(written: &[[&'static str; 4]], at_home: bool) -> Self {
        let leads = written.iter().map(|[_, lead, _, _]| {
            // Where nothing is asked of its beginning, any number has it.
            Pattern::new(if *lead == "-" { "" } else { lead })
        });
        let leads: Option<Vec<Pattern>> = leads.collect();
        let formats = written.iter().map(|[pattern, _, format, rule]| {
            let rule = if at_home && *rule != "-" { rule } else { "" };
            Format::new(pattern, format, rule)
        });
        let formats: Option<Vec<Format>> = formats.collect();
        Self {
            leads: leads
                .and_then(|leads| Automaton::new(&leads))
                .unwrap_or_default(),
            formats: formats.unwrap_or_default(),
        }
    }

    fn choose(&self, digits: &[u8]) -> Option<&Format> {
        let leads = self.leads.walk(digits.iter().copied()).early;
        let mut formats = self.formats.iter().enumerate();
        let found = formats.find(|(at, format)| leads >> at & 1 == 1 && format.fits(digits));
        found.map(|(_, format)| format)
    }
}
