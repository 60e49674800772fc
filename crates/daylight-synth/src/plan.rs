//! Who is in the market: every operator with its size, language, country and contacts, before any text.

use crate::kind::Kind;
use crate::language::Language;
use crate::language::languages;
use crate::phones::pool_of;
use crate::phones::pool_size;
use crate::phones::pools;
use crate::random::Random;
use crate::random::key;

/// The first numbers of each pool are kept for what is no operator's own: the hotline and the booking desk.
pub(crate) const KEPT_NUMBERS: u64 = 2;

/// One operator, small enough to hold millions.
#[derive(Clone, Debug)]
pub(crate) struct Operator {
    pub(crate) kind: Kind,
    /// A recruiter among the agencies.
    pub(crate) recruiter: bool,
    /// Its copied text or kit, from 1; 0 for none.
    pub(crate) group: u32,
    pub(crate) language: u8,
    /// Index among the countries of its language.
    pub(crate) country: u8,
    /// Where its numbers come from.
    pub(crate) pool: u8,
    /// How many contacts it has in turn; the first number of its run, or none where it has only addresses.
    pub(crate) channels: u8,
    pub(crate) first_number: Option<u32>,
    /// The ads of all earlier operators.
    pub(crate) first_ad: u64,
    pub(crate) ads: u32,
}

/// How the ads of a kind are shared out: its part of all ads in ten thousandths, and who the operators are.
struct Part {
    kind: Kind,
    recruiter: bool,
    ten_thousandths: u64,
    smallest: u64,
}

const fn part(kind: Kind, ten_thousandths: u64, smallest: u64) -> Part {
    Part {
        kind,
        recruiter: false,
        ten_thousandths,
        smallest,
    }
}

const PARTS: [Part; 10] = [
    part(Kind::Organised, 1300, 15),
    part(Kind::Labour, 400, 15),
    part(Kind::Agency, 900, 10),
    Part {
        kind: Kind::Agency,
        recruiter: true,
        ten_thousandths: 280,
        smallest: 10,
    },
    part(Kind::Duo, 850, 3),
    part(Kind::Independent, 3900, 1),
    part(Kind::Copied, 280, 1),
    part(Kind::Stolen, 40, 3),
    part(Kind::Scam, 150, 5),
    part(Kind::SpamKit, 240, 1),
];

/// The operators of a market, in order of their first ad.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) operators: Vec<Operator>,
    pub(crate) key: u64,
    /// The operator at the start of each block of ads: finding an owner then touches little memory.
    blocks: Vec<usize>,
}

/// Ads in one block of the index of owners.
const BLOCK_ADS: u64 = 64;

impl Plan {
    /// Shares `ads` out among operators; their ads add up to `ads` exactly.
    pub(crate) fn new(ads: u64, key: u64) -> Self {
        let mut plan = Self {
            operators: Vec::new(),
            key,
            blocks: Vec::new(),
        };
        let mut left = ads;
        for part in &PARTS {
            let budget = (ads * part.ten_thousandths / 10_000).min(left);
            left -= plan.spend(part, budget, ads);
        }
        let single = part(Kind::Single, 0, 1);
        plan.spend(&single, left, ads);
        plan.hand_out_numbers();
        plan.index_owners(ads);
        plan
    }

    /// Adds operators of one part until its budget is used; returns the ads given out.
    fn spend(&mut self, part: &Part, budget: u64, ads: u64) -> u64 {
        let mut spent = 0;
        let mut groups = Groups::new(part, ads);
        while budget - spent >= part.smallest {
            let mut random = Random::new(key(self.key, self.operators.len() as u64));
            let size = size(part, &mut random).min(budget - spent);
            let group = groups.next(&mut random);
            let operator = self.operator(part, size, group, &mut random);
            self.operators.push(operator);
            spent += size;
        }
        spent
    }

    fn operator(&self, part: &Part, size: u64, group: u32, random: &mut Random) -> Operator {
        // What shares a text shares its language, so the language is drawn for the group.
        let shared = key(self.key ^ 0x0067_726F_7570, group_key(part.kind, group));
        let language = if group > 0 {
            draw_language(&mut Random::new(shared))
        } else {
            draw_language(random)
        };
        let (country, pool) = languages()
            .get(language)
            .map_or((0, 0), |language| draw_country(language, random));
        let first_ad = self
            .operators
            .last()
            .map_or(0, |last| last.first_ad + u64::from(last.ads));
        Operator {
            kind: part.kind,
            recruiter: part.recruiter,
            group,
            language: small(language as u64),
            country: small(country as u64),
            pool: small(pool as u64),
            channels: small(channels(part.kind, size, random)),
            first_number: None,
            first_ad,
            ads: u32::try_from(size).unwrap_or(u32::MAX),
        }
    }

