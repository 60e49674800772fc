//! Builds the word lists of a run, ad by ad.

use daylight_findings::words::List;
use daylight_findings::words::each_term;
use daylight_findings::words::packed_length;
use daylight_model::AdId;
use daylight_store::StoredAd;
use daylight_store::WordLists;

use crate::pipeline::dictionary::Dictionary;
use crate::pipeline::words::Lot;

/// The lists, while ads are added in ascending order of their ids.
#[derive(Debug)]
pub(crate) struct Builder {
    /// The ads that are indexed, ascending; each goes by its place here.
    ads: Vec<AdId>,
    /// The place of the next.
    next: usize,
    terms: Dictionary,
    lists: Vec<List>,
    lengths: Vec<u8>,
    words: u64,
}

impl Builder {
    /// For these ads, in ascending order.
    pub(crate) fn new(ads: Vec<AdId>) -> Self {
        Self {
            lengths: Vec::with_capacity(ads.len()),
            ads,
            next: 0,
            terms: Dictionary::default(),
            lists: Vec::new(),
            words: 0,
        }
    }

    /// Adds some ads; those that are not to be indexed are passed over.
    pub(crate) fn push(&mut self, ads: &[StoredAd], lot: &Lot) {
        let mut flat = Vec::new();
        let mut ends = Vec::new();
        for word in lot.distinct() {
            each_term(word, &mut |term| flat.push(self.terms.number(term)));
            ends.push(flat.len());
        }
        let of_word = |word: usize| {
            let start = word.checked_sub(1).and_then(|before| ends.get(before));
            let start = start.copied().unwrap_or(0);
            let end = ends.get(word).copied().unwrap_or(start);
            flat.get(start..end).unwrap_or_default()
        };
        let mut held = Vec::new();
        for (at, stored) in ads.iter().enumerate() {
            if let Some(ad) = self.place(&stored.ad.id) {
                held.clear();
                held.extend(lot.spoken(at).flat_map(of_word));
                self.add(ad, &mut held);
            }
        }
    }

    /// The place of an ad, which comes after those asked for before.
    fn place(&mut self, id: &AdId) -> Option<u32> {
        let left = self.ads.get(self.next..).unwrap_or_default();
        let before = left.iter().take_while(|known| *known < id).count();
        self.next += before;
        let is_next = self.ads.get(self.next) == Some(id);
        is_next.then(|| u32::try_from(self.next).unwrap_or(u32::MAX))
    }

    fn add(&mut self, ad: u32, terms: &mut [u32]) {
        let length = u32::try_from(terms.len()).unwrap_or(u32::MAX);
        self.lengths.resize(ad as usize, 0);
        self.lengths.push(packed_length(length));
        self.words += u64::from(length);
        terms.sort_unstable();
        for same in terms.chunk_by(|one, other| one == other) {
            let term = same.first().map_or(0, |term| *term as usize);
            if self.lists.len() <= term {
                self.lists.resize_with(term + 1, List::default);
            }
            if let Some(list) = self.lists.get_mut(term) {
                list.push(ad, u32::try_from(same.len()).unwrap_or(u32::MAX));
            }
        }
    }

    /// The lists by term; of all ads, how many words they have and how long each is.
    pub(crate) fn finish(mut self) -> WordLists {
        self.lengths.resize(self.ads.len(), 0);
        let mut of_all = self.words.to_le_bytes().to_vec();
        of_all.append(&mut self.lengths);
        let lists = self.terms.texts().zip(self.lists);
        let lists = lists.map(|(term, list)| (term.to_owned(), list.into_bytes()));
        WordLists {
            of_all,
            lists: lists.filter(|(_, list)| !list.is_empty()).collect(),
        }
    }
}
