//! Which contacts an operator puts into an ad: its own, a second one, a stranger's, or nobody's.

use crate::kind::Category;
use crate::kind::Kind;
use crate::phones::Phone;
use crate::posting::Contact;
use crate::posting::Desk;
use crate::posting::Notice;
use crate::posting::word;
use crate::random::Random;
use crate::random::key;

impl Desk<'_> {
    /// The operator's contact number `channel`: a phone where it has that many, else an address of its own.
    pub(crate) fn contact(&self, channel: u64, random: &mut Random) -> Contact {
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

    /// An e-mail or a handle that no other operator has.
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

    /// A second contact: the next in turn, an address, or somebody else's number.
    pub(crate) fn second(&self, channel: u64, lane: u64, random: &mut Random) -> Option<Contact> {
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

    /// The page all of the operator's ads share.
    pub(crate) fn page(&self) -> String {
        let draw = key(self.habits.key, 0x7061_6765);
        format!(
            "https://{}-{}.example",
            word(STEMS, draw),
            base36(self.at as u64)
        )
    }

    /// The hotline or the booking desk, in some ads of some kinds.
    pub(crate) fn notice(&self, random: &mut Random) -> Option<Notice> {
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
}

const STEMS: &[&str] = &[
    "calm", "lotus", "harbor", "amber", "willow", "studio", "evening", "garden", "river", "silk",
    "north", "velvet", "sunny", "moon", "linen", "cedar", "opal", "quiet", "lily", "star",
];
const MAIL_HOSTS: &[&str] = &["postbox", "mailnest", "letterly", "quickmail", "inboxly"];

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