    /// Gives each operator its own run of numbers; where a country has too few, some of all kinds go without.
    fn hand_out_numbers(&mut self) {
        let mut wanted = vec![KEPT_NUMBERS; pools()];
        for operator in &self.operators {
            if let Some(sum) = wanted.get_mut(usize::from(operator.pool)) {
                *sum += u64::from(operator.channels);
            }
        }
        let mut next = vec![KEPT_NUMBERS; pools()];
        for (at, operator) in self.operators.iter_mut().enumerate() {
            let pool = usize::from(operator.pool);
            let size = pool_size(pool);
            let need = wanted.get(pool).copied().unwrap_or(1).max(1);
            let served = (size * 980 / need).min(1000);
            let lucky = Random::new(key(self.key ^ 0x6E75_6D62, at as u64)).chance(served);
            let Some(from) = next.get_mut(pool) else {
                continue;
            };
            let channels = u64::from(operator.channels);
            if channels > 0 && lucky && *from + channels <= size {
                operator.first_number = u32::try_from(*from).ok();
                *from += channels;
            }
        }
    }

    fn index_owners(&mut self, ads: u64) {
        let mut at = 0;
        for block in 0..ads.div_ceil(BLOCK_ADS) {
            let first = block * BLOCK_ADS;
            while self
                .operators
                .get(at + 1)
                .is_some_and(|next| next.first_ad <= first)
            {
                at += 1;
            }
            self.blocks.push(at);
        }
    }

    /// The operator of an ad slot and which of its ads this is.
    pub(crate) fn owner(&self, slot: u64) -> Option<(usize, &Operator, u64)> {
        let block = usize::try_from(slot / BLOCK_ADS).ok()?;
        let from = *self.blocks.get(block)?;
        let to = self
            .blocks
            .get(block + 1)
            .map_or(self.operators.len(), |next| next + 1);
        let within = self.operators.get(from..to)?;
        let at = from
            + within
                .partition_point(|operator| operator.first_ad <= slot)
                .checked_sub(1)?;
        let operator = self.operators.get(at)?;
        let ad = slot - operator.first_ad;
        (ad < u64::from(operator.ads)).then_some((at, operator, ad))
    }
}

/// A group of copied texts has one language wherever it is used, by its author too.
const fn group_key(kind: Kind, group: u32) -> u64 {
    let family = matches!(kind, Kind::SpamKit) as u64;
    (family << 32) | group as u64
}

/// Which shared text the next operator of a part uses.
struct Groups {
    part: Kind,
    recruiter: bool,
    current: u32,
    left: u64,
    /// Copied texts whose author is an agency; the other authors are independents.
    by_agencies: u32,
    all: u32,
}

impl Groups {
    fn new(part: &Part, ads: u64) -> Self {
        let all = u32::try_from((ads * 30).div_ceil(20_000)).unwrap_or(u32::MAX);
        Self {
            part: part.kind,
            recruiter: part.recruiter,
            current: 0,
            left: 0,
            by_agencies: all / 3,
            all,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other kinds write their own texts"
    )]
    fn next(&mut self, random: &mut Random) -> u32 {
        match self.part {
            Kind::Agency if !self.recruiter => self.author(0, self.by_agencies),
            Kind::Independent => self.author(self.by_agencies, self.all),
            Kind::Copied => self.member(random, 3, 15),
            Kind::SpamKit => self.member(random, 25, 60),
            _ => 0,
        }
    }

    fn author(&mut self, from: u32, to: u32) -> u32 {
        self.current += 1;
        let group = from + self.current;
        if group <= to { group } else { 0 }
    }

    fn member(&mut self, random: &mut Random, low: u64, high: u64) -> u32 {
        if self.left == 0 {
            self.current += 1;
            self.left = random.between(low, high);
        }
        self.left -= 1;
        self.current
    }
}

