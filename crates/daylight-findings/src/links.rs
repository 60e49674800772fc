//! The links of a run: those of the networks shown, those not used by why, and those whose token
//! must be known because it was set aside.

use std::collections::BTreeMap;

use daylight_model::Link;
use daylight_model::LinkEvidence;
use daylight_model::Suppression;
use daylight_store::LinkLine;
use daylight_store::Result;
use daylight_store::Run;

use crate::members::Members;
use crate::tokens::Asked;

/// What is kept of the links.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// How many links are not used, by why.
    pub(crate) unused: BTreeMap<Suppression, u64>,
    /// For each network shown its links; of one through an identifier, its number among those
    /// asked for.
    pub(crate) of_network: Vec<Vec<(Link, Option<usize>)>>,
    /// Templates that links were refused for, and how many.
    pub(crate) copied: BTreeMap<(String, Suppression), u64>,
    /// The numbers of the links that an identifier was set aside for, in the order of the table.
    pub(crate) aside: Vec<(usize, Suppression)>,
    /// The identifiers whose tokens are wanted.
    pub(crate) asked: Asked,
}

impl Links {
    /// Reads the links of some networks and of what was set aside.
    pub(crate) fn read(run: &Run, members: &Members, networks: usize) -> Result<Self> {
        let mut links = Self {
            of_network: vec![Vec::new(); networks],
            ..Self::default()
        };
        let (mut unused, mut copied) = (BTreeMap::new(), BTreeMap::new());
        let wanted = |line: &LinkLine<'_>| {
            if let Some(why) = line.suppressed {
                *unused.entry(why).or_default() += 1;
            }
            let refused = line.suppressed.and_then(aside);
            if let Some((why, template)) = refused.zip(line.template_id) {
                *copied.entry((template.to_owned(), why)).or_default() += 1;
            }
            refused.is_some() && line.template_id.is_none()
                || members.home(line.from_ad).is_some()
                || members.home(line.to_ad).is_some()
        };
        run.links_where(wanted, |link| links.add(link, members))?;
        links.unused = unused;
        links.copied = copied;
        Ok(links)
    }

    fn add(&mut self, link: Link, members: &Members) {
        let number = match &link.evidence {
            LinkEvidence::Identifier { kind, citations } => Some(self.asked.add(*kind, citations)),
            LinkEvidence::Template { .. } | LinkEvidence::Judgement { .. } => None,
        };
        let refused = link.suppressed.and_then(aside);
        self.aside.extend(number.zip(refused));
        let from = members.home(link.from_ad.as_str());
        let to = members.home(link.to_ad.as_str());
        let mut keep = |home: usize, link: Link| {
            if let Some(own) = self.of_network.get_mut(home) {
                own.push((link, number));
            }
        };
        match (from, to) {
            (Some(from), Some(to)) if from != to => {
                keep(from, link.clone());
                keep(to, link);
            }
            (Some(home), _) | (None, Some(home)) => keep(home, link),
            (None, None) => {}
        }
    }
}

/// Why something was set aside; `None` for ties that are merely light.
fn aside(why: Suppression) -> Option<Suppression> {
    (why != Suppression::Weak).then_some(why)
}
