//! Ties through identifiers, with the generic and the stolen set aside.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::Suppression;

use crate::cluster::UnionFind;
use crate::link::Basis;
use crate::link::Input;
use crate::link::Settings;
use crate::link::Tie;
use crate::link::judged::Joined;

/// A use of an identifier: its number and the ad.
pub(super) type Use = (u32, u32);

/// Clusters an identifier may touch and still join at once: one operator's own few texts.
const CLUSTERS_UNQUESTIONED_MAX: usize = 2;

/// Ads of a text from which the share of an identifier in it means something.
const VISITED_ADS_MIN: usize = 5;

/// Share of a text's ads below which an identifier is a visitor there.
const VISITOR_SHARE_MAX: f64 = 0.34;

/// Share of a text's ads from which an identifier is at home there.
const HOME_SHARE_MIN: f64 = 0.5;

/// Names that one person, or two who share a number, go by at home.
const HOME_NAMES_MAX: usize = 2;

/// Bits taken off where an identifier is only one of several readings of a number.
const READING_BITS: f64 = 3.0;

/// What was decided about every identifier.
#[derive(Debug)]
pub(super) struct Contacts {
    /// The ads joined by the identifiers in use.
    pub(super) joined: Joined,
    /// Every use, by identifier, then ad.
    uses: Vec<Use>,
    /// Identifiers set aside altogether.
    aside: BTreeMap<u32, Suppression>,
    /// Single uses set aside.
    uses_aside: BTreeMap<Use, Suppression>,
    /// Otherwise separate operators that each identifier touches.
    operators: BTreeMap<u32, usize>,
    /// Groups of ads that show an identifier.
    groups: usize,
}

impl Contacts {
    /// Decides which identifiers join ads; `cuts` are uses cut as bridges.
    pub(super) fn settle(input: Input<'_>, settings: Settings, cuts: &BTreeSet<Use>) -> Self {
        let mut contacts = Self {
            joined: Joined::new(input.ads.len(), input.judged),
            uses: all_uses(input),
            aside: BTreeMap::new(),
            uses_aside: cuts.iter().map(|cut| (*cut, Suppression::Bridge)).collect(),
            operators: BTreeMap::new(),
            groups: 0,
        };
        for (number, identifier) in (0_u32..).zip(input.identifiers) {
            if identifier.listed {
                contacts.aside.insert(number, Suppression::Listed);
            }
        }
        contacts.set_readings_aside(input);
        contacts.set_stolen_aside(input);
        while contacts.join(input, settings) {
            contacts.set_readings_aside(input);
        }
        contacts.groups = contacts.count_groups(input);
        contacts
    }

    /// Sets aside the other readings of a number that is set aside: a hotline written in national
    /// form is a hotline in whichever country it is read.
    fn set_readings_aside(&mut self, input: Input<'_>) {
        for (ad, evidence) in (0_u32..).zip(input.ads.iter()) {
            let likeliest = evidence.identifiers.iter().filter(|shown| shown.likeliest);
            let set_aside: Vec<(u32, Suppression)> = likeliest
                .filter_map(|shown| Some((shown.fact, *self.aside.get(&shown.identifier)?)))
                .collect();
            let uses = evidence.identifiers.iter().filter_map(|shown| {
                let (_, why) = set_aside.iter().find(|(fact, _)| *fact == shown.fact)?;
                Some(((shown.identifier, ad), *why))
            });
            self.uses_aside.extend(uses);
        }
    }

