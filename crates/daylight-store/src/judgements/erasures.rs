//! "I am this person, remove me": asked for, decided by a deadline, done, and told.

use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::Private;
use daylight_policy::Action;
use daylight_policy::Thing;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::columns::Want;
use crate::columns::for_each_piece;
use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::policy::Asking;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;
use crate::moment_text;
use crate::run::Run;
use crate::runs;
use crate::tables::facts;
use crate::workspace::Writer;

/// Days in which a request is to be decided: a month, as Article 12 of the GDPR has it.
const DAYS: i64 = 30;

/// A request to remove what is held about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its number, from 1.
    pub id: i64,
    /// When it was asked for, RFC 3339.
    pub asked_at: String,
    /// By when it is to be decided, RFC 3339.
    pub due_at: String,
    /// `granted`, `refused`, or empty before the decision.
    pub outcome: String,
    /// The id of who decided.
    pub decided_by: String,
    /// When, RFC 3339.
    pub decided_at: String,
    /// Ads that were removed; `None` before they are.
    pub ads: Option<u64>,
    /// The identifier, which is sealed at rest; `None` once its ads are removed.
    identifier: Option<Private>,
}

impl Kept for Erasure {
    const TABLE: &'static str = "erasures";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "asked_at",
        "due_at",
        "outcome",
        "decided_by",
        "decided_at",
        "ads",
        "sealed",
    ];

    fn cells(&self, cipher: &Cipher) -> Result<Vec<Value>> {
        let identifier = self.identifier.as_ref().map(Private::reveal);
        let seal = |text: &str| cipher.seal(&place(self.id), text.as_bytes());
        let sealed = identifier.map(seal).transpose()?.unwrap_or_default();
        let ads = self.ads.map(i64::try_from);
        Ok(vec![
            Value::Integer(self.id),
            text(&self.asked_at),
            text(&self.due_at),
            text(&self.outcome),
            text(&self.decided_by),
            text(&self.decided_at),
            Value::Integer(ads.map_or(-1, |ads| ads.unwrap_or(i64::MAX))),
            Value::Blob(sealed),
        ])
    }

    fn read(cells: &mut Cells, cipher: &Cipher) -> Option<Self> {
        let id = cells.whole()?;
        let mut erasure = Self {
            id,
            asked_at: cells.text()?,
            due_at: cells.text()?,
            outcome: cells.text()?,
            decided_by: cells.text()?,
            decided_at: cells.text()?,
            ads: u64::try_from(cells.whole()?).ok(),
            identifier: None,
        };
        let sealed = cells.bytes()?;
        if !sealed.is_empty() {
            let identifier = cipher.open(&place(id), &sealed)?;
            erasure.identifier = Some(Private::new(String::from_utf8(identifier).ok()?));
        }
        Some(erasure)
    }
}

/// Which ads an identifier stands in.
pub struct Found<'f> {
    /// The run in force, over all that was imported.
    pub run: &'f Run,
    /// The tokens of an identifier, in all its readings.
    pub tokens: &'f dyn Fn(&str) -> BTreeSet<String>,
}

impl std::fmt::Debug for Found<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Found")
    }
}

