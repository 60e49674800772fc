//! A run, read back table by table: whole here, by parts in the modules below.

mod ad_part;
mod link_part;
mod network_part;
mod shown_ad;
mod token_counts;
mod token_part;

use daylight_model::AdId;
use daylight_model::ClusterId;
use daylight_model::Fact;
use daylight_model::Link;
use daylight_model::Network;
use daylight_model::NetworkChange;
use daylight_model::NetworkId;
use daylight_model::Reason;
use daylight_model::Reject;
use daylight_model::Template;
use daylight_model::TemplateId;

use crate::columns::Source;
use crate::error::Result;
use crate::keys::Keys;
use crate::manifest;
use crate::manifest::RunManifest;
use crate::stored::RunAd;
use crate::stored::TokenFact;
use crate::table::Table;
use crate::table_read::Row;
use crate::table_read::Wanted;
use crate::table_read::check_bytes;
use crate::table_read::for_each_row;
use crate::table_read::read_rows;
use crate::tables::ads;
use crate::tables::changes;
use crate::tables::clusters;
use crate::tables::facts;
use crate::tables::links;
use crate::tables::members;
use crate::tables::networks;
use crate::tables::reasons;
use crate::tables::rejects;
use crate::tables::templates;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

pub use ad_part::AdCounts;
pub use ad_part::Clustered;
pub use ad_part::Posted;
pub use link_part::LinkLine;
pub use network_part::NetworkLine;
pub use shown_ad::Part;
pub use shown_ad::ShownAd;
pub use shown_ad::ShownField;
pub use token_counts::TokenCounts;
pub use token_part::FactValue;
pub use token_part::TokenAt;

/// A run, open for reading.
#[derive(Clone, Debug)]
pub struct Run {
    folder: PathBuf,
    keys: Keys,
    manifest: RunManifest,
    /// The tables whose bytes were found to be those that were written, so that a command that
    /// reads a table twice hashes it once.
    checked: Arc<Mutex<BTreeSet<&'static str>>>,
}

impl Run {
    /// Opens the run in a folder.
    pub(crate) fn open(folder: PathBuf, keys: &Keys) -> Result<Self> {
        Ok(Self {
            manifest: manifest::read(&folder.join(manifest::FILE), &keys.data)?,
            keys: keys.clone(),
            folder,
            checked: Arc::default(),
        })
    }

    /// What the run holds.
    #[must_use]
    pub fn manifest(&self) -> &RunManifest {
        &self.manifest
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Refuses a table whose bytes are not those that were written; it is hashed the first time.
    pub(crate) fn check(&self, table: &Table<'_>) -> Result<()> {
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if !checked.contains(table.name) {
            check_bytes(&self.folder, table, &self.manifest.tables)?;
            checked.insert(table.name);
        }
        Ok(())
    }

    /// A table of plain columns, checked and ready to be read by columns.
    pub(crate) fn plain<'a>(&'a self, table: &'a Table<'a>) -> Result<Source<'a>> {
        self.check(table)?;
        Ok(Source {
            folder: &self.folder,
            table,
            key: None,
        })
    }

    fn rows<T>(&self, table: &Table<'_>, read: impl Fn(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        self.check(table)?;
        read_rows(&self.folder, table, Wanted::All(&self.keys.data), read)
    }

    /// The networks with their members and reasons, by rank, those without one last.
    ///
    /// # Errors
    /// Where a table cannot be read.
    pub fn networks(&self) -> Result<Vec<Network>> {
        let mut networks = self.rows(&networks::TABLE, networks::read)?;
        let mut members: BTreeMap<NetworkId, Vec<AdId>> = BTreeMap::new();
        for (ad, network) in self.members()? {
            members.entry(network).or_default().push(ad);
        }
        let mut reasons: BTreeMap<NetworkId, Vec<Reason>> = BTreeMap::new();
        for (network, reason) in self.reasons()? {
            reasons.entry(network).or_default().push(reason);
        }
        for network in &mut networks {
            network.members = members.remove(&network.network_id).unwrap_or_default();
            network.reasons = reasons.remove(&network.network_id).unwrap_or_default();
        }
        Ok(networks)
    }

    /// Every reason with its network, by network id and indicator.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn reasons(&self) -> Result<Vec<(NetworkId, Reason)>> {
        self.rows(&reasons::TABLE, reasons::read)
    }

    /// Which ad is in which network, by ad id.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn members(&self) -> Result<Vec<(AdId, NetworkId)>> {
        self.rows(&members::TABLE, members::read)
    }

    /// Which ad is in which cluster, by ad id.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn clusters(&self) -> Result<Vec<(AdId, ClusterId)>> {
        self.rows(&clusters::TABLE, clusters::read)
    }

    /// The templates with their members, by cluster and template id.
    ///
    /// # Errors
    /// Where a table cannot be read.
    pub fn templates(&self) -> Result<Vec<Template>> {
        let mut templates = self.rows(&templates::TABLE, templates::read)?;
        let mut fitting: BTreeMap<TemplateId, Vec<AdId>> = BTreeMap::new();
        let fits = self.rows(&clusters::TABLE, clusters::read_template)?;
        for (template, ad) in fits.into_iter().flatten() {
            fitting.entry(template).or_default().push(ad);
        }
        for template in &mut templates {
            template.members = fitting.remove(&template.template_id).unwrap_or_default();
        }
        Ok(templates)
    }

    /// What became of the networks of the run before it, ascending; nothing where there is none.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn changes(&self) -> Result<Vec<NetworkChange>> {
        if self.manifest.predecessor.is_none() {
            return Ok(Vec::new());
        }
        self.rows(&changes::TABLE, changes::read)
    }

    /// The links, used or not, by id.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn links(&self) -> Result<Vec<Link>> {
        self.rows(&links::TABLE, links::read)
    }

    /// Every fact with its ad, by ad id.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn facts(&self) -> Result<Vec<(AdId, Fact)>> {
        self.rows(&facts::TABLE, facts::read)
    }

    /// Every ad the run read, without its texts, by ad id.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn ads(&self) -> Result<Vec<RunAd>> {
        self.rows(&ads::TABLE, ads::read)
    }

    /// Calls `each` with every identifier and name as a token, by ad id; no private column is
    /// decrypted.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn for_each_token(&self, mut each: impl FnMut(TokenFact)) -> Result<()> {
        let table = &facts::TABLE;
        self.check(table)?;
        let wanted = Wanted::Named(&facts::TOKENS);
        for_each_row(&self.folder, table, wanted, |row| {
            facts::read_token(row)?.into_iter().for_each(&mut each);
            Ok(())
        })
    }

    /// The rows that were not kept.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn rejects(&self) -> Result<Vec<Reject>> {
        self.rows(&rejects::TABLE, rejects::read)
    }
}
