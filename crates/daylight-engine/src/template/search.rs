//! The search: a seed, a sample like it, their alignment, and the ads that fit what it says.

use crate::template::CANDIDATES_MAX;
use crate::template::FAILED_SEEDS_MAX;
use crate::template::ROUNDS_MAX;
use crate::template::SAMPLE_MAX;
use crate::template::TEMPLATES_MAX;
use crate::template::cost::Bits;
use crate::template::cost::Costs;
use crate::template::fit::Fitter;
use crate::template::fit::Role;
use crate::template::fit::Step;
use crate::template::graph::Graph;
use crate::template::intern::Corpus;
use crate::template::intern::KINDS;
use crate::template::intern::LONE;
use crate::template::intern::Symbol;
use crate::template::pattern::Piece;
use crate::template::pattern::Prices;
use crate::template::pattern::Usage;
use crate::template::pattern::consensus;
use crate::template::pattern::length;
use crate::template::pattern::merged;
use crate::template::pattern::verbatim;
use crate::template::pattern::weight;

/// A template in numbers.
#[derive(Debug)]
pub(super) struct Found {
    /// Numbers of the texts that fit, ascending.
    pub(super) texts: Vec<usize>,
    pub(super) pieces: Vec<Piece>,
    pub(super) saved: Bits,
}

/// Finds the templates of a cluster, one after the other, each among the texts the ones before
/// have left.
pub(super) fn find(corpus: &Corpus<'_>) -> Vec<Found> {
    let costs = Costs::new(corpus.vocabulary);
    let mut left: Vec<usize> = (0..corpus.texts.len()).collect();
    let mut found: Vec<Found> = Vec::new();
    let mut failed = 0;
    for seed in seeds(corpus) {
        if found.len() == TEMPLATES_MAX || failed == FAILED_SEEDS_MAX {
            break;
        }
        if left.binary_search(&seed).is_err() {
            continue;
        }
        match (Round {
            corpus,
            costs,
            left: &left,
        })
        .run(seed)
        {
            Some(template) => {
                left.retain(|at| template.texts.binary_search(at).is_err());
                found.push(template);
            }
            None => failed += 1,
        }
    }
    found
}

/// Every text, the best seed first: the one with most words that many ads have, less the words
/// that only it has.
fn seeds(corpus: &Corpus<'_>) -> Vec<usize> {
    let frequency = frequencies(corpus);
    let mut ranked: Vec<(u64, u64, usize)> = Vec::with_capacity(corpus.texts.len());
    for (at, text) in corpus.texts.iter().enumerate() {
        let mut ads: Vec<u64> = text
            .symbols
            .iter()
            .filter(|symbol| **symbol >= KINDS)
            .filter_map(|symbol| frequency.get(*symbol as usize).copied())
            .collect();
        ads.sort_unstable();
        let rare = ads
            .get(ads.len() / 2)
            .map_or(0, |median| median.div_ceil(2));
        let above: u64 = ads.iter().map(|ads| ads.saturating_sub(rare)).sum();
        let below: u64 = ads.iter().map(|ads| rare.saturating_sub(*ads)).sum();
        ranked.push((above.saturating_sub(below), weight(&text.ads), at));
    }
    ranked.sort_unstable_by_key(|(score, ads, at)| (std::cmp::Reverse((*score, *ads)), *at));
    ranked.into_iter().map(|(_, _, at)| at).collect()
}

/// In how many ads each symbol stands; one for [`LONE`], which is another word in each.
fn frequencies(corpus: &Corpus<'_>) -> Vec<u64> {
    let mut ads = vec![0; corpus.symbols()];
    let mut last_text = vec![usize::MAX; corpus.symbols()];
    for (at, text) in corpus.texts.iter().enumerate() {
        for symbol in &text.symbols {
            let symbol = *symbol as usize;
            if let (Some(last), Some(ads)) = (last_text.get_mut(symbol), ads.get_mut(symbol))
                && *last != at
            {
                *last = at;
                *ads += weight(&text.ads);
            }
        }
    }
    if let Some(lone) = ads.get_mut(LONE as usize) {
        *lone = 1;
    }
    ads
}

/// The search for one template.
struct Round<'c> {
    corpus: &'c Corpus<'c>,
    costs: Costs,
    /// The texts that fit no template yet, ascending.
    left: &'c [usize],
}

