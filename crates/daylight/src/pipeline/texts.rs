//! The words of every ad, for who wants no more of them.

use daylight_store::StoredAd;
use daylight_store::Writer;

use crate::pipeline::Pieces;
use crate::pipeline::ahead::Work;
use crate::pipeline::ahead::ahead;
use crate::pipeline::analyse;
use crate::pipeline::shelf::Shelf;
use crate::pipeline::words::Lot;

/// Hears of some ads and their words.
type Take<'t> = dyn FnMut(&[StoredAd], &Lot) -> anyhow::Result<()> + 't;

/// Hands over the words of all ads in order, some at a time. No text is read of which an extract
/// is kept.
///
/// # Errors
/// Where the ads cannot be read, and whatever `take` returns.
pub(crate) fn texts(
    pieces: &mut dyn Pieces,
    writer: &Writer<'_>,
    take: &mut Take<'_>,
) -> anyhow::Result<()> {
    let mut hearing = Hearing {
        shelf: Shelf::new(writer),
        take,
    };
    ahead(pieces, &mut hearing)?;
    hearing.shelf.finish()
}

struct Hearing<'h, 't> {
    shelf: Shelf<'h>,
    take: &'h mut Take<'t>,
}

impl Work for Hearing<'_, '_> {
    type Piece = analyse::Piece;
    type Made = Vec<analyse::Lot>;

    fn begin(&mut self, ads: Vec<StoredAd>) -> anyhow::Result<Self::Piece> {
        self.shelf.begin(ads)
    }

    fn work(piece: &Self::Piece) -> Self::Made {
        analyse::all(piece)
    }

    fn take(&mut self, piece: Self::Piece, lots: Self::Made) -> anyhow::Result<()> {
        let mut left = piece.ads.as_slice();
        for lot in lots {
            let (ads, rest) = left.split_at_checked(lot.ads.len()).unwrap_or((left, &[]));
            left = rest;
            (self.take)(ads, &lot.words)?;
            let kept = ads.iter().zip(lot.ads);
            for (ad, keep) in kept.filter_map(|(ad, made)| Some((ad, made.keep?))) {
                self.shelf.push(ad, &keep)?;
            }
        }
        Ok(())
    }
}
