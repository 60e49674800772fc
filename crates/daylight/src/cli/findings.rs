//! What a run found, read from the store once and indexed for showing. Nothing here is private.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_engine::score::Reference;
use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::ClusterId;
use daylight_model::FactKind;
use daylight_model::Link;
use daylight_model::LinkEvidence;
use daylight_model::Network;
use daylight_model::Suppression;
use daylight_model::Template;
use daylight_store::Run;
use daylight_store::RunAd;
use daylight_store::TokenFact;

use crate::report::DayCount;
use crate::report::LinkView;
use crate::report::NetworkView;
use crate::report::PlaceCount;
use crate::report::SetAside;
use crate::report::TimelineRow;

/// What stands in a timeline for ads in no cluster.
const ALONE: &str = "ads in no cluster";

/// A run, ready to be shown.
#[derive(Debug)]
pub(crate) struct Findings {
    /// Every network, ranked ones first.
    pub(crate) networks: Vec<Network>,
    /// Every ad.
    pub(crate) ads: BTreeMap<AdId, RunAd>,
    /// The cluster of each clustered ad.
    pub(crate) clusters: BTreeMap<AdId, ClusterId>,
    templates: Vec<Template>,
    links: Vec<Link>,
    tokens: Tokens,
    reference: Reference,
}

/// Where each token stands; tokens and fields are numbered, so that a market fits in memory.
#[derive(Debug, Default)]
struct Tokens {
    of: BTreeMap<AdId, Vec<TokenFact>>,
    /// Distinct ads that show each token, in any of its readings.
    ads: BTreeMap<String, u64>,
}

impl Tokens {
    fn read(run: &Run) -> anyhow::Result<Self> {
        let mut tokens = Self::default();
        run.for_each_token(|fact| {
            if fact.kind.is_identifier() {
                tokens.of.entry(fact.ad_id.clone()).or_default().push(fact);
            }
        })?;
        for facts in tokens.of.values() {
            let shown: BTreeSet<&String> = facts.iter().flat_map(all).collect();
            for token in shown {
                *tokens.ads.entry(token.clone()).or_default() += 1;
            }
        }
        Ok(tokens)
    }

    /// The tokens of what a citation points at.
    fn at(&self, kind: FactKind, cited: &Citation) -> BTreeSet<&str> {
        let facts = self.of.get(&cited.ad_id).map_or(&[][..], Vec::as_slice);
        facts
            .iter()
            .filter(|fact| fact.kind == kind)
            .filter(|fact| {
                cited
                    .field
                    .as_ref()
                    .is_none_or(|field| *field == fact.field)
            })
            .filter(|fact| cited.span.is_none() || fact.span == cited.span)
            .flat_map(all)
            .map(String::as_str)
            .collect()
    }

    /// The token that most citations share; of several the smallest.
    fn shared(&self, kind: FactKind, citations: &[Citation]) -> Option<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for cited in citations {
            for token in self.at(kind, cited) {
                *counts.entry(token).or_default() += 1;
            }
        }
        let most = counts.values().max().copied()?;
        let (token, _) = counts.into_iter().find(|(_, count)| *count == most)?;
        Some(token.to_owned())
    }
}

/// A fact's token and those of its other readings.
fn all(fact: &TokenFact) -> impl Iterator<Item = &String> {
    std::iter::once(&fact.token).chain(&fact.readings)
}

impl Findings {
    /// Reads a run.
    pub(crate) fn read(run: &Run, reference: Reference) -> anyhow::Result<Self> {
        Ok(Self {
            reference,
            networks: run.networks()?,
            ads: run
                .ads()?
                .into_iter()
                .map(|ad| (ad.ad_id.clone(), ad))
                .collect(),
            clusters: run.clusters()?.into_iter().collect(),
            templates: run.templates()?,
            links: run.links()?,
            tokens: Tokens::read(run)?,
        })
    }

    /// The ranked networks, best rank first.
    pub(crate) fn ranked(&self) -> impl Iterator<Item = &Network> {
        self.networks
            .iter()
            .filter(|network| network.rank.is_some())
    }

