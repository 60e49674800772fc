//! Which text an operator takes for an ad, and what such operators put into their texts.

use crate::kind::Category;
use crate::kind::Kind;
use crate::language::languages;
use crate::posting::Desk;
use crate::posting::Flavour;
use crate::posting::Template;
use crate::random::Random;
use crate::random::key;

impl Desk<'_> {
    /// The text of this ad, one of the operator's.
    pub(crate) fn template(&self, lane: u64, random: &mut Random) -> Option<Template> {
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
}
