//! Which ads are in the networks shown, and in which of them.

use daylight_model::AdId;
use xxhash_rust::xxh3::xxh3_64;

/// Marks for each ad: the more, the fewer strangers are looked up.
const MARKS_PER_AD: usize = 16;

/// The ads of the networks shown, ascending, each with where its network stands in the list.
///
/// Most ads asked for are strangers; a mark by their hash tells nearly all of them.
#[derive(Debug, Default)]
pub(crate) struct Members {
    pub(crate) ads: Vec<AdId>,
    homes: Vec<usize>,
    marks: Vec<bool>,
}

impl Members {
    /// From ads in ascending order.
    pub(crate) fn new(members: Vec<(AdId, usize)>) -> Self {
        let size = (members.len() * MARKS_PER_AD).next_power_of_two();
        let mut marks = vec![false; size];
        for (ad, _) in &members {
            if let Some(mark) = marks.get_mut(slot(ad.as_str(), size)) {
                *mark = true;
            }
        }
        let (ads, homes) = members.into_iter().unzip();
        Self { ads, homes, marks }
    }

    /// Where the network of an ad stands in the list; `None` for a stranger.
    pub(crate) fn home(&self, ad: &str) -> Option<usize> {
        if self.marks.get(slot(ad, self.marks.len())) != Some(&true) {
            return None;
        }
        let at = self.ads.binary_search_by(|known| known.as_str().cmp(ad));
        self.home_at(at.ok()?)
    }

    /// Where the network of the ad at a place in the list of ads stands.
    pub(crate) fn home_at(&self, at: usize) -> Option<usize> {
        self.homes.get(at).copied()
    }
}

/// A slot below `size`, a power of two.
fn slot(ad: &str, size: usize) -> usize {
    let low = xxh3_64(ad.as_bytes()) & 0xffff_ffff;
    usize::try_from(low).unwrap_or_default() & size.saturating_sub(1)
}
