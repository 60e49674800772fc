//! Everything about the networks shown, gathered from the tables of a run.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::ClusterId;
use daylight_model::Indicator;
use daylight_model::Link;
use daylight_model::Network;
use daylight_model::NetworkId;
use daylight_model::Suppression;
use daylight_model::TemplateId;
use daylight_store::AdCounts;
use daylight_store::Clustered;
use daylight_store::Posted;
use daylight_store::Result;
use daylight_store::Run;
use daylight_store::RunManifest;
use daylight_store::TokenCounts;
use xxhash_rust::xxh3::xxh3_128;

use crate::links::Links;
use crate::members::Members;
use crate::posts::Posts;
use crate::tokens::Tokens;
use crate::view::LinkView;
use crate::view::NetworkView;
use crate::view::SetAside;
use crate::view::TemplateView;

/// How much is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The networks shown, and what is counted over the whole run.
    Run,
    /// The networks shown alone, with every ad that fits their templates.
    Networks,
}

/// What was read of a run for the networks shown.
#[derive(Debug)]
pub(crate) struct Parts {
    extent: Extent,
    networks: Vec<Network>,
    grouped: Grouped,
    posts: Vec<Posts>,
    /// What all ads say together; nothing where only the networks are wanted.
    pub(crate) ads: AdCounts,
    counts: TokenCounts,
    /// Distinct clusters of the whole run.
    pub(crate) clusters: u64,
    pub(crate) links: Links,
    tokens: Tokens,
}

impl Parts {
    /// Reads what the networks shown need; their members and reasons are filled in.
    pub(crate) fn read(run: &Run, mut networks: Vec<Network>, extent: Extent) -> Result<Self> {
        let ids: Vec<NetworkId> = networks.iter().map(|it| it.network_id.clone()).collect();
        let members = run.members_of(&ids)?;
        for (ad, home) in &members {
            let network = networks.get_mut(*home).into_iter();
            network.for_each(|network| network.members.push(ad.clone()));
        }
        for (home, reason) in run.reasons_of(&ids)? {
            if let Some(network) = networks.get_mut(home) {
                network.reasons.push(reason);
            }
        }
        let members = Members::new(members);
        let (grouped, clusters) = Grouped::read(run, &members, networks.len())?;
        let mut links = Links::read(run, &members, networks.len())?;
        let mut counts = TokenCounts::default();
        let counted = (extent == Extent::Run).then_some(&mut counts);
        let tokens = Tokens::read(run, &mut links.asked, &members, counted)?;
        let mut posts = vec![Posts::default(); networks.len()];
        let ads = read_posts(run, &members, &grouped, extent, &mut posts)?;
        Ok(Self {
            extent,
            networks,
            grouped,
            posts,
            ads,
            counts,
            clusters,
            links,
            tokens,
        })
    }

    /// Identifiers and templates that ties were refused for, those in most ads first.
    pub(crate) fn set_aside(&self, run: &Run) -> Result<Vec<SetAside>> {
        let mut found: BTreeMap<(usize, Suppression), SetAside> = BTreeMap::new();
        for (link, why) in &self.links.aside {
            let Some(token) = self.tokens.of_link(*link) else {
                continue;
            };
            let kind = self.links.asked.kind(*link);
            let entry = found.entry((token, *why)).or_insert_with(|| SetAside {
                kind: kind.map_or("", |kind| kind.as_str()).to_owned(),
                token: self.tokens.text(token).unwrap_or_default().to_owned(),
                ads: self
                    .tokens
                    .text(token)
                    .map_or(0, |token| self.counts.ads_with(token)),
                links: 0,
                why: why.as_str().to_owned(),
            });
            entry.links += 1;
        }
        let mut rows: Vec<SetAside> = found.into_values().collect();
        rows.extend(self.copied(run)?);
        rows.sort_by(|a, b| b.ads.cmp(&a.ads).then_with(|| a.token.cmp(&b.token)));
        Ok(rows)
    }

    /// Templates that ties were refused for.
    fn copied(&self, run: &Run) -> Result<Vec<SetAside>> {
        let copied = &self.links.copied;
        let ids: BTreeSet<String> = copied.keys().map(|(id, _)| id.clone()).collect();
        let ads = run.ads_of_templates(&ids)?;
        let rows = copied.iter().map(|((id, why), links)| SetAside {
            kind: "template".to_owned(),
            token: id.clone(),
            ads: ads.get(id).copied().unwrap_or_default(),
            links: *links,
            why: why.as_str().to_owned(),
        });
        Ok(rows.collect())
    }

    /// Tokens that tie nobody in the whole run.
    fn generic(&self) -> BTreeSet<usize> {
        let aside = self.links.aside.iter();
        aside
            .filter(|(_, why)| matches!(why, Suppression::Listed | Suppression::Generic))
            .filter_map(|(link, _)| self.tokens.of_link(*link))
            .collect()
    }