    /// The uses of each identifier that is not set aside, without single uses set aside.
    fn live(&self) -> Vec<(u32, Vec<u32>)> {
        self.uses
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|run| {
                let identifier = run.first()?.0;
                let ads: Vec<u32> = run
                    .iter()
                    .filter(|used| !self.uses_aside.contains_key(used))
                    .map(|used| used.1)
                    .collect();
                (!self.aside.contains_key(&identifier)).then_some((identifier, ads))
            })
            .collect()
    }

    /// Joins ads by identifier, those of few texts first; what would join many otherwise separate
    /// operators is generic. True where it found such a one, and must be done again without it.
    fn join(&mut self, input: Input<'_>, settings: Settings) -> bool {
        self.joined = Joined::new(input.ads.len(), input.judged);
        self.operators.clear();
        let before = self.aside.len();
        let mut live: Vec<(usize, u32, Vec<u32>)> = self
            .live()
            .into_iter()
            .map(|(identifier, ads)| (clusters(input, &ads).len(), identifier, ads))
            .collect();
        live.sort_by_key(|(clusters, identifier, _)| (*clusters, *identifier));
        for (clusters, identifier, ads) in live {
            let operators = if clusters <= CLUSTERS_UNQUESTIONED_MAX {
                1
            } else {
                self.separate_operators(input, identifier, &ads)
            };
            self.operators.insert(identifier, operators.max(1));
            if operators >= settings.generic_operators_min {
                self.aside.insert(identifier, Suppression::Generic);
                continue;
            }
            for (one, other) in ads.iter().zip(ads.iter().skip(1)) {
                self.joined.join(*one, *other);
            }
        }
        self.aside.len() > before
    }

    /// Operators among `ads` that other evidence tells apart: the parts into which the ads fall
    /// when `identifier` ties nothing, counting only parts that show a contact of their own. That
    /// an identifier is frequent inside one operator leaves this at one.
    fn separate_operators(&mut self, input: Input<'_>, identifier: u32, ads: &[u32]) -> usize {
        let mut parts = UnionFind::new(ads.len());
        let mut first_with: BTreeMap<(u8, u32), u32> = BTreeMap::new();
        let mut own_contact = vec![false; ads.len()];
        for ((at, ad), own) in (0_u32..).zip(ads).zip(&mut own_contact) {
            let Some(evidence) = input.ads.get(*ad) else {
                continue;
            };
            let own_fact = evidence
                .identifiers
                .iter()
                .find(|shown| shown.identifier == identifier)
                .map(|shown| shown.fact);
            // Only contacts that were accepted before, and so touch fewer texts, can say whose ad
            // this is: a booking site's number and its page stand together in strangers' ads.
            *own = evidence.identifiers.iter().any(|shown| {
                Some(shown.fact) != own_fact
                    && self.operators.contains_key(&shown.identifier)
                    && !self.aside.contains_key(&shown.identifier)
            });
            for key in [(0, self.joined.first(*ad)), (1, evidence.cluster)] {
                parts.join(at, *first_with.entry(key).or_insert(at));
            }
        }
        let with_contact: BTreeSet<u32> = (0_u32..)
            .zip(own_contact)
            .filter(|(_, own)| *own)
            .map(|(at, _)| parts.first(at))
            .collect();
        with_contact.len()
    }

    /// Sets aside uses of a number by somebody it does not belong to. The number is at home in
    /// texts where most ads show it under a name or two; elsewhere it stands in few ads of a text whose
    /// others show different contacts, under different names. Then it ties nothing there. One ad is
    /// home enough where the text that prints the number answers to a contact of its own.
    fn set_stolen_aside(&mut self, input: Input<'_>) {
        let shows = ads_with_contact(input);
        let answered = self.texts_with_own_contact(input, &shows);
        let names_of = |ads: &[u32]| -> BTreeSet<u32> {
            ads.iter()
                .filter_map(|ad| input.ads.get(*ad))
                .flat_map(|evidence| evidence.names.iter().copied())
                .collect()
        };
        for (identifier, ads) in self.live() {
            let (homes, visits) = homes_and_visits(input, &shows, &ads);
            let names = names_of(&homes);
            let answered_elsewhere = |ad: &u32| {
                let cluster = input.ads.get(*ad).map(|evidence| evidence.cluster);
                cluster.is_some_and(|cluster| answered.contains(&cluster))
            };
            let at_home = (homes.len() >= 2 || visits.iter().all(answered_elsewhere))
                && (1..=HOME_NAMES_MAX).contains(&names.len())
                && visits.len() <= homes.len();
            if at_home && names.is_disjoint(&names_of(&visits)) {
                let stolen = visits
                    .into_iter()
                    .map(|ad| ((identifier, ad), Suppression::Stolen));
                self.uses_aside.extend(stolen);
            }
        }
    }

    /// The texts most of whose ads show one and the same contact; `shows` is how many show any.
    fn texts_with_own_contact(
        &self,
        input: Input<'_>,
        shows: &BTreeMap<u32, usize>,
    ) -> BTreeSet<u32> {
        let is_own = |(cluster, here): &(u32, Vec<u32>)| {
            let all = shows.get(cluster).copied().unwrap_or(0);
            all >= VISITED_ADS_MIN && ratio(here.len(), all) >= HOME_SHARE_MIN
        };
        let uses = self.live().into_iter();
        let in_texts = uses.flat_map(|(_, ads)| clusters(input, &ads));
        in_texts
            .filter(is_own)
            .map(|(cluster, _)| cluster)
            .collect()
    }

    fn count_groups(&mut self, input: Input<'_>) -> usize {
        let firsts: BTreeSet<u32> = (0_u32..)
            .zip(input.ads.iter())
            .filter(|(_, evidence)| !evidence.identifiers.is_empty())
            .map(|(ad, _)| self.joined.first(ad))
            .collect();
        firsts.len()
    }

    /// How many groups of contacts the market holds.
    pub(super) fn groups(&self) -> usize {
        self.groups
    }

    /// Every tie by identifier: from the first ad that shows it to one ad of every other cluster,
    /// and inside a cluster where it stands in that one alone.
    pub(super) fn ties(&self, input: Input<'_>) -> Vec<Tie> {
        let mut ties = Vec::new();
        for run in self.uses.chunk_by(|a, b| a.0 == b.0) {
            let ads: Vec<u32> = run.iter().map(|used| used.1).collect();
            let (Some((identifier, _)), Some(from)) = (run.first(), ads.first()) else {
                continue;
            };
            let mut ends: Vec<u32> = clusters(input, &ads)
                .values()
                .filter_map(|here| here.first().copied())
                .filter(|ad| ad != from)
                .collect();
            if ends.is_empty() {
                ends.extend(ads.get(1));
            }
            ends.sort_unstable();
            for to in ends {
                ties.push(Tie {
                    basis: Basis::Identifier(*identifier),
                    from: *from,
                    to,
                    weight_bits: self.weight(input, *identifier, *from, to),
                    suppressed: self.suppressed(*identifier, *from, to),
                });
            }
        }
        ties
    }

    /// log2 of how much likelier two ads of one operator share the identifier than two ads of
    /// different ones, who share it only if both are among the operators it touches.
    fn weight(&self, input: Input<'_>, identifier: u32, from: u32, to: u32) -> f64 {
        let operators = self.operators.get(&identifier).copied().unwrap_or(1);
        let bits = ratio(self.groups.max(2), operators).log2().max(0.0);
        let sure = [from, to].iter().all(|ad| {
            input.ads.get(*ad).is_some_and(|evidence| {
                evidence
                    .identifiers
                    .iter()
                    .any(|shown| shown.identifier == identifier && shown.likeliest)
            })
        });
        if sure {
            bits
        } else {
            (bits - READING_BITS).max(0.0)
        }
    }

    fn suppressed(&self, identifier: u32, from: u32, to: u32) -> Option<Suppression> {
        self.aside
            .get(&identifier)
            .or_else(|| self.uses_aside.get(&(identifier, from)))
            .or_else(|| self.uses_aside.get(&(identifier, to)))
            .copied()
    }

    /// The uses that join ads now, by identifier, then ad.
    pub(super) fn uses_in_force(&self) -> impl Iterator<Item = Use> + '_ {
        self.uses
            .iter()
            .copied()
            .filter(|used| !self.aside.contains_key(&used.0) && !self.uses_aside.contains_key(used))
    }
}

