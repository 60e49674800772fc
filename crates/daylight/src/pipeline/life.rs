//! What became of the networks of an earlier run: which ids go on, and what changed.
//!
//! A network keeps its id as long as the greater part of its ads stays together, by the overlap of
//! members that Greene, Doyle and Cunningham, "Tracking the evolution of communities in dynamic
//! social networks" (ASONAM 2010), match communities by.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_engine::link::Tie;
use daylight_model::LinkId;
use daylight_model::NetworkChange;
use daylight_model::NetworkEvent;
use daylight_model::NetworkId;

/// In no network.
pub(super) const NONE: u32 = u32::MAX;

/// The networks of an earlier run, by number.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    ids: Vec<NetworkId>,
    /// How many ads each had, those that are gone included.
    sizes: Vec<u64>,
    /// The network that each ad of this run was in, or [`NONE`].
    of: Vec<u32>,
    numbers: BTreeMap<String, u32>,
}

impl Earlier {
    /// None yet, for a run of so many ads.
    pub(super) fn new(ads: usize) -> Self {
        Self {
            of: vec![NONE; ads],
            ..Self::default()
        }
    }

    /// Takes an ad that was in a network; `ad` is its number where it is still there.
    pub(super) fn push(&mut self, network: &str, ad: Option<u32>) {
        let number = self.number(network);
        if let Some(size) = self.sizes.get_mut(number as usize) {
            *size += 1;
        }
        if let Some(slot) = ad.and_then(|ad| self.of.get_mut(ad as usize)) {
            *slot = number;
        }
    }

    fn number(&mut self, network: &str) -> u32 {
        if let Some(number) = self.numbers.get(network) {
            return *number;
        }
        let number = u32::try_from(self.ids.len()).unwrap_or(NONE);
        self.numbers.insert(network.to_owned(), number);
        self.ids.push(NetworkId::new(network));
        self.sizes.push(0);
        number
    }

    fn of(&self, ad: u32) -> u32 {
        self.of.get(ad as usize).copied().unwrap_or(NONE)
    }

    fn id(&self, earlier: u32) -> Option<&NetworkId> {
        self.ids.get(earlier as usize)
    }

    fn size(&self, earlier: u32) -> u64 {
        self.sizes.get(earlier as usize).copied().unwrap_or(0)
    }
}

/// The networks of this run.
#[derive(Clone, Copy)]
pub(super) struct Now<'a> {
    /// The ads of each.
    pub(super) networks: &'a [Vec<u32>],
    /// The network that each ad is in, or [`NONE`].
    pub(super) of: &'a [u32],
    /// The ids they would have without a past.
    pub(super) ids: &'a [NetworkId],
    pub(super) ties: &'a [Tie],
    /// The id of the link of a tie.
    pub(super) link: &'a dyn Fn(&Tie) -> Option<LinkId>,
}

/// The ids of the networks of this run, and the changes, ascending.
pub(super) fn follow(earlier: &Earlier, now: Now<'_>) -> (Vec<NetworkId>, Vec<NetworkChange>) {
    let kin = Kin::new(earlier, now.networks);
    let heirs = heirs(&kin, earlier);
    let ids = ids(earlier, now.ids, &heirs);
    let telling = Telling {
        causes: causes(earlier, now),
        kin,
        heirs,
        earlier,
        now,
        ids: &ids,
    };
    let changes = telling.changes();
    (ids, changes)
}

/// Which earlier network shares how many ads with which of now.
struct Kin {
    /// Earlier network, network of now, ads; ascending.
    forth: Vec<(u32, u32, u64)>,
    /// Network of now, earlier network, ads; ascending.
    back: Vec<(u32, u32, u64)>,
}