    /// The networks with everything about them; what was read of them is used up.
    ///
    /// What depends on the reference corpus is left empty.
    pub(crate) fn views(&mut self, run: &Run) -> Result<Vec<NetworkView>> {
        let networks = std::mem::take(&mut self.networks);
        let templates = self.grouped.templates(run, self.extent)?;
        let posts = std::mem::take(&mut self.posts);
        let contacts = self.tokens.contacts(networks.len(), &self.generic());
        let links = std::mem::take(&mut self.links.of_network);
        let weights = weights_of(run.manifest());
        let parts = networks.into_iter().zip(templates);
        let parts = parts.zip(posts).zip(contacts).zip(links);
        let view = |((((network, templates), posts), contacts), links)| {
            let links: Vec<(Link, Option<usize>)> = links;
            let network: Network = network;
            let posts: Posts = posts;
            let mut view = NetworkView {
                contacts,
                agencies_as_high: None,
                weights: weights.clone(),
                templates,
                links: links
                    .into_iter()
                    .map(|(link, asked)| self.link_view(link, asked))
                    .collect(),
                network,
                timeline: Vec::new(),
                places: Vec::new(),
                ads_without_place: 0,
                ads_without_date: 0,
            };
            posts.fill(&mut view);
            view
        };
        Ok(parts.map(view).collect())
    }

    fn link_view(&self, link: Link, asked: Option<usize>) -> LinkView {
        let token = asked.and_then(|asked| self.tokens.of_link(asked));
        LinkView {
            token: token
                .and_then(|token| self.tokens.text(token))
                .map(str::to_owned),
            link,
        }
    }
}

/// The clusters and templates of the members.
#[derive(Debug)]
struct Grouped {
    /// For each member its cluster.
    clusters: Vec<Option<ClusterId>>,
    /// For each network the templates that a member fits.
    templates: Vec<BTreeSet<TemplateId>>,
}

impl Grouped {
    /// Reads the clusters; also says how many distinct ones the whole run has.
    fn read(run: &Run, members: &Members, networks: usize) -> Result<(Self, u64)> {
        let mut grouped = Self {
            clusters: vec![None; members.ads.len()],
            templates: vec![BTreeSet::new(); networks],
        };
        let mut distinct = Distinct::default();
        let member = |row: &Clustered<'_>| {
            if let Some(cluster) = grouped.clusters.get_mut(row.ad) {
                *cluster = Some(ClusterId::new(row.cluster_id));
            }
            let home = members.home_at(row.ad);
            let own = home.and_then(|home| grouped.templates.get_mut(home));
            if let Some((own, id)) = own.zip(row.template_id) {
                own.insert(TemplateId::new(id));
            }
        };
        run.clusters_of(&members.ads, |cluster| distinct.add(cluster), member)?;
        Ok((grouped, distinct.count()))
    }

    /// For each network its templates, those that save most first.
    fn templates(&self, run: &Run, extent: Extent) -> Result<Vec<Vec<TemplateView>>> {
        let ids: BTreeSet<TemplateId> = self.templates.iter().flatten().cloned().collect();
        let mut members = match extent {
            Extent::Run => BTreeMap::new(),
            Extent::Networks => run.ads_that_fit(&ids)?,
        };
        let mut found = BTreeMap::new();
        for (mut template, ads) in run.templates_of(&ids)? {
            let id = template.template_id.clone();
            template.members = members.remove(&id).unwrap_or_default();
            found.insert(id, TemplateView { template, ads });
        }
        let of_network = |ids: &BTreeSet<TemplateId>| {
            let own = ids.iter().filter_map(|id| found.get(id)).cloned();
            let mut own: Vec<TemplateView> = own.collect();
            own.sort_by(|a, b| {
                let (a, b) = (&a.template, &b.template);
                let saved = b.bits_saved.total_cmp(&a.bits_saved);
                saved.then_with(|| a.template_id.cmp(&b.template_id))
            });
            own
        };
        Ok(self.templates.iter().map(of_network).collect())
    }
}

/// Counts distinct texts by hashes of 128 bits, of which no two meet.
#[derive(Debug, Default)]
struct Distinct {
    hashes: Vec<u128>,
    settled: usize,
}

impl Distinct {
    fn add(&mut self, text: &str) {
        self.hashes.push(xxh3_128(text.as_bytes()));
        if self.hashes.len() > 2 * self.settled + (1 << 16) {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.settled = self.hashes.len();
    }

    fn count(mut self) -> u64 {
        self.settle();
        self.settled as u64
    }
}

/// Reads when and where the members were posted, for each network.
fn read_posts(
    run: &Run,
    members: &Members,
    grouped: &Grouped,
    extent: Extent,
    posts: &mut [Posts],
) -> Result<AdCounts> {
    let member = |ad: &Posted<'_>| {
        let home = members.home_at(ad.ad);
        let own = home.and_then(|home| posts.get_mut(home));
        let cluster = grouped.clusters.get(ad.ad);
        let cluster = cluster.and_then(Option::as_ref);
        if let Some(own) = own {
            own.add(ad, cluster.map(ClusterId::as_str));
        }
    };
    Ok(match extent {
        Extent::Run => run.ads_of_all(&members.ads, member)?,
        Extent::Networks => {
            run.ads_of(&members.ads, member)?;
            AdCounts::default()
        }
    })
}

/// The points that each indicator adds at most in a run, as far as its settings say.
pub(crate) fn weights_of(manifest: &RunManifest) -> BTreeMap<Indicator, f64> {
    let settings: toml::Table = manifest.settings.parse().unwrap_or_default();
    let weights = settings.get("weights").and_then(toml::Value::as_table);
    let weight = |indicator: Indicator| {
        let weight = weights?.get(indicator.as_str())?.as_float()?;
        Some((indicator, weight))
    };
    Indicator::ALL.into_iter().filter_map(weight).collect()
}
