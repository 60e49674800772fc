//! The second reading: the rows that are kept, handed over in ascending order of id.
//!
//! Where they stand in that order in the files, as most exports do, they go straight through.
//! Otherwise the files are read several times, each time for as many ads as may be held in memory
//! and sorted there: a temporary file would leave people's texts on a disk.

use std::borrow::Cow;
use std::sync::mpsc;
use std::sync::mpsc::SyncSender;
use std::thread;

use anyhow::anyhow;
use anyhow::bail;
use daylight_engine::read::Mapping;
use daylight_engine::read::Row;
use daylight_engine::read::Source as Rows;
use daylight_model::Ad;

use crate::cli::ingest::file::Again;
use crate::cli::ingest::pile::Ads;
use crate::cli::ingest::pile::Settled;

/// What may be held of ads that come in another order than that of their ids.
pub(super) const HELD_KIBIBYTES_MAX: u64 = 512 << 10;
/// An ad handed from the reader to the writer waits until a pack of this size is full.
const PACK_KIBIBYTES: u64 = 512;
/// Packs that may wait for the writer.
const PACKS: usize = 4;

/// A file that was read once.
#[derive(Debug)]
pub(super) struct ReadFile {
    /// Its name as the user gave it.
    pub(super) name: String,
    /// Its bytes.
    pub(super) again: Again,
    /// How its columns were understood.
    pub(super) mapping: Mapping,
}

/// Ads with their numbers.
type Pack = Vec<(u32, Box<Ad>)>;

/// Ads that are read in one go.
struct Slice<'a> {
    /// Their numbers in the order of the files.
    wanted: Cow<'a, [u32]>,
    /// True where that is the order of their ids.
    is_by_id: bool,
}

/// Reads the kept ads and hands each with the hash of its content to `keep`, by id.
pub(super) fn hand_over(
    files: &[ReadFile],
    settled: &Settled,
    held_kibibytes_max: u64,
    mut keep: impl FnMut(&Ad, u128) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let ads = &settled.ads;
    for slice in slices(settled, held_kibibytes_max) {
        let mut held = Vec::new();
        fetch(files, ads, &slice.wanted, |number, ad| {
            if slice.is_by_id {
                return keep(&ad, ads.hash(number));
            }
            held.push((number, ad));
            Ok(())
        })?;
        held.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
        for (number, ad) in held {
            keep(&ad, ads.hash(number))?;
        }
    }
    Ok(())
}

fn slices(settled: &Settled, held_kibibytes_max: u64) -> Vec<Slice<'_>> {
    let ads = &settled.ads;
    if settled.kept.is_sorted_by_key(|ad| ads.place(*ad)) {
        return vec![Slice {
            wanted: Cow::Borrowed(&settled.kept),
            is_by_id: true,
        }];
    }
    let mut slices = Vec::new();
    let mut rest = settled.kept.as_slice();
    while !rest.is_empty() {
        let mut held = 0;
        let fits = |ad: &&u32| {
            held += u64::from(ads.kibibytes(**ad));
            held <= held_kibibytes_max
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (slice, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        let mut wanted = slice.to_vec();
        wanted.sort_unstable_by_key(|ad| ads.place(*ad));
        slices.push(Slice {
            wanted: Cow::Owned(wanted),
            is_by_id: false,
        });
        rest = behind;
    }
    slices
}

/// Reads ads on a thread of its own and gives them to `take` in the order of the files.
fn fetch(
    files: &[ReadFile],
    ads: &Ads,
    wanted: &[u32],
    mut take: impl FnMut(u32, Box<Ad>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (send, receive) = mpsc::sync_channel(PACKS);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read(files, ads, wanted, &send));
        // Where `take` fails the receiver goes, and the reader stops at its next pack.
        for pack in receive {
            for (number, ad) in pack {
                take(number, ad)?;
            }
        }
        reader
            .join()
            .unwrap_or_else(|_| Err(anyhow!("reading the files a second time failed")))
    })
}