impl Kin {
    fn new(earlier: &Earlier, networks: &[Vec<u32>]) -> Self {
        let mut forth = Vec::new();
        for (now, ads) in (0..).zip(networks) {
            let mut before: Vec<u32> = ads.iter().map(|ad| earlier.of(*ad)).collect();
            before.sort_unstable();
            let shared = before.chunk_by(|a, b| a == b);
            forth.extend(shared.filter_map(|run| {
                let before = *run.first().filter(|before| **before != NONE)?;
                Some((before, now, run.len() as u64))
            }));
        }
        let mut back: Vec<_> = forth.iter().map(|(p, n, ads)| (*n, *p, *ads)).collect();
        forth.sort_unstable();
        back.sort_unstable();
        Self { forth, back }
    }

    /// What a network of now shares with earlier ones.
    fn before(&self, now: u32) -> &[(u32, u32, u64)] {
        of(&self.back, now)
    }

    /// What an earlier network shares with those of now.
    fn after(&self, earlier: u32) -> &[(u32, u32, u64)] {
        of(&self.forth, earlier)
    }
}

fn of(rows: &[(u32, u32, u64)], first: u32) -> &[(u32, u32, u64)] {
    let from = rows.partition_point(|row| row.0 < first);
    let rest = rows.get(from..).unwrap_or_default();
    let len = rest.partition_point(|row| row.0 == first);
    rest.get(..len).unwrap_or_default()
}

/// Where the greater part of each earlier network is now, and whose id each network of now has.
struct Heirs {
    /// By earlier network; [`NONE`] where its ads are in none.
    heir: Vec<u32>,
    /// By network of now; [`NONE`] where it has an id of its own.
    heritage: Vec<u32>,
}

fn heirs(kin: &Kin, earlier: &Earlier) -> Heirs {
    let networks = kin.back.last().map_or(0, |(now, ..)| *now as usize + 1);
    let mut claims: Vec<Option<(u64, u32)>> = vec![None; networks];
    let mut heir = Vec::with_capacity(earlier.ids.len());
    for before in (0..).take(earlier.ids.len()) {
        // The first of the largest.
        let parts = kin.after(before).iter().rev();
        let Some((_, now, ads)) = parts.max_by_key(|(_, _, ads)| *ads) else {
            heir.push(NONE);
            continue;
        };
        heir.push(*now);
        if let Some(claim) = claims.get_mut(*now as usize) {
            let stands = claim.is_some_and(|(most, other)| {
                most > *ads || most == *ads && earlier.id(other) < earlier.id(before)
            });
            if !stands {
                *claim = Some((*ads, before));
            }
        }
    }
    let heritage = claims
        .into_iter()
        .map(|claim| claim.map_or(NONE, |(_, before)| before));
    Heirs {
        heir,
        heritage: heritage.collect(),
    }
}

impl Heirs {
    fn heir(&self, earlier: u32) -> Option<u32> {
        let heir = self.heir.get(earlier as usize).copied();
        heir.filter(|now| *now != NONE)
    }

    fn heritage(&self, now: u32) -> Option<u32> {
        let heritage = self.heritage.get(now as usize).copied();
        heritage.filter(|before| *before != NONE)
    }
}

/// The ids of the networks of now: those they inherit, and new ones that no network ever had.
fn ids(earlier: &Earlier, own: &[NetworkId], heirs: &Heirs) -> Vec<NetworkId> {
    let mut taken: BTreeSet<NetworkId> = earlier.ids.iter().cloned().collect();
    let mut ids = Vec::with_capacity(own.len());
    for (now, id) in (0..).zip(own) {
        let inherited = heirs.heritage(now).and_then(|before| earlier.id(before));
        ids.push(match inherited {
            Some(id) => id.clone(),
            None => unused(id, &mut taken),
        });
    }
    ids
}

/// The id, or where it is taken, the id with a number behind it.
fn unused(id: &NetworkId, taken: &mut BTreeSet<NetworkId>) -> NetworkId {
    let numbered = (2_u32..).map(|number| NetworkId::new(&format!("{id}-{number}")));
    let mut names = std::iter::once(id.clone()).chain(numbered);
    let free = names.find(|name| taken.insert(name.clone()));
    free.unwrap_or_else(|| id.clone())
}

/// The heaviest tie of a network of now and an earlier one, or [`NONE`], that is used or is not.
type Causes<'t> = BTreeMap<(u32, u32, bool), &'t Tie>;