    /// The networks that are not ranked.
    pub(crate) fn unranked(&self) -> impl Iterator<Item = &Network> {
        self.networks
            .iter()
            .filter(|network| network.rank.is_none())
    }

    /// How many networks are not ranked, by why; the most frequent first.
    pub(crate) fn unranked_by_why(&self) -> Vec<(String, u64)> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for network in self.unranked() {
            let why = network.abstained.as_deref().unwrap_or("unknown");
            let why = why.strip_prefix("unranked: ").unwrap_or(why);
            *counts.entry(why).or_default() += 1;
        }
        most_first(
            counts
                .into_iter()
                .map(|(why, count)| (why.to_owned(), count)),
        )
    }

    /// How many links are not used, by why; the most frequent first.
    pub(crate) fn unused_by_why(&self) -> Vec<(Suppression, u64)> {
        let mut counts: BTreeMap<Suppression, u64> = BTreeMap::new();
        for why in self.links.iter().filter_map(|link| link.suppressed) {
            *counts.entry(why).or_default() += 1;
        }
        most_first(counts)
    }

    /// Distinct clusters.
    pub(crate) fn clusters_found(&self) -> u64 {
        self.clusters.values().collect::<BTreeSet<_>>().len() as u64
    }

    /// Identifiers and templates that ties were refused for, those in most ads first. Ties that
    /// are merely light are not among them.
    pub(crate) fn set_aside(&self) -> Vec<SetAside> {
        let mut found: BTreeMap<(String, Suppression), SetAside> = BTreeMap::new();
        for link in &self.links {
            let Some(why) = link.suppressed.filter(|why| *why != Suppression::Weak) else {
                continue;
            };
            let (kind, token) = match &link.evidence {
                LinkEvidence::Identifier { kind, citations } => {
                    (kind.as_str(), self.tokens.shared(*kind, citations))
                }
                LinkEvidence::Template { template_id, .. } => {
                    ("template", Some(template_id.to_string()))
                }
            };
            let Some(token) = token else { continue };
            let entry = found
                .entry((token.clone(), why))
                .or_insert_with(|| SetAside {
                    kind: kind.to_owned(),
                    ads: self.ads_with(&token),
                    token,
                    links: 0,
                    why: why.as_str().to_owned(),
                });
            entry.links += 1;
        }
        let mut rows: Vec<SetAside> = found.into_values().collect();
        rows.sort_by(|a, b| b.ads.cmp(&a.ads).then_with(|| a.token.cmp(&b.token)));
        rows
    }

    /// Ads that show a token or fill a template.
    fn ads_with(&self, token: &str) -> u64 {
        let of_template = || {
            let mut templates = self.templates.iter();
            let found = templates.find(|template| template.template_id.as_str() == token);
            found.map_or(0, |template| template.members.len() as u64)
        };
        self.tokens
            .ads
            .get(token)
            .copied()
            .unwrap_or_else(of_template)
    }

    /// Everything about some networks, in their order.
    pub(crate) fn views<'a>(
        &self,
        networks: impl IntoIterator<Item = &'a Network>,
    ) -> Vec<NetworkView> {
        let networks: Vec<&Network> = networks.into_iter().collect();
        let mut home: BTreeMap<&AdId, usize> = BTreeMap::new();
        for (at, network) in networks.iter().enumerate() {
            home.extend(network.members.iter().map(|ad| (ad, at)));
        }
        let mut links: Vec<Vec<&Link>> = vec![Vec::new(); networks.len()];
        for link in &self.links {
            let sides: BTreeSet<usize> = [&link.from_ad, &link.to_ad]
                .into_iter()
                .filter_map(|ad| home.get(ad).copied())
                .collect();
            for at in sides {
                links.get_mut(at).into_iter().for_each(|own| own.push(link));
            }
        }
        let generic = self.generic_tokens();
        networks
            .iter()
            .zip(links)
            .map(|(network, links)| self.view(network, &links, &generic))
            .collect()
    }

    fn view(&self, network: &Network, links: &[&Link], generic: &BTreeSet<String>) -> NetworkView {
        let members: BTreeSet<&AdId> = network.members.iter().collect();
        let ads: Vec<&RunAd> = network
            .members
            .iter()
            .filter_map(|ad| self.ads.get(ad))
            .collect();
        let mut templates: Vec<Template> = self
            .templates
            .iter()
            .filter(|template| template.members.iter().any(|ad| members.contains(ad)))
            .cloned()
            .collect();
        templates.sort_by(|a, b| {
            let saved = b.bits_saved.total_cmp(&a.bits_saved);
            saved.then_with(|| a.template_id.cmp(&b.template_id))
        });
        let without = |is_missing: fn(&RunAd) -> bool| {
            u32::try_from(ads.iter().filter(|ad| is_missing(ad)).count()).unwrap_or(u32::MAX)
        };
        NetworkView {
            contacts: self.contacts(network, generic),
            agencies_as_high: self.reference.agencies_as_high(network.score),
            templates,
            links: links.iter().map(|link| self.link_view(link)).collect(),
            timeline: self.timeline(&ads),
            places: places(&ads),
            ads_without_place: without(|ad| ad.place.is_none()),
            ads_without_date: without(|ad| ad.posted_at.is_none()),
            network: network.clone(),
        }
    }

    /// Tokens that tie nobody in the whole run.
    fn generic_tokens(&self) -> BTreeSet<String> {
        let is_generic = |link: &&Link| {
            matches!(
                link.suppressed,
                Some(Suppression::Listed | Suppression::Generic)
            )
        };
        self.links
            .iter()
            .filter(is_generic)
            .filter_map(|link| self.token_of(link))
            .collect()
    }

    /// Distinct phones, e-mails and handles of a network, generic ones left out.
    fn contacts(&self, network: &Network, generic: &BTreeSet<String>) -> u32 {
        let contacts: BTreeSet<&String> = network
            .members
            .iter()
            .filter_map(|ad| self.tokens.of.get(ad))
            .flatten()
            .filter(|fact| fact.kind.is_contact())
            .map(|fact| &fact.token)
            .filter(|token| !generic.contains(*token))
            .collect();
        u32::try_from(contacts.len()).unwrap_or(u32::MAX)
    }

    fn link_view(&self, link: &Link) -> LinkView {
        LinkView {
            token: self.token_of(link),
            link: link.clone(),
        }
    }

    fn token_of(&self, link: &Link) -> Option<String> {
        match &link.evidence {
            LinkEvidence::Identifier { kind, citations } => self.tokens.shared(*kind, citations),
            LinkEvidence::Template { .. } => None,
        }
    }

    fn timeline(&self, ads: &[&RunAd]) -> Vec<TimelineRow> {
        let mut rows: BTreeMap<&str, BTreeMap<i64, u32>> = BTreeMap::new();
        for ad in ads {
            let Some(posted) = ad.posted_at else { continue };
            let label = self
                .clusters
                .get(&ad.ad_id)
                .map_or(ALONE, ClusterId::as_str);
            *rows
                .entry(label)
                .or_default()
                .entry(posted.day())
                .or_default() += 1;
        }
        let row = |(label, days): (&str, BTreeMap<i64, u32>)| TimelineRow {
            label: label.to_owned(),
            days: days
                .into_iter()
                .map(|(day, ads)| DayCount { day, ads })
                .collect(),
        };
        rows.into_iter().map(row).collect()
    }
}

fn places(ads: &[&RunAd]) -> Vec<PlaceCount> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for place in ads.iter().filter_map(|ad| ad.place.as_deref()) {
        *counts.entry(place).or_default() += 1;
    }
    most_first(counts)
        .into_iter()
        .map(|(place, ads)| PlaceCount {
            place: place.to_owned(),
            ads,
        })
        .collect()
}

/// The largest count first; equal ones in their own order.
fn most_first<T: Ord, N: Ord + Copy>(counts: impl IntoIterator<Item = (T, N)>) -> Vec<(T, N)> {
    let mut rows: Vec<(T, N)> = counts.into_iter().collect();
    rows.sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    rows
}
