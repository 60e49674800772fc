//! How one operator goes about it: names, cities, hours, texts, and how its contacts take turns.

use crate::kind::Category;
use crate::kind::Kind;
use crate::language::languages;
use crate::places::City;
use crate::places::cities;
use crate::plan::Operator;
use crate::random::Random;
use crate::random::key;

/// The length of the market in minutes: 180 days.
pub(crate) const MARKET_MINUTES: u64 = 180 * DAY;
/// One day in minutes.
pub(crate) const DAY: u64 = 24 * 60;

/// The lasting habits of an operator; the same for each of its ads. Shares are in thousandths.
#[derive(Debug)]
pub(crate) struct Habits {
    /// What every draw about this operator hangs on.
    pub(crate) key: u64,
    pub(crate) category: Category,
    pub(crate) second_language: Option<usize>,
    pub(crate) country: &'static str,
    /// First city and how many neighbours follow it in the list.
    pub(crate) home: u64,
    pub(crate) cities: u64,
    /// Visits its cities one after the other, never two at once.
    pub(crate) tours: bool,
    pub(crate) names: u64,
    pub(crate) first_name: u64,
    pub(crate) templates: u64,
    /// Contacts that run side by side; inside a lane one follows the other.
    pub(crate) lanes: u64,
    /// Each lane has texts of its own: two groups that share only a page.
    pub(crate) lanes_apart: bool,
    pub(crate) start: u64,
    pub(crate) span: u64,
    pub(crate) broadcast: bool,
    pub(crate) first_hour: u64,
    pub(crate) hours: u64,
    /// Ads with a page, with a second contact, and with a hidden contact as parts of the difficulty's share.
    pub(crate) page: u64,
    pub(crate) second: u64,
    pub(crate) hides: u64,
    /// Ads in which two people are named.
    pub(crate) pairs: u64,
    pub(crate) employers: u64,
}

impl Habits {
    /// The habits of the operator numbered `at` in a market.
    pub(crate) fn new(operator: &Operator, at: usize, market: u64) -> Self {
        let key = key(market ^ 0x6861_6269_7473, at as u64);
        let mut random = Random::new(key);
        let country = languages()
            .get(usize::from(operator.language))
            .and_then(|language| language.countries.get(usize::from(operator.country)))
            .map_or("", |(code, _)| code.as_str());
        let mut habits = Self {
            key,
            category: category(operator, market, &mut random),
            second_language: None,
            country,
            home: random.below(cities(country).len() as u64),
            cities: 1,
            tours: false,
            names: 1,
            first_name: random.below(1000),
            templates: 1,
            lanes: 1,
            lanes_apart: false,
            start: 0,
            span: 0,
            broadcast: false,
            first_hour: random.between(5, 15),
            hours: random.between(3, 8),
            page: 0,
            second: 0,
            hides: 1000,
            pairs: 0,
            employers: 1,
        };
        habits.by_kind(operator, &mut random);
        let known = cities(country).len() as u64;
        habits.cities = habits.cities.min(known).max(1);
        habits.place_in_time(operator, &mut random);
        habits
    }

    fn by_kind(&mut self, operator: &Operator, random: &mut Random) {
        match operator.kind {
            Kind::Organised => self.organised(operator, random),
            Kind::Labour => self.labour(operator, random),
            Kind::Agency => self.agency(operator, random),
            Kind::Duo => {
                self.names = 2;
                self.pairs = 700;
                self.templates = random.between(1, 2);
            }
            Kind::Independent => {
                self.names = if random.chance(100) { 2 } else { 1 };
                self.templates = random.between(1, 2);
                self.second = if random.chance(150) { 500 } else { 0 };
                self.tours = operator.ads > 3 && random.chance(250);
                self.cities = if self.tours { random.between(2, 5) } else { 1 };
            }
            Kind::Stolen => {
                self.names = random.between(2, 4);
                self.cities = random.between(1, 4);
                self.second = 1000;
            }
            Kind::Scam => {
                self.names = u64::from(operator.ads);
                self.cities = u64::from(operator.ads);
                self.broadcast = true;
                self.hides = 1000;
            }
            Kind::SpamKit => {
                self.names = 3;
                self.page = 500;
            }
            Kind::Copied | Kind::Single => {}
        }
    }

    fn organised(&mut self, operator: &Operator, random: &mut Random) {
        let hard = random.chance(200);
        self.templates = if hard { 1 } else { random.between(2, 6) };
        self.names = random
            .between(4, 20)
            .min(u64::from(operator.ads) / 3)
            .max(4);
        self.cities = random.between(2, 8);
        self.lanes = 1 + random.below(u64::from(operator.channels) / 3).min(2);
        self.page = random.between(0, 150);
        self.second = random.between(100, 200);
        self.hides = 2000;
        self.pairs = random.between(50, 200);
        let other = random.index(languages().len());
        self.second_language = Some(other).filter(|_| self.templates > 2 && random.chance(300));
        if !hard && operator.channels > 3 && random.chance(150) {
            // Two groups that never share a number; a page in many ads is all that joins them.
            self.lanes = 2;
            self.lanes_apart = true;
            self.templates = self.templates.max(2) / 2 * 2;
            self.second = 0;
            self.page = 400;
        }
    }

