//! The word index of a run: from a word to the ads of networks that hold it.
//!
//! What a list of ads looks like is the searcher's affair; here it is bytes, kept under a word and
//! found again without reading the others. The words stand encrypted; the one plain column is the
//! beginning of a keyed code of the word, by which the footer tells where to look.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::error::Result;
use crate::error::damaged;
use crate::run::Run;
use crate::table_read::for_rows_near;
use crate::tables::word_index;
use crate::tables::word_index::TABLE;
use crate::workspace::Writer;

/// The part of the rows that are of no word.
const OF_ALL: &str = "";

/// Bytes of a list in one row: a long list is cut, so that row groups stay small.
const PIECE: usize = 1 << 18;

/// What the index says of some words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordLists {
    /// What was kept of all ads.
    pub of_all: Vec<u8>,
    /// What was kept of each word that is there.
    pub lists: BTreeMap<String, Vec<u8>>,
}

impl Writer<'_> {
    /// Keeps a list for each word of a run, in place of those that are there.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn index_words(&self, run: &Run, lists: &WordLists) -> Result<()> {
        let key = self.workspace.token_key();
        let mut order: Vec<(String, &str, &[u8])> = lists
            .lists
            .iter()
            .map(|(word, list)| (key.word_part(word), word.as_str(), list.as_slice()))
            .collect();
        order.sort_unstable();
        self.put_beside(run, TABLE, |table| {
            let name = run.manifest().run_id.as_bytes();
            table.push(&word_index::cells(OF_ALL, OF_ALL, -1, name))?;
            let of_all = std::iter::once((OF_ALL, OF_ALL, lists.of_all.as_slice()));
            let words = order
                .iter()
                .map(|(part, word, list)| (part.as_str(), *word, *list));
            let pieces = of_all.chain(words).flat_map(|(part, word, list)| {
                let pieces = (0..).zip(list.chunks(PIECE));
                pieces.map(move |(at, piece)| word_index::cells(part, word, at, piece))
            });
            for cells in pieces {
                table.push(&cells)?;
            }
            Ok(())
        })
    }
}

impl Run {
    /// True where [`Writer::index_words`] was called.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.folder().join(TABLE.file_name()).exists()
    }

    /// The lists of some words; a word that is not there has none.
    ///
    /// Only what may hold them is read. The footer, which tells where that is, is signed, and what
    /// is found proves itself when it is decrypted.
    ///
    /// # Errors
    /// Where the index is missing, cannot be read, was changed, or is that of another run.
    pub fn word_lists(&self, words: &BTreeSet<String>) -> Result<WordLists> {
        let parts: BTreeSet<String> = words
            .iter()
            .map(|word| self.keys().token.word_part(word))
            .collect();
        let near: BTreeSet<&str> = parts.iter().map(String::as_str).chain([OF_ALL]).collect();
        let mut found = WordLists::default();
        let mut names_run = None;
        for_rows_near(self.folder(), &TABLE, &self.keys().data, &near, |row| {
            let piece = word_index::read(row)?;
            if names_run.is_none() {
                names_run = Some(piece.ads == self.manifest().run_id.as_bytes());
            } else if piece.part == OF_ALL {
                found.of_all.extend_from_slice(piece.ads);
            } else if words.contains(&piece.word) {
                let list = found.lists.entry(piece.word).or_default();
                list.extend_from_slice(piece.ads);
            }
            Ok(())
        })?;
        if names_run != Some(true) {
            let path = self.folder().join(TABLE.file_name());
            return Err(damaged(&path, "it is not the index of this run"));
        }
        Ok(found)
    }
}
