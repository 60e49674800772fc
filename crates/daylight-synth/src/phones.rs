//! Phone numbers from the ranges that regulators reserve for fiction, and the ways people write them.

use crate::random::Permutation;
use crate::random::Random;
use crate::random::key;
use std::sync::LazyLock;

/// One run of reserved numbers.
#[derive(Debug)]
struct Range {
    calling_code: &'static str,
    prefix: String,
    first: u64,
    ending_digits: usize,
    groups: Vec<usize>,
    /// How many numbers of the same country stand in earlier ranges.
    before: u64,
    count: u64,
}

/// The reserved numbers of one country, in file order.
#[derive(Debug, Default)]
struct Country {
    code: &'static str,
    ranges: Vec<Range>,
    total: u64,
}

impl Country {
    fn push(&mut self, mut range: Range) {
        range.before = self.total;
        self.total += range.count;
        self.ranges.push(range);
    }
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(load);

fn load() -> Vec<Country> {
    let mut countries: Vec<Country> = Vec::new();
    for line in include_str!("../data/area_codes.txt").lines() {
        let mut words = line.split_whitespace();
        let Some(code) = words.next().filter(|word| *word != "#") else {
            continue;
        };
        for area in words {
            let range = Range {
                calling_code: "1",
                prefix: format!("{area}55501"),
                first: 0,
                ending_digits: 2,
                groups: vec![3, 3, 4],
                before: 0,
                count: 100,
            };
            add(&mut countries, code, range);
        }
    }
    for line in include_str!("../data/ranges.csv").lines() {
        if let Some((code, range)) = parse_range(line) {
            add(&mut countries, code, range);
        }
    }
    countries
}

fn parse_range(line: &'static str) -> Option<(&'static str, Range)> {
    let mut fields = line.split(',');
    let code = fields.next()?;
    let calling_code = fields.next()?;
    let prefix = fields.next()?.to_owned();
    let (first, last) = (fields.next()?, fields.next()?);
    let groups = fields
        .next()?
        .split(' ')
        .filter_map(|size| size.parse().ok())
        .collect();
    let ending_digits = first.len();
    let first: u64 = first.parse().ok()?;
    let last: u64 = last.parse().ok()?;
    let count = last - first + 1;
    Some((
        code,
        Range {
            calling_code,
            prefix,
            first,
            ending_digits,
            groups,
            before: 0,
            count,
        },
    ))
}

/// Adds a range to its country; the files list each country in one run.
fn add(countries: &mut Vec<Country>, code: &'static str, range: Range) {
    if countries.last().is_none_or(|last| last.code != code) {
        countries.push(Country {
            code,
            ..Country::default()
        });
    }
    if let Some(country) = countries.last_mut() {
        country.push(range);
    }
}

/// How many countries have reserved numbers here; pools are numbered `0..pools()`.
pub(crate) fn pools() -> usize {
    COUNTRIES.len()
}

/// The pool of a country, by its ISO code.
pub(crate) fn pool_of(code: &str) -> Option<usize> {
    COUNTRIES.iter().position(|country| country.code == code)
}

/// The ISO code of a pool.
pub(crate) fn pool_code(pool: usize) -> &'static str {
    COUNTRIES.get(pool).map_or("", |country| country.code)
}

/// How many numbers a pool holds.
pub(crate) fn pool_size(pool: usize) -> u64 {
    COUNTRIES.get(pool).map_or(0, |country| country.total)
}

/// One reserved number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phone {
    pool: usize,
    range: usize,
    national: String,
}

impl Phone {
    /// The `index`-th number of a pool in the order of a market's key: no number is handed out twice.
    pub(crate) fn new(pool: usize, index: u64, market: u64) -> Option<Self> {
        let country = COUNTRIES.get(pool)?;
        if index >= country.total {
            return None;
        }
        let at = Permutation::new(country.total, key(market, pool as u64)).at(index);
        let range = country
            .ranges
            .partition_point(|range| range.before <= at)
            .checked_sub(1)?;
        let found = country.ranges.get(range)?;
        let ending = found.first + (at - found.before);
        let national = format!(
            "{}{ending:0width$}",
            found.prefix,
            width = found.ending_digits
        );
        Some(Self {
            pool,
            range,
            national,
        })
    }