    fn labour(&mut self, operator: &Operator, random: &mut Random) {
        self.templates = random.between(2, 5);
        self.names = random.between(2, 6);
        self.employers = random.between(2, 6);
        self.cities = random.between(3, 8);
        self.lanes = 1 + random.below(u64::from(operator.channels) / 3).min(1);
        self.page = random.between(150, 350);
        self.second = 100;
        self.hides = 1000;
        let other = random.index(languages().len());
        self.second_language = Some(other).filter(|_| random.chance(400));
    }

    fn agency(&mut self, operator: &Operator, random: &mut Random) {
        self.templates = random.between(1, 3);
        self.names = random.between(3, 15).min(u64::from(operator.ads) / 2);
        self.cities = random.between(1, 3);
        self.page = random.between(500, 950);
        self.second = if operator.channels > 1 { 200 } else { 50 };
        self.hides = 0;
        self.pairs = random.between(0, 150);
        if operator.recruiter {
            self.names = random.between(1, 4);
            self.pairs = 0;
            self.employers = if random.chance(500) {
                1
            } else {
                random.between(2, 6)
            };
        }
    }

    fn place_in_time(&mut self, operator: &Operator, random: &mut Random) {
        let ads = u64::from(operator.ads);
        let days = match operator.kind {
            Kind::Organised | Kind::Labour => {
                self.rotation_days(u64::from(operator.channels)).max(21)
            }
            Kind::Agency => 180,
            Kind::Scam => 0,
            Kind::Stolen => random.between(3, 20),
            Kind::Duo | Kind::Independent | Kind::Copied | Kind::SpamKit | Kind::Single => {
                ads * random.between(2, 9)
            }
        };
        self.span = (days * DAY).clamp(60, MARKET_MINUTES);
        self.start = random.below(MARKET_MINUTES - self.span + 1);
    }

    /// Days a contact is in use before the next one of its lane takes over: one to five weeks.
    fn turn_days(&self, channel: u64) -> u64 {
        Random::new(key(self.key ^ 0x7475_726E, channel)).between(7, 35)
    }

    fn rotation_days(&self, channels: u64) -> u64 {
        (0..self.lanes)
            .map(|lane| {
                (lane..channels)
                    .step_by(self.lanes_step())
                    .map(|channel| self.turn_days(channel))
                    .sum()
            })
            .max()
            .unwrap_or(0)
    }

    fn lanes_step(&self) -> usize {
        usize::try_from(self.lanes).unwrap_or(1).max(1)
    }

    /// The contact in use in a lane, `minutes` after the operator's start.
    pub(crate) fn channel_in_turn(&self, lane: u64, channels: u64, minutes: u64) -> u64 {
        let mut left = minutes / DAY;
        let mut current = lane;
        for channel in (lane..channels).step_by(self.lanes_step()) {
            current = channel;
            let days = self.turn_days(channel);
            if left < days {
                break;
            }
            left -= days;
        }
        current.min(channels.saturating_sub(1))
    }

    /// The city of its `at`-th stop.
    pub(crate) fn city(&self, at: u64) -> Option<&'static City> {
        let all = cities(self.country);
        let index = (self.home + at) % (all.len() as u64).max(1);
        all.get(usize::try_from(index).unwrap_or(0))
    }
}

/// What an operator offers; what shares a text offers the same thing.
fn category(operator: &Operator, market: u64, random: &mut Random) -> Category {
    let jobs = operator.kind == Kind::Labour || operator.recruiter;
    if jobs {
        return Category::Job;
    }
    let kit = u64::from(operator.kind == Kind::SpamKit);
    let shared = key(
        market ^ 0x6361_7465,
        (kit << 32) | u64::from(operator.group),
    );
    let draw = if operator.group > 0 {
        Random::new(shared).below(100)
    } else {
        random.below(100)
    };
    let limits: [u64; 5] = match operator.kind {
        Kind::Organised => [55, 85, 93, 93, 100],
        Kind::Scam => [10, 30, 35, 35, 85],
        _ if operator.group > 0 => [40, 70, 85, 100, 100],
        Kind::Agency | Kind::Duo => [45, 70, 85, 100, 100],
        Kind::Single
        | Kind::Independent
        | Kind::Copied
        | Kind::Stolen
        | Kind::SpamKit
        | Kind::Labour => [35, 55, 67, 78, 92],
    };
    let order = [
        Category::Massage,
        Category::Company,
        Category::Beauty,
        Category::Cleaning,
        Category::Room,
    ];
    let at = limits.iter().position(|&limit| draw < limit);
    at.and_then(|at| order.get(at))
        .copied()
        .unwrap_or(Category::Job)
}
