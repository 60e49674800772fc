//! The index of a run: from a token to the ads of networks that show it.
//!
//! It can be built anew at any time and holds nothing that the run's tables do not. Ads in no
//! network are left out: what is not there cannot be looked up. All columns are encrypted but one,
//! which holds less than the plain columns of the facts.

use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::NetworkId;

use crate::disk;
use crate::error::Result;
use crate::error::damaged;
use crate::run::Run;
use crate::table::Table;
use crate::table_read::for_rows_near;
use crate::table_write::TableWriter;
use crate::tables::token_index;
use crate::workspace::Writer;

/// The token of the row that names the run.
const OF_RUN: &str = "";

/// An ad that shows a token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The token.
    pub token: String,
    /// The ad.
    pub ad_id: AdId,
    /// Its network.
    pub network_id: NetworkId,
}

impl Writer<'_> {
    /// Builds the index of a run, in place of one that is there.
    ///
    /// # Errors
    /// Where a table cannot be read, or the disk refuses.
    pub fn index(&self, run: &Run) -> Result<()> {
        let mut members = Members::default();
        run.for_each_member(|ad, network| members.push(ad, network))?;
        let mut shown: Vec<(Box<str>, u32)> = Vec::new();
        run.tokens_of(&members.ads, None, |token| {
            let ad = u32::try_from(token.ad).unwrap_or(u32::MAX);
            token.for_each_token(|token| shown.push((token.into(), ad)));
        })?;
        shown.sort_unstable_by(|(one, one_ad), (other, other_ad)| {
            let parts = token_index::part(one).cmp(token_index::part(other));
            parts.then_with(|| (one, one_ad).cmp(&(other, other_ad)))
        });
        shown.dedup();
        self.put_beside(run, token_index::TABLE, |table| {
            table.push(&token_index::cells(OF_RUN, &run.manifest().run_id, ""))?;
            let rows = shown.iter().filter_map(|(token, ad)| {
                let (ad, network) = members.get(*ad)?;
                Some((token, ad, network))
            });
            for (token, ad, network) in rows {
                table.push(&token_index::cells(token, ad, network))?;
            }
            Ok(())
        })
    }

    /// Writes a table that can be rebuilt into the folder of a run, in place of one that is there.
    pub(crate) fn put_beside(
        &self,
        run: &Run,
        table: Table<'_>,
        write: impl FnOnce(&mut TableWriter<'_>) -> Result<()>,
    ) -> Result<()> {
        let aside = self.workspace.aside();
        disk::remove_dir(&aside)?;
        disk::make_dir(&aside)?;
        let name = table.file_name();
        let mut table = TableWriter::create(&aside, table, Some(&self.workspace.keys().data))?;
        write(&mut table)?;
        table.finish()?;
        disk::rename(&aside.join(&name), &run.folder().join(&name))?;
        disk::sync_dir(run.folder())?;
        disk::remove_dir(&aside)
    }
}

/// The ads that are in a network, ascending.
#[derive(Debug, Default)]
struct Members {
    ads: Vec<AdId>,
    networks: Vec<NetworkId>,
}

impl Members {
    fn push(&mut self, ad: &str, network: &str) {
        self.ads.push(AdId::new(ad));
        self.networks.push(NetworkId::new(network));
    }

    fn get(&self, ad: u32) -> Option<(&str, &str)> {
        let at = ad as usize;
        Some((self.ads.get(at)?.as_str(), self.networks.get(at)?.as_str()))
    }
}

impl Run {
    /// True where [`Writer::index`] was called.
    #[must_use]
    pub fn is_indexed(&self) -> bool {
        let name = token_index::TABLE.file_name();
        self.folder().join(name).exists()
    }

    /// The ads of networks that show one of the tokens, by token and ad id.
    ///
    /// Only what may hold them is read. The footer, which tells where that is, is signed, and what is
    /// found proves itself when it is decrypted.
    ///
    /// # Errors
    /// Where the index is missing, cannot be read, was changed, or is that of another run.
    pub fn showing(&self, tokens: &BTreeSet<String>) -> Result<Vec<Shown>> {
        let wanted = tokens.iter().map(|token| token_index::part(token));
        let wanted: BTreeSet<&str> = wanted.chain([OF_RUN]).collect();
        let mut found = Vec::new();
        let mut names_run = false;
        let key = &self.keys().data;
        for_rows_near(self.folder(), &token_index::TABLE, key, &wanted, |row| {
            let (token, ad_id, network_id) = token_index::read(row)?;
            if token == OF_RUN {
                names_run = ad_id.as_str() == self.manifest().run_id;
            } else if tokens.contains(&token) {
                found.push(Shown {
                    token,
                    ad_id,
                    network_id,
                });
            }
            Ok(())
        })?;
        if !names_run {
            let path = self.folder().join(token_index::TABLE.file_name());
            return Err(damaged(&path, "it is not the index of this run"));
        }
        Ok(found)
    }
}