    fn range(&self) -> Option<&'static Range> {
        COUNTRIES.get(self.pool)?.ranges.get(self.range)
    }

    /// The calling code without a plus sign.
    pub(crate) fn calling_code(&self) -> &'static str {
        self.range().map_or("", |range| range.calling_code)
    }

    /// The number as E.164.
    pub(crate) fn e164(&self) -> String {
        format!("+{}{}", self.calling_code(), self.national)
    }

    /// Whether readers in this country (ISO code) read the national form.
    pub(crate) fn is_local_to(&self, place: &str) -> bool {
        let code = pool_code(self.pool);
        code == place || (self.calling_code() == "1" && (place == "US" || place == "CA"))
    }

    /// The digits as dialled, in written groups; the international form opens with the calling code.
    pub(crate) fn groups(&self, international: bool) -> Vec<String> {
        let mut groups = Vec::with_capacity(6);
        let trunk = self.calling_code() != "1";
        if international {
            groups.push(self.calling_code().to_owned());
        }
        let mut rest = self.national.as_str();
        for &size in self.range().map_or(&[][..], |range| &range.groups) {
            let (head, tail) = rest.split_at_checked(size).unwrap_or((rest, ""));
            let zero = if trunk && !international && groups.is_empty() {
                "0"
            } else {
                ""
            };
            groups.push(format!("{zero}{head}"));
            rest = tail;
        }
        groups
    }

    /// The number as a person would write it in the open.
    pub(crate) fn plain(&self, international: bool, random: &mut Random, out: &mut String) {
        let groups = self.groups(international);
        let separator = [" ", " ", "-", ".", ""]
            .get(random.index(5))
            .copied()
            .unwrap_or(" ");
        let bracket = !international && self.calling_code() == "1" && separator == " ";
        let after_code = if separator.is_empty() { "" } else { " " };
        let plus = if random.chance(150) { "00" } else { "+" };
        for (at, group) in groups.iter().enumerate() {
            out.push_str(match (at, international) {
                (0, true) => plus,
                (0, false) => "",
                (1, true) => after_code,
                _ => separator,
            });
            let (open, close) = if at == 0 && bracket {
                ("(", ")")
            } else {
                ("", "")
            };
            out.push_str(open);
            out.push_str(group);
            out.push_str(close);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::phones::Phone;
    use crate::phones::pool_of;
    use crate::phones::pool_size;
    use crate::phones::pools;
    use std::collections::BTreeSet;

    #[test]
    fn every_pool_hands_out_each_number_once() {
        for pool in 0..pools() {
            let size = pool_size(pool);
            let numbers: BTreeSet<String> = (0..size)
                .filter_map(|index| Phone::new(pool, index, 5))
                .map(|phone| phone.e164())
                .collect();
            assert_eq!(numbers.len() as u64, size);
            assert!(Phone::new(pool, size, 5).is_none());
        }
    }

    #[test]
    fn groups_spell_the_number() {
        let some =
            |pool| (0..pool_size(pool).min(3000)).filter_map(move |at| Phone::new(pool, at, 9));
        for phone in (0..pools()).flat_map(some) {
            assert_eq!(format!("+{}", phone.groups(true).concat()), phone.e164());
            let national = phone.groups(false).concat();
            let national = national.strip_prefix('0').unwrap_or(&national);
            assert!(phone.e164().ends_with(national));
        }
    }

    #[test]
    fn the_large_countries_are_there() {
        for code in ["US", "CA", "GB", "AU", "FR", "DE", "SE"] {
            assert!(
                pool_of(code).is_some_and(|pool| pool_size(pool) > 400),
                "{code}"
            );
        }
    }
}