fn size(part: &Part, random: &mut Random) -> u64 {
    match part.kind {
        Kind::Organised if random.chance(250) => random.between(15, 25),
        Kind::Organised => random.heavy(25, 300, 400),
        Kind::Labour => random.heavy(20, 160, 400),
        Kind::Agency => random.heavy(10, 80, 500),
        Kind::Duo => random.heavy(5, 40, 400),
        Kind::Independent => random.heavy(1, 40, 400),
        Kind::Copied => random.between(1, 3),
        Kind::Stolen => random.between(3, 12),
        Kind::Scam => random.between(5, 30),
        Kind::SpamKit => random.between(1, 2),
        Kind::Single => 1,
    }
}

fn channels(kind: Kind, size: u64, random: &mut Random) -> u64 {
    let addresses_only = random.chance(60);
    match kind {
        Kind::Organised => random.between(3, 15).min(size / 4).max(3),
        Kind::Labour => random.between(3, 8).min(size / 4).max(3),
        Kind::Agency | Kind::Duo => random.between(1, 2),
        Kind::Independent if size > 2 && random.chance(300) => 2,
        Kind::Independent | Kind::Copied | Kind::Single => u64::from(!addresses_only),
        Kind::Stolen => 0,
        Kind::Scam => (size / 3).max(1),
        Kind::SpamKit => u64::from(random.chance(600)),
    }
}

fn draw_language(random: &mut Random) -> usize {
    weighted(languages().iter().map(|language| language.share), random)
}

/// A country of the language and the pool its numbers come from: its own, or that of a larger neighbour.
fn draw_country(language: &Language, random: &mut Random) -> (usize, usize) {
    let country = weighted(language.countries.iter().map(|(_, weight)| *weight), random);
    let code = language
        .countries
        .get(country)
        .map_or("", |(code, _)| code.as_str());
    let away = ["GB", "FR", "AU", "US"]
        .get(random.index(4))
        .copied()
        .unwrap_or("GB");
    let pool = pool_of(code).or_else(|| pool_of(away)).unwrap_or(0);
    (country, pool)
}

/// An index drawn by weight.
fn weighted(weights: impl Iterator<Item = u64> + Clone, random: &mut Random) -> usize {
    let mut left = random.below(weights.clone().sum());
    for (at, weight) in weights.enumerate() {
        if left < weight {
            return at;
        }
        left -= weight;
    }
    0
}

fn small(value: u64) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use crate::kind::Kind;
    use crate::plan::Plan;
    use std::collections::BTreeMap;

    #[test]
    fn ads_add_up_at_any_size() {
        for ads in [0, 1, 7, 60, 999, 20_000] {
            let plan = Plan::new(ads, 3);
            let sum: u64 = plan
                .operators
                .iter()
                .map(|operator| u64::from(operator.ads))
                .sum();
            assert_eq!(sum, ads);
            for slot in 0..ads {
                let (_, operator, at) = plan.owner(slot).unwrap();
                assert!(at < u64::from(operator.ads));
            }
        }
    }

    #[test]
    fn the_market_has_its_kinds_in_number() {
        let plan = Plan::new(20_000, 1);
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        for operator in &plan.operators {
            *counts.entry(operator.kind).or_default() += 1;
        }
        let check = |kind: Kind, low: usize, high: usize| {
            let count = counts.get(&kind).copied().unwrap_or(0);
            assert!((low..=high).contains(&count), "{}: {count}", kind.name());
        };
        check(Kind::Organised, 35, 65);
        check(Kind::Labour, 10, 25);
        check(Kind::Agency, 60, 130);
        check(Kind::Duo, 100, 220);
        check(Kind::Independent, 2000, 3300);
        check(Kind::Copied, 200, 350);
        check(Kind::Stolen, 8, 15);
        check(Kind::Scam, 12, 25);
        check(Kind::SpamKit, 250, 400);
        check(Kind::Single, 2000, 4500);
    }

    #[test]
    fn no_number_is_given_twice() {
        let plan = Plan::new(400_000, 2);
        let mut runs: Vec<(u8, u32, u32)> = plan
            .operators
            .iter()
            .filter_map(|operator| {
                Some((
                    operator.pool,
                    operator.first_number?,
                    u32::from(operator.channels),
                ))
            })
            .collect();
        runs.sort_unstable();
        for pair in runs.windows(2) {
            assert!(pair[0].0 != pair[1].0 || pair[0].1 + pair[0].2 <= pair[1].1);
        }
        assert!(runs.len() > 50_000);
    }
}