impl Judgements {
    /// Takes a request to remove every ad that shows an identifier.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn ask_erasure(&mut self, asking: &Asking<'_>, identifier: &Private) -> Result<Erasure> {
        let due_at = moment_text::days_after(asking.at, DAYS);
        let due_at = due_at.ok_or_else(|| self.wrong("the time of a request cannot be read"))?;
        let mut asked = None;
        self.on_workspace(
            asking,
            Action::AskErasure,
            "erasure",
            |judgements, database| {
                let erasure = Erasure {
                    id: judgements.next_number::<Erasure>(database)?,
                    asked_at: asking.at.to_owned(),
                    due_at,
                    outcome: String::new(),
                    decided_by: String::new(),
                    decided_at: String::new(),
                    ads: None,
                    identifier: Some(identifier.clone()),
                };
                judgements.keep(database, &erasure)?;
                asked = Some(erasure);
                Ok(())
            },
        )?;
        asked.ok_or_else(|| self.wrong("a request was lost"))
    }

    /// Refuses a request that is not decided.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where there is no such request, or it
    /// is decided; also where the disk refuses.
    pub fn refuse_erasure(&mut self, asking: &Asking<'_>, id: i64) -> Result<Erasure> {
        self.decide_erasure(asking, id, "refused")
    }

    /// Grants a request, removes the ads, and destroys the request's identifier. Interrupted in
    /// between, it is granted, and another call removes the ads.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where there is no such request, it is
    /// refused or done, or the run does not read all that was imported; also where the disk refuses.
    pub fn grant_erasure(
        &mut self,
        asking: &Asking<'_>,
        id: i64,
        writer: &Writer<'_>,
        found: &Found<'_>,
    ) -> Result<Erasure> {
        let batches = writer.workspace().batches()?;
        if found.run.manifest().inputs != runs::inputs(&batches) {
            return Err(StoreError::Missing {
                what: "a run over all that was imported".to_owned(),
                hint: "`daylight link`, then again",
            });
        }
        let granted = self.decide_erasure(asking, id, "granted")?;
        let lost = || self.wrong("the identifier of a request was lost");
        let identifier = granted.identifier.as_ref().ok_or_else(lost)?.reveal();
        let ids = found.run.ads_showing(&(found.tokens)(identifier))?;
        let erased = writer.erase_ads(&ids)?;
        let done = Erasure {
            ads: Some(erased.ads),
            identifier: None,
            ..granted
        };
        self.in_transaction(|judgements, database| judgements.keep(database, &done))?;
        self.write_back()?;
        Ok(done)
    }

    fn decide_erasure(&mut self, asking: &Asking<'_>, id: i64, outcome: &str) -> Result<Erasure> {
        let mut decided = None;
        let on = format!("erasure {id}, {outcome}");
        self.decided(
            asking,
            Action::DecideErasure,
            |_, _| Ok((Thing::Workspace, Some(on))),
            |judgements, database, ask| {
                let mut erasure = judgements.erasure(database, id)?;
                let is_unfinished = erasure.outcome == "granted" && erasure.ads.is_none();
                if !(erasure.outcome.is_empty() || is_unfinished && outcome == "granted") {
                    return Err(StoreError::Missing {
                        what: format!("request {id} that is not decided"),
                        hint: "`daylight erasure list` tells what became of each",
                    });
                }
                outcome.clone_into(&mut erasure.outcome);
                asking.at.clone_into(&mut erasure.decided_at);
                ask.who.clone_into(&mut erasure.decided_by);
                judgements.keep(database, &erasure)?;
                decided = Some(erasure);
                Ok(())
            },
        )?;
        decided.ok_or_else(|| self.wrong("a request was lost"))
    }

    /// All requests, the newest first.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn erasures(&self) -> Result<Vec<Erasure>> {
        let mut erasures: Vec<Erasure> = self.all_kept(&self.database)?;
        erasures.reverse();
        Ok(erasures)
    }

    fn erasure(&self, database: &Connection, id: i64) -> Result<Erasure> {
        let found = self.kept(database, Value::Integer(id))?;
        found.ok_or_else(|| StoreError::Missing {
            what: format!("request {id}"),
            hint: "`daylight erasure list` names those there are",
        })
    }
}

fn place(id: i64) -> String {
    format!("erasures sealed {id}")
}

impl Run {
    /// Every ad that shows one of the tokens in any reading, in a network or not.
    fn ads_showing(&self, tokens: &BTreeSet<String>) -> Result<BTreeSet<AdId>> {
        let [value, readings] = facts::SHOWN;
        let wants = [value, readings, Want::Plain("ad_id")];
        let mut ads = BTreeSet::new();
        for_each_piece(self.plain(&facts::TABLE)?, &wants, None, |piece| {
            let showing = facts::showing(piece, tokens).into_iter();
            for (row, _) in showing.enumerate().filter(|(_, shows)| *shows) {
                ads.insert(AdId::new(piece.must(2, row)?));
            }
            Ok(())
        })?;
        Ok(ads)
    }
}
