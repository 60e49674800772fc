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
struct Desk<'a> {
    plan: &'a Plan,
    at: usize,
    operator: &'a Operator,
    habits: Habits,
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

    /// The operator's contact number `channel`: a phone where it has that many, else an address of its own.
    fn contact(&self, channel: u64, random: &mut Random) -> Contact {
        let from = self
            .operator
            .first_number
            .map(u64::from)
            .filter(|_| channel < u64::from(self.operator.channels));
        let phone = from.and_then(|from| {
            Phone::new(
                usize::from(self.operator.pool),
                from + channel,
                self.plan.key,
            )
        });
        let channel = if from.is_none() && self.operator.kind == Kind::Single {
            random.below(2)
        } else {
            channel
        };
        phone.map_or_else(|| self.address(channel), Contact::Phone)
    }

    fn address(&self, channel: u64) -> Contact {
        let draw = key(self.habits.key ^ 0x6D61_696C, channel);
        let stem = word(STEMS, draw);
        let tag = base36(self.at as u64 * 64 + channel.min(63));
        if draw.is_multiple_of(3) {
            Contact::Handle(format!("@{stem}_{tag}"))
        } else {
            Contact::Email(format!(
                "{stem}.{tag}@{}.example",
                word(MAIL_HOSTS, draw >> 8)
            ))
        }
    }

    fn second(&self, channel: u64, lane: u64, random: &mut Random) -> Option<Contact> {
        let operator = self.operator;
        let channels = u64::from(operator.channels);
        match operator.kind {
            Kind::Stolen => self.stranger(random).map(Contact::Phone),
            Kind::Organised if random.chance(40) => self.stranger(random).map(Contact::Phone),
            Kind::Organised | Kind::Labour if channels > 1 && random.chance(550) => {
                let step = self.habits.lanes.max(1);
                let next = if channel + step < channels {
                    channel + step
                } else {
                    lane
                };
                (next != channel).then(|| self.contact(next, random))
            }
            Kind::Agency if channels > 1 => Some(self.contact(1 - channel.min(1), random)),
            Kind::Organised
            | Kind::Labour
            | Kind::Agency
            | Kind::Duo
            | Kind::Independent
            | Kind::Copied
            | Kind::Scam
            | Kind::SpamKit
            | Kind::Single => Some(self.address(40 + random.below(2))),
        }
    }

    /// The number of some independent who has nothing to do with this operator.
    fn stranger(&self, random: &mut Random) -> Option<Phone> {
        let operators = &self.plan.operators;
        (0..40).find_map(|_| {
            let other = operators.get(random.index(operators.len()))?;
            let from = other
                .first_number
                .filter(|_| other.kind == Kind::Independent)?;
            Phone::new(usize::from(other.pool), u64::from(from), self.plan.key)
        })
    }

    fn page(&self) -> String {
        let draw = key(self.habits.key, 0x7061_6765);
        format!(
            "https://{}-{}.example",
            word(STEMS, draw),
            base36(self.at as u64)
        )
    }

    fn notice(&self, random: &mut Random) -> Option<Notice> {
        let pool = usize::from(self.operator.pool);
        let jobs = matches!(self.habits.category, Category::Job | Category::Room);
        match self.operator.kind {
            Kind::Independent | Kind::Agency if random.chance(30) => {
                Phone::new(pool, 0, self.plan.key).map(Notice::Hotline)
            }
            Kind::Organised | Kind::Agency | Kind::Duo | Kind::Independent | Kind::Single
                if !jobs && random.chance(30) =>
            {
                Phone::new(pool, 1, self.plan.key).map(Notice::BookingDesk)
            }
            Kind::Organised
            | Kind::Labour
            | Kind::Agency
            | Kind::Duo
            | Kind::Independent
            | Kind::Copied
            | Kind::Stolen
            | Kind::Scam
            | Kind::SpamKit
            | Kind::Single => None,
        }
    }

    fn template(&self, lane: u64, random: &mut Random) -> Option<Template> {
        let habits = &self.habits;
        let mut at = random.below(habits.templates);
        if habits.lanes_apart {
            at = (at - at % habits.lanes + lane).min(habits.templates - 1);
        }
        let shared = self.operator.group > 0 && at == 0;
        let (id, text) = if shared {
            let (family, seed) = if self.operator.kind == Kind::SpamKit {
                ("kit", 1)
            } else {
                ("copied", 2)
            };
            let group = u64::from(self.operator.group);
            (
                format!("t-{family}-{group}"),
                key(key(self.plan.key, seed), group),
            )
        } else {
            (
                format!("t-{}-{at}", self.at),
                key(habits.key ^ 0x7465_7874, at),
            )
        };
        let own = usize::from(self.operator.language);
        let language = habits
            .second_language
            .filter(|_| at % 2 == 1)
            .unwrap_or(own);
        Some(Template {
            id,
            key: text,
            language: languages().get(language)?,
            category: habits.category,
            flavour: self.flavour(at, shared),
        })
    }

    fn flavour(&self, at: u64, shared: bool) -> Flavour {
        let ours = Random::new(key(self.habits.key ^ 0x6F75_7273, at)).below(1000);
        match self.operator.kind {
            _ if shared => Flavour::Plain,
            Kind::Organised if self.habits.category != Category::Room && ours < 350 => {
                Flavour::Ours
            }
            Kind::Agency if self.operator.recruiter => Flavour::Fair,
            Kind::Agency if self.habits.category != Category::Cleaning && ours < 250 => {
                Flavour::Ours
            }
            Kind::Labour => Flavour::Tied,
            Kind::Duo => Flavour::Two,
            Kind::Scam => Flavour::Deposit,
            Kind::Organised
            | Kind::Agency
            | Kind::Independent
            | Kind::Copied
            | Kind::Stolen
            | Kind::SpamKit
            | Kind::Single => Flavour::Plain,
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

const STEMS: &[&str] = &[
    "calm", "lotus", "harbor", "amber", "willow", "studio", "evening", "garden", "river", "silk",
    "north", "velvet", "sunny", "moon", "linen", "cedar", "opal", "quiet", "lily", "star",
];
const MAIL_HOSTS: &[&str] = &["postbox", "mailnest", "letterly", "quickmail", "inboxly"];

fn word<T: AsRef<str>>(words: &[T], draw: u64) -> &str {
    let at = draw % (words.len() as u64).max(1);
    words
        .get(usize::try_from(at).unwrap_or(0))
        .map_or("", AsRef::as_ref)
}

fn base36(mut value: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(value % 36).unwrap_or(0);
        digits.push(char::from_digit(digit, 36).unwrap_or('0'));
        value /= 36;
        if value == 0 {
            return digits.iter().rev().collect();
        }
    }
}