/// The ads of an identifier in the texts it is at home in, and in those it only visits; `shows` is
/// how many ads of each text show a contact.
fn homes_and_visits(
    input: Input<'_>,
    shows: &BTreeMap<u32, usize>,
    ads: &[u32],
) -> (Vec<u32>, Vec<u32>) {
    let mut homes = Vec::new();
    let mut visits = Vec::new();
    for (cluster, here) in clusters(input, ads) {
        let all = shows.get(&cluster).copied().unwrap_or(0);
        let share = ratio(here.len(), all);
        if share >= HOME_SHARE_MIN {
            homes.extend(here);
        } else if all >= VISITED_ADS_MIN && share <= VISITOR_SHARE_MAX {
            visits.extend(here);
        }
    }
    (homes, visits)
}

fn all_uses(input: Input<'_>) -> Vec<Use> {
    let mut uses: Vec<Use> = (0_u32..)
        .zip(input.ads.iter())
        .flat_map(|(ad, evidence)| {
            evidence
                .identifiers
                .iter()
                .map(move |shown| (shown.identifier, ad))
        })
        .collect();
    uses.sort_unstable();
    uses.dedup();
    uses
}

/// The ads by cluster, both ascending.
fn clusters(input: Input<'_>, ads: &[u32]) -> BTreeMap<u32, Vec<u32>> {
    let mut clusters: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for ad in ads {
        if let Some(evidence) = input.ads.get(*ad) {
            clusters.entry(evidence.cluster).or_default().push(*ad);
        }
    }
    clusters
}

/// How many ads of each cluster show an identifier.
fn ads_with_contact(input: Input<'_>) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    for evidence in input.ads.iter() {
        if !evidence.identifiers.is_empty() {
            *counts.entry(evidence.cluster).or_default() += 1;
        }
    }
    counts
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
