//! Ads as numbers that nobody asks for before clustering is done, on the disk until then.

use anyhow::Context;
use daylight_store::Overflow;
use daylight_store::Workspace;

use crate::pipeline::columns::Row;

/// Bytes read back at once.
const CHUNK: u64 = 1 << 20;

/// Rows in order.
#[derive(Debug)]
pub(super) struct Parked {
    overflow: Overflow,
    /// Room for one row.
    row: Vec<u8>,
}

impl Parked {
    /// An empty one in a workspace's folder.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn new(workspace: &Workspace) -> anyhow::Result<Self> {
        Ok(Self {
            overflow: Overflow::new(workspace)?,
            row: Vec::new(),
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn push(&mut self, row: &Row) -> anyhow::Result<()> {
        let bytes = std::mem::take(&mut self.row);
        self.row = postcard::to_extend(row, bytes).context("parking an ad")?;
        self.overflow.push(&self.row)?;
        self.row.clear();
        Ok(())
    }

    /// Hands over every row, in order.
    ///
    /// # Errors
    /// Where the disk refuses, or has changed what was written.
    pub(super) fn each(self, take: &mut dyn FnMut(Row)) -> anyhow::Result<()> {
        let mut read = Vec::new();
        let mut at = 0;
        while at < self.overflow.len() {
            self.overflow.read(at..at + CHUNK, &mut read)?;
            at += CHUNK;
            let is_last = at >= self.overflow.len();
            let taken = hand_over(&read, is_last, take)?;
            read.drain(..taken);
        }
        Ok(())
    }
}

/// Hands over the rows that are whole, and says how many bytes they are; the last row is whole
/// where these are the last bytes.
fn hand_over(bytes: &[u8], is_last: bool, take: &mut dyn FnMut(Row)) -> anyhow::Result<usize> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let (row, after) = match postcard::take_from_bytes(rest) {
            Err(postcard::Error::DeserializeUnexpectedEnd) if !is_last => break,
            read => read.context("reading back a parked ad")?,
        };
        take(row);
        rest = after;
    }
    Ok(bytes.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use daylight_model::AdId;
    use daylight_model::Disguise;
    use daylight_model::Disguises;
    use daylight_model::Moment;
    use daylight_model::Precision;
    use daylight_store::Workspace;

    use crate::pipeline::analyse::Said;
    use crate::pipeline::columns::Row;
    use crate::pipeline::parked::CHUNK;
    use crate::pipeline::parked::Parked;

    /// A row that differs by its number in everything.
    fn row(number: u32) -> Row {
        let is = |of: u32| !number.is_multiple_of(of);
        let long = "x".repeat(number as usize % 97);
        Row {
            id: AdId::new(&format!("{long}{number}")),
            posted: is(3).then(|| Moment {
                seconds: i64::from(number) - 50_000,
                precision: Precision::Minute,
                zone_assumed: !is(2),
            }),
            text: u64::from(number) << 33,
            said: Said {
                others_speak: is(5).then_some(number % 5 > 2),
                ..Said::default()
            },
            marks: Vec::new(),
            readings: (0..number % 4).map(|at| (at, number)).collect(),
            site: is(2).then_some(number),
            place: is(7).then_some(number),
            disguises: if is(2) {
                Disguises::NONE.with(Disguise::Leet)
            } else {
                Disguises::NONE
            },
        }
    }

    /// Over several chunks, whose ends fall into rows.
    #[test]
    fn rows_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::open_or_create(folder.path()).unwrap();
        let mut parked = Parked::new(&workspace).unwrap();
        for number in 0..60_000 {
            parked.push(&row(number)).unwrap();
        }
        assert!(parked.overflow.len() > 3 * CHUNK);
        let mut next = 0;
        parked
            .each(&mut |back| {
                assert_eq!(back, row(next));
                next += 1;
            })
            .unwrap();
        assert_eq!(next, 60_000);
    }
}