fn read(
    files: &[ReadFile],
    ads: &Ads,
    wanted: &[u32],
    send: &SyncSender<Pack>,
) -> anyhow::Result<()> {
    let mut rest = wanted;
    for (at, file) in files.iter().enumerate() {
        let end = ads.place_before(at + 1);
        let count = rest.partition_point(|ad| ads.place(*ad) <= end);
        let (own, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = behind;
        if !own.is_empty() && !read_file(file, ads.place_before(at), (ads, own), send)? {
            break;
        }
    }
    Ok(())
}

/// Reads the wanted ads of one file; false where nobody takes them any more.
fn read_file(
    file: &ReadFile,
    place_before: u32,
    (ads, wanted): (&Ads, &[u32]),
    send: &SyncSender<Pack>,
) -> anyhow::Result<bool> {
    let mut rows = Rows::new(&file.name, file.again.open()?)?.rows(&file.mapping)?;
    let mut pack = Pack::new();
    let mut size = 0;
    for number in wanted {
        let row = u64::from(ads.place(*number) - place_before);
        rows.pass_over(row.saturating_sub(rows.rows_read() + 1))?;
        match rows.next().transpose()? {
            Some(Row::Ad(ad)) if ad.id.as_str() == ads.id(*number) => pack.push((*number, ad)),
            _ => bail!(
                "reading the files a second time: one of them changed\n\
                 hint: wait until it is complete and import it again"
            ),
        }
        size += u64::from(ads.kibibytes(*number));
        if size >= PACK_KIBIBYTES {
            size = 0;
            if send.send(std::mem::take(&mut pack)).is_err() {
                return Ok(false);
            }
        }
    }
    Ok(pack.is_empty() || send.send(pack).is_ok())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use daylight_engine::read::Mapping;
    use daylight_engine::read::Row;
    use daylight_engine::read::Source as Rows;
    use daylight_store::Contents;
    use proptest::collection::vec;
    use proptest::prelude::ProptestConfig;
    use proptest::prop_assert_eq;
    use proptest::proptest;

    use crate::cli::ingest::again::ReadFile;
    use crate::cli::ingest::again::hand_over;
    use crate::cli::ingest::file::Again;
    use crate::cli::ingest::pile::Pile;

    /// Reads files of ids, and hands over their ads; returns what came, and what was settled.
    fn check(files: &[Vec<u16>], held_kibibytes_max: u64) -> (Vec<String>, Vec<String>) {
        let mut pile = Pile::default();
        let mut read = Vec::new();
        let mut rows_before = 0;
        for (at, ids) in files.iter().enumerate() {
            let mut text = "ad_id,body\n".to_owned();
            for id in ids {
                // Every seventh row cannot be read.
                let more = ",x".repeat(usize::from(id % 7 == 0));
                writeln!(text, "{id},a text of {id}{more}").unwrap();
            }
            let name = format!("{at}.csv");
            let again = Again::Held(text.into_bytes().into());
            let source = Rows::new(&name, again.open().unwrap()).unwrap();
            let mut rows = source.rows(&Mapping::default()).unwrap();
            pile.begin(&name, rows_before).unwrap();
            for row in rows.by_ref() {
                match row.unwrap() {
                    Row::Ad(ad) => pile.add(&ad).unwrap(),
                    Row::Reject(reject) => pile.reject(reject),
                }
            }
            rows_before += rows.rows_read();
            let mapping = rows.mapping().clone();
            read.push(ReadFile {
                name,
                again,
                mapping,
            });
        }
        let settled = pile.settle(&Contents::default());
        let mut came = Vec::new();
        hand_over(&read, &settled, held_kibibytes_max, |ad, _| {
            assert_eq!(ad.fields[0].text.reveal(), format!("a text of {}", ad.id));
            came.push(ad.id.to_string());
            Ok(())
        })
        .unwrap();
        let kept = settled.kept.iter().map(|ad| settled.ads.id(*ad).to_owned());
        (came, kept.collect())
    }

    #[test]
    fn rows_in_order_go_straight_through() {
        let (came, kept) = check(&[vec![10, 11, 12], vec![13, 15]], 0);
        assert_eq!(came, ["10", "11", "12", "13", "15"]);
        assert_eq!(came, kept);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_is_settled_comes_by_id_however_little_is_held(
            files in vec(vec(1_u16..60, 1..30), 1..4),
            held in 0_u64..12,
        ) {
            let (came, kept) = check(&files, held);
            prop_assert_eq!(&came, &kept);
            prop_assert_eq!(came.is_sorted(), true);
        }
    }
}
