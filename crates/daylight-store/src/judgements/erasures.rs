//! "I am this person, remove me": asked for, decided by a deadline, done, and told.

use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::Private;
use daylight_policy::Action;
use daylight_policy::Thing;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::params;

use crate::columns::Want;
use crate::columns::for_each_piece;
use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::failed;
use crate::judgements::policy::Asking;
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
    /// The identifier, sealed; empty once its ads are removed.
    sealed: Vec<u8>,
}

impl Erasure {
    fn cells(&self) -> [Vec<u8>; 8] {
        let text = |text: &str| text.as_bytes().to_vec();
        [
            self.id.to_le_bytes().to_vec(),
            text(&self.asked_at),
            text(&self.due_at),
            text(&self.outcome),
            text(&self.decided_by),
            text(&self.decided_at),
            self.ads_cell().to_le_bytes().to_vec(),
            self.sealed.clone(),
        ]
    }

    fn ads_cell(&self) -> i64 {
        self.ads
            .map_or(-1, |ads| i64::try_from(ads).unwrap_or(i64::MAX))
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
                let sql = "select coalesce(max(id), 0) + 1 from erasures";
                let id = database.query_row(sql, [], |row| row.get(0));
                let id = id.map_err(failed(&judgements.path))?;
                let sealed = judgements
                    .cipher
                    .seal(&place(id), identifier.reveal().as_bytes())?;
                let erasure = Erasure {
                    id,
                    asked_at: asking.at.to_owned(),
                    due_at,
                    outcome: String::new(),
                    decided_by: String::new(),
                    decided_at: String::new(),
                    ads: None,
                    sealed,
                };
                judgements.put_erasure(database, &erasure)?;
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
        let opened = self.cipher.open(&place(id), &granted.sealed);
        let opened = opened.and_then(|bytes| String::from_utf8(bytes).ok());
        let identifier = opened.ok_or_else(|| self.wrong("a row of `erasures` was changed"))?;
        let ids = found.run.ads_showing(&(found.tokens)(&identifier))?;
        let erased = writer.erase_ads(&ids)?;
        let done = Erasure {
            ads: Some(erased.ads),
            sealed: Vec::new(),
            ..granted
        };
        self.in_transaction(|judgements, database| judgements.put_erasure(database, &done))?;
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
                judgements.put_erasure(database, &erasure)?;
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
        let not_read = failed(&self.path);
        let sql = format!("{SELECT} order by id desc");
        let mut statement = self.database.prepare(&sql).map_err(&not_read)?;
        let rows = statement.query_map([], row).map_err(&not_read)?;
        rows.map(|row| self.proven_erasure(row.map_err(&not_read)?))
            .collect()
    }

    fn erasure(&self, database: &Connection, id: i64) -> Result<Erasure> {
        let sql = format!("{SELECT} where id = ?1");
        let found = database.query_row(&sql, [id], row).optional();
        match found.map_err(failed(&self.path))? {
            Some(found) => self.proven_erasure(found),
            None => Err(StoreError::Missing {
                what: format!("request {id}"),
                hint: "`daylight erasure list` names those there are",
            }),
        }
    }

    fn proven_erasure(&self, (erasure, code): (Erasure, Vec<u8>)) -> Result<Erasure> {
        if code == self.erasure_code(&erasure) {
            Ok(erasure)
        } else {
            Err(self.wrong("a row of `erasures` was changed"))
        }
    }

    fn erasure_code(&self, erasure: &Erasure) -> [u8; 32] {
        let cells = erasure.cells();
        let cells: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
        self.cipher.code("erasures", &cells)
    }

    fn put_erasure(&self, database: &Connection, erasure: &Erasure) -> Result<()> {
        let sql = "insert or replace into erasures \
                   (id, asked_at, due_at, outcome, decided_by, decided_at, ads, sealed, code) \
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let code = self.erasure_code(erasure);
        let row = params![
            erasure.id,
            erasure.asked_at,
            erasure.due_at,
            erasure.outcome,
            erasure.decided_by,
            erasure.decided_at,
            erasure.ads_cell(),
            erasure.sealed,
            code.as_slice()
        ];
        let put = database.execute(sql, row);
        put.map(drop).map_err(failed(&self.path))
    }

    /// Seals what is open under the keys of these judgements, as another's keys sealed it.
    pub(super) fn erasure_anew(
        &self,
        database: &Connection,
        before: &Self,
        old: Erasure,
    ) -> Result<()> {
        let mut sealed = Vec::new();
        if !old.sealed.is_empty() {
            let opened = before.cipher.open(&place(old.id), &old.sealed);
            let opened = opened.ok_or_else(|| before.wrong("a row of `erasures` was changed"))?;
            sealed = self.cipher.seal(&place(old.id), &opened)?;
        }
        self.put_erasure(database, &Erasure { sealed, ..old })
    }
}

const SELECT: &str = "select id, asked_at, due_at, outcome, decided_by, decided_at, ads, sealed, code \
                      from erasures";

fn row(row: &Row<'_>) -> rusqlite::Result<(Erasure, Vec<u8>)> {
    let ads: i64 = row.get(6)?;
    let erasure = Erasure {
        id: row.get(0)?,
        asked_at: row.get(1)?,
        due_at: row.get(2)?,
        outcome: row.get(3)?,
        decided_by: row.get(4)?,
        decided_at: row.get(5)?,
        ads: u64::try_from(ads).ok(),
        sealed: row.get(7)?,
    };
    Ok((erasure, row.get(8)?))
}

fn place(id: i64) -> String {
    format!("erasures sealed {id}")
}

impl Run {
    /// Every ad that shows one of the tokens in any reading, in a network or not.
    fn ads_showing(&self, tokens: &BTreeSet<String>) -> Result<BTreeSet<AdId>> {
        let wants = [
            Want::Plain("ad_id"),
            Want::Coded("value"),
            Want::Coded("readings"),
        ];
        let mut ads = BTreeSet::new();
        for_each_piece(self.plain(&facts::TABLE)?, &wants, None, |piece| {
            let is_value = piece.by_code(1, |value| tokens.contains(value));
            let has_reading = piece.by_code(2, |readings| {
                let readings: Vec<String> = serde_json::from_str(readings).unwrap_or_default();
                readings.iter().any(|reading| tokens.contains(reading))
            });
            let of = |column, truths: &[bool], row| {
                let code = piece.code(column, row);
                code.and_then(|code| truths.get(code)).copied() == Some(true)
            };
            let rows = 0..piece.rows;
            for row in rows.filter(|row| of(1, &is_value, *row) || of(2, &has_reading, *row)) {
                ads.insert(AdId::new(piece.must(0, row)?));
            }
            Ok(())
        })?;
        Ok(ads)
    }
}