/// The ties that joined what was apart, and those that no longer hold together what was one.
fn causes<'t>(earlier: &Earlier, now: Now<'t>) -> Causes<'t> {
    let network = |ad: u32| now.of.get(ad as usize).copied().unwrap_or(NONE);
    let mut causes = Causes::new();
    let mut add = |now: u32, before: u32, tie: &'t Tie| {
        let key = (now, before, tie.suppressed.is_none());
        let known = causes.entry(key).or_insert(tie);
        if tie.weight_bits > known.weight_bits {
            *known = tie;
        }
    };
    for tie in now.ties {
        let (one, other) = (network(tie.from), network(tie.to));
        let (before, other_before) = (earlier.of(tie.from), earlier.of(tie.to));
        let joins = tie.suppressed.is_none() && one == other && before != other_before;
        let parts = tie.suppressed.is_some() && one != other && before == other_before;
        if joins && one != NONE || parts && before != NONE {
            add(one, before, tie);
            add(other, other_before, tie);
        }
    }
    causes
}

struct Telling<'a> {
    kin: Kin,
    heirs: Heirs,
    causes: Causes<'a>,
    earlier: &'a Earlier,
    now: Now<'a>,
    ids: &'a [NetworkId],
}

impl Telling<'_> {
    fn changes(&self) -> Vec<NetworkChange> {
        let mut changes = Vec::new();
        for (now, ads) in (0..).zip(self.now.networks) {
            self.of_network(now, ads.len() as u64, &mut changes);
        }
        for before in (0..).take(self.earlier.ids.len()) {
            let heir = self.heirs.heir(before);
            let lives_on = heir.and_then(|now| self.heirs.heritage(now)) == Some(before);
            if let Some(id) = self.earlier.id(before).filter(|_| !lives_on) {
                changes.push(NetworkChange {
                    network_id: id.clone(),
                    event: NetworkEvent::Ended,
                    other: heir.and_then(|now| self.ids.get(now as usize)).cloned(),
                    ads: self.earlier.size(before),
                    link_id: heir.and_then(|now| self.link(now, before, true)),
                });
            }
        }
        changes.sort();
        changes
    }

    fn of_network(&self, now: u32, size: u64, changes: &mut Vec<NetworkChange>) {
        let Some(id) = self.ids.get(now as usize) else {
            return;
        };
        let mut tell = |event, before: u32, ads: u64| {
            changes.push(NetworkChange {
                network_id: id.clone(),
                event,
                other: match event {
                    NetworkEvent::Merged | NetworkEvent::Split => self.earlier.id(before).cloned(),
                    NetworkEvent::Born
                    | NetworkEvent::Grew
                    | NetworkEvent::Shrank
                    | NetworkEvent::Ended => None,
                },
                ads,
                link_id: [true, false]
                    .into_iter()
                    .filter(|is_used| !is_used || event != NetworkEvent::Shrank)
                    .find_map(|is_used| self.link(now, before, is_used)),
            });
        };
        let heritage = self.heirs.heritage(now);
        let mut joined = size;
        for (_, before, ads) in self.kin.before(now) {
            joined -= ads;
            let is_own = heritage == Some(*before);
            let lost = self.earlier.size(*before).saturating_sub(*ads);
            if is_own && lost > 0 {
                tell(NetworkEvent::Shrank, *before, lost);
            } else if !is_own && self.heirs.heir(*before) == Some(now) {
                tell(NetworkEvent::Merged, *before, *ads);
            } else if !is_own {
                tell(NetworkEvent::Split, *before, *ads);
            }
        }
        match heritage {
            None => tell(NetworkEvent::Born, NONE, size),
            Some(_) if joined > 0 => tell(NetworkEvent::Grew, NONE, joined),
            Some(_) => {}
        }
    }

    /// The link that joined ads of an earlier network to one of now, or that holds them no more.
    fn link(&self, now: u32, before: u32, is_used: bool) -> Option<LinkId> {
        (self.now.link)(self.causes.get(&(now, before, is_used))?)
    }
}

#[cfg(test)]
mod tests;