impl Round<'_> {
    /// The template around a seed, if one saves bits for two ads or more.
    fn run(&self, seed: usize) -> Option<Found> {
        let candidates = spread(self.left, CANDIDATES_MAX);
        let like = self.fitting(&verbatim(self.symbols(seed)), &candidates);
        let mut sample: Vec<usize> = like.into_iter().filter(|at| *at != seed).collect();
        sample = spread(&sample, SAMPLE_MAX - 1);
        sample.insert(0, seed);
        let mut graph = Graph::new(self.corpus.symbols());
        for at in sample {
            graph.add(self.symbols(at), weight(self.ads(at)));
        }
        if graph.ads < 2 {
            return None;
        }
        let columns: Vec<Vec<(Symbol, u64)>> = graph.columns().collect();
        let parts = self.symbols(seed).len();
        let prices = Prices::new(self.costs, graph.ads, parts);
        let pieces = consensus(&columns, prices, self.corpus);
        // Most corrections show on the candidates already; only then are all texts read.
        let settled = self.settle(pieces, &candidates)?;
        if candidates.len() == self.left.len() {
            return Some(settled);
        }
        self.settle(settled.pieces, self.left)
    }

    fn symbols(&self, text: usize) -> &[Symbol] {
        self.corpus
            .texts
            .get(text)
            .map_or(&[], |text| &text.symbols)
    }

    fn ads(&self, text: usize) -> &[u32] {
        self.corpus.texts.get(text).map_or(&[], |text| &text.ads)
    }

    fn fitting(&self, pieces: &[Piece], texts: &[usize]) -> Vec<usize> {
        let mut fitter = Fitter::new(pieces, self.costs, self.corpus.symbols());
        let texts = texts.iter().copied();
        texts
            .filter(|at| fitter.fit(self.symbols(*at)).is_some())
            .collect()
    }

    /// Fits texts and corrects the template until what it says is true of the ads that fit it.
    fn settle(&self, mut pieces: Vec<Piece>, texts: &[usize]) -> Option<Found> {
        for _ in 0..ROUNDS_MAX {
            let tally = self.tally(&pieces, texts);
            let corrected = self.corrected(&pieces, &tally);
            if !corrected
                .iter()
                .any(|piece| matches!(piece, Piece::Word(_)))
            {
                return None;
            }
            if corrected == pieces {
                let saved = tally
                    .saved
                    .checked_sub(length(&pieces, self.costs))
                    .filter(|saved| *saved > 0 && tally.ads >= 2)?;
                return Some(Found {
                    texts: tally.texts,
                    pieces,
                    saved,
                });
            }
            pieces = corrected;
        }
        None
    }

    fn tally(&self, pieces: &[Piece], texts: &[usize]) -> Tally {
        let mut fitter = Fitter::new(pieces, self.costs, self.corpus.symbols());
        let mut tally = Tally {
            uses: vec![Use::default(); pieces.len()],
            ..Tally::default()
        };
        for at in texts {
            let symbols = self.symbols(*at);
            let ads = weight(self.ads(*at));
            if let Some((cost, steps)) = fitter.fit(symbols) {
                tally.texts.push(*at);
                tally.ads += ads;
                tally.saved += ads * (self.costs.plain(symbols.len()) - cost);
                tally.count(symbols, steps, ads);
            }
        }
        tally
    }

    /// Words that too few ads have become slots, slots take the kind that fills them in most
    /// ads, and slots that few ads fill go.
    fn corrected(&self, pieces: &[Piece], tally: &Tally) -> Vec<Piece> {
        let prices = Prices::new(self.costs, tally.ads, pieces.len());
        let mut corrected = Vec::with_capacity(pieces.len());
        for (piece, used) in pieces.iter().zip(&tally.uses) {
            if matches!(piece, Piece::Word(_)) && prices.may_be_fixed(used.usage) {
                corrected.push(*piece);
            } else if prices.slot_pays(used.usage) {
                corrected.push(Piece::Slot(used.kind()));
            }
        }
        merged(corrected)
    }
}

/// What the ads that fit a template do with it.
#[derive(Debug, Default)]
struct Tally {
    texts: Vec<usize>,
    ads: u64,
    /// Bits, before the template itself is paid for.
    saved: Bits,
    uses: Vec<Use>,
}

/// What they do at one piece.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    usage: Usage,
    /// Ads in which each kind of fact stands here.
    kinds: [u64; KINDS as usize],
}

impl Tally {
    fn count(&mut self, symbols: &[Symbol], steps: &[Step], ads: u64) {
        let mut last = None;
        // The kinds met in the slot at hand, one bit each.
        let mut met = 0_u32;
        for (symbol, (piece, role)) in symbols.iter().zip(steps) {
            if *role == Role::Insert {
                continue;
            }
            let Some(used) = self.uses.get_mut(*piece) else {
                continue;
            };
            used.usage.words += ads;
            if last != Some(*piece) {
                (last, met) = (Some(*piece), 0);
                used.usage.present += ads;
            }
            if *role == Role::Equal {
                used.usage.equal += ads;
            }
            if let Some(kind) = used.kinds.get_mut(*symbol as usize)
                && met & (1 << symbol) == 0
            {
                met |= 1 << symbol;
                *kind += ads;
            }
        }
    }
}

impl Use {
    /// The kind of fact that stands here in more than half of the ads that have anything here.
    fn kind(&self) -> Option<Symbol> {
        (0..KINDS)
            .zip(self.kinds)
            .max_by_key(|(symbol, ads)| (*ads, std::cmp::Reverse(*symbol)))
            .filter(|(_, ads)| ads * 2 > self.usage.present)
            .map(|(symbol, _)| symbol)
    }
}

/// At most so many, at even distances.
fn spread(all: &[usize], count: usize) -> Vec<usize> {
    if all.len() <= count {
        return all.to_vec();
    }
    (0..count)
        .filter_map(|at| all.get(at * all.len() / count))
        .copied()
        .collect()
}
