//! What one ad says, before it is put into words: its text, contacts, city and minute.

use crate::habits::Habits;
use crate::kind::Category;
use crate::kind::Kind;
use crate::language::Language;
use crate::language::languages;
use crate::phones::Phone;
use crate::places::City;
use crate::plan::Operator;
use crate::plan::Plan;
use crate::random::Random;
use crate::random::key;

/// A way to reach somebody.
#[derive(Clone, Debug)]
pub(crate) enum Contact {
    Phone(Phone),
    Email(String),
    Handle(String),
}

/// A text that ads are made from.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) id: String,
    pub(crate) key: u64,
    pub(crate) language: &'static Language,
    pub(crate) category: Category,
    pub(crate) flavour: Flavour,
}

/// What a kind of operator puts into its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    Plain,
    /// Somebody else speaks for several people.
    Ours,
    /// Two people speak.
    Two,
    /// A payment before anything is seen.
    Deposit,
    /// A job that ties the worker.
    Tied,
    /// A job under lawful terms.
    Fair,
}

/// Somebody else's contact that stands in an ad.
#[derive(Debug)]
pub(crate) enum Notice {
    Hotline(Phone),
    BookingDesk(Phone),
}

/// One ad before it is worded.
#[derive(Debug)]
pub(crate) struct Posting {
    pub(crate) operator: usize,
    pub(crate) kind: Kind,
    pub(crate) template: Template,
    pub(crate) first: Contact,
    pub(crate) second: Option<Contact>,
    pub(crate) page: Option<String>,
    pub(crate) notice: Option<Notice>,
    pub(crate) city: Option<&'static City>,
    pub(crate) country: &'static str,
    /// Minutes since the market opened.
    pub(crate) minute: u64,
    pub(crate) name: &'static str,
    pub(crate) other_name: &'static str,
    pub(crate) names_two: bool,
    pub(crate) business: u64,
    /// Hidden ads per thousand, relative to the difficulty's share.
    pub(crate) hides: u64,
    /// Picks the operator's habitual disguise.
    pub(crate) habit: u64,
    /// All later draws about this ad.
    pub(crate) random: Random,
}

/// The operator whose ad is being made.
pub(crate) struct Desk<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) at: usize,
    pub(crate) operator: &'a Operator,
    pub(crate) habits: Habits,
}

impl Posting {
    /// The ad in a slot of the plan; none past the end.
    pub(crate) fn new(plan: &Plan, slot: u64) -> Option<Self> {
        let (at, operator, ad) = plan.owner(slot)?;
        let habits = Habits::new(operator, at, plan.key);
        let desk = Desk {
            plan,
            at,
            operator,
            habits,
        };
        let mut random = Random::new(key(desk.habits.key ^ 0x6164, ad));
        desk.posting(ad, &mut random)
    }
}

impl Desk<'_> {
    fn posting(self, ad: u64, random: &mut Random) -> Option<Posting> {
        let habits = &self.habits;
        let minute = self.minute(ad, random);
        let elapsed = minute.saturating_sub(habits.start).min(habits.span);
        let lane = random.below(habits.lanes);
        let channel = self.channel(ad, lane, elapsed, random);
        let template = self.template(lane, random)?;
        let names = &languages().get(usize::from(self.operator.language))?.names;
        let (name, other_name) = self.names(names, elapsed, random);
        let stop = if habits.tours {
            elapsed * habits.cities / (habits.span + 1)
        } else {
            random.below(habits.cities)
        };
        let stop = if habits.broadcast { ad } else { stop };
        let city = habits.city(stop);
        Some(Posting {
            operator: self.at,
            kind: self.operator.kind,
            first: self.contact(channel, random),
            second: random
                .chance(habits.second)
                .then(|| self.second(channel, lane, random))
                .flatten(),
            page: random.chance(habits.page).then(|| self.page()),
            notice: self.notice(random),
            city,
            country: city.map_or(habits.country, |city| city.country),
            minute,
            name,
            other_name,
            names_two: random.chance(habits.pairs),
            business: key(habits.key ^ 0x626F_7373, random.below(habits.employers)),
            hides: habits.hides,
            habit: key(habits.key, 0x6869_6465),
            random: random.clone(),
            template,
        })
    }

    fn minute(&self, ad: u64, random: &mut Random) -> u64 {
        let habits = &self.habits;
        if habits.broadcast {
            return habits.start + random.below(60);
        }
        let even =
            habits.span * (ad * 100 + random.below(100)) / (u64::from(self.operator.ads) * 100);
        let day = (habits.start + even) / crate::habits::DAY;
        let hour = habits.first_hour + random.below(habits.hours);
        (day * crate::habits::DAY + hour * 60 + random.below(60)).min(crate::habits::MARKET_MINUTES)
    }

    fn channel(&self, ad: u64, lane: u64, elapsed: u64, random: &mut Random) -> u64 {
        let channels = u64::from(self.operator.channels);
        match self.operator.kind {
            // Two days of slack either way: old numbers linger and new ones show up early.
            Kind::Organised | Kind::Labour => {
                let slack = random.below(4 * crate::habits::DAY);
                let minutes = (elapsed + slack).saturating_sub(2 * crate::habits::DAY);
                self.habits.channel_in_turn(lane, channels, minutes)
            }
            Kind::Scam => ad,
            Kind::Independent => {
                let change = Random::new(key(self.habits.key, 2)).between(200, 800);
                u64::from(channels > 1 && elapsed * 1000 > change * self.habits.span)
            }
            Kind::Agency | Kind::Duo => u64::from(channels > 1 && random.chance(300)),
            Kind::Copied | Kind::Stolen | Kind::SpamKit | Kind::Single => 0,
        }
    }

    /// The working name of this ad and another of the operator's; long-lived operators change their names slowly.
    fn names(
        &self,
        names: &'static [String],
        elapsed: u64,
        random: &mut Random,
    ) -> (&'static str, &'static str) {
        let habits = &self.habits;
        let window = (habits.names / 2).max(2).min(habits.names.max(1));
        let drift = elapsed * habits.names / (habits.span + 1);
        let at = (drift + random.below(window)) % habits.names.max(1);
        let other = (at + 1) % habits.names.max(2);
        let name = |at: u64| {
            word(
                names,
                (habits.first_name + at * 7) % (names.len() as u64).max(1),
            )
        };
        (name(at), name(other))
    }
}

/// The word a draw picks; an empty string where there is none.
pub(crate) fn word<T: AsRef<str>>(words: &[T], draw: u64) -> &str {
    let at = draw % (words.len() as u64).max(1);
    words
        .get(usize::try_from(at).unwrap_or(0))
        .map_or("", AsRef::as_ref)
}
