//! What people decided about two ads: of one operator, or of two.

use daylight_model::AdId;
use daylight_policy::Action;
use daylight_policy::Thing;
use rusqlite::Connection;
use rusqlite::Row;
use rusqlite::params;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::failed;
use crate::judgements::policy::Asking;

/// What a person decided about two ads; every later run respects it until it is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its number, from 1.
    pub id: i64,
    /// True where the ads are of one operator, false where they are of two.
    pub is_together: bool,
    /// One ad.
    pub one: AdId,
    /// The other.
    pub other: AdId,
    /// The id of who decided.
    pub decided_by: String,
    /// When, RFC 3339.
    pub decided_at: String,
    /// When it was withdrawn, RFC 3339; empty before.
    pub withdrawn_at: String,
}

impl Decision {
    fn cells(&self) -> [Vec<u8>; 7] {
        let text = |text: &str| text.as_bytes().to_vec();
        [
            self.id.to_le_bytes().to_vec(),
            i64::from(self.is_together).to_le_bytes().to_vec(),
            text(self.one.as_str()),
            text(self.other.as_str()),
            text(&self.decided_by),
            text(&self.decided_at),
            text(&self.withdrawn_at),
        ]
    }
}

impl Judgements {
    /// Decides about two ads.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn decide(
        &mut self,
        asking: &Asking<'_>,
        is_together: bool,
        (one, other): (&AdId, &AdId),
    ) -> Result<Decision> {
        let sort = if is_together { "together" } else { "apart" };
        let on = format!("ads {one} and {other}, {sort}");
        let mut decided = None;
        self.decided(
            asking,
            Action::Judge,
            |_, _| Ok((Thing::Workspace, Some(on))),
            |judgements, database, ask| {
                let sql = "select coalesce(max(id), 0) + 1 from decisions";
                let id = database.query_row(sql, [], |row| row.get(0));
                let decision = Decision {
                    id: id.map_err(failed(&judgements.path))?,
                    is_together,
                    one: one.clone(),
                    other: other.clone(),
                    decided_by: ask.who.clone(),
                    decided_at: asking.at.to_owned(),
                    withdrawn_at: String::new(),
                };
                judgements.put_decision(database, &decision)?;
                decided = Some(decision);
                Ok(())
            },
        )?;
        decided.ok_or_else(|| self.wrong("a decision was lost"))
    }

    /// Withdraws a decision; it stays on the list.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where there is no such decision in
    /// force; also where the disk refuses.
    pub fn withdraw(&mut self, asking: &Asking<'_>, id: i64) -> Result<Decision> {
        let on = format!("decision {id}, withdrawn");
        let mut withdrawn = None;
        self.on_workspace(asking, Action::Judge, &on, |judgements, database| {
            let mut decisions = judgements.decisions_in(database)?;
            decisions.retain(|it| it.id == id && it.withdrawn_at.is_empty());
            let Some(mut decision) = decisions.pop() else {
                return Err(StoreError::Missing {
                    what: format!("decision {id} in force"),
                    hint: "`daylight judge list` names all",
                });
            };
            asking.at.clone_into(&mut decision.withdrawn_at);
            judgements.put_decision(database, &decision)?;
            withdrawn = Some(decision);
            Ok(())
        })?;
        withdrawn.ok_or_else(|| self.wrong("a decision was lost"))
    }

    /// All decisions, the newest first, those that were withdrawn too.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        self.decisions_in(&self.database)
    }

    fn decisions_in(&self, database: &Connection) -> Result<Vec<Decision>> {
        let not_read = failed(&self.path);
        let sql = "select id, together, one, other, decided_by, decided_at, withdrawn_at, code \
                   from decisions order by id desc";
        let mut statement = database.prepare(sql).map_err(&not_read)?;
        let rows = statement.query_map([], row).map_err(&not_read)?;
        rows.map(|row| {
            let (decision, code) = row.map_err(&not_read)?;
            let is_whole = code == self.decision_code(&decision);
            is_whole
                .then_some(decision)
                .ok_or_else(|| self.wrong("a row of `decisions` was changed"))
        })
        .collect()
    }

    fn decision_code(&self, decision: &Decision) -> [u8; 32] {
        let cells = decision.cells();
        let cells: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
        self.cipher.code("decisions", &cells)
    }

    pub(super) fn put_decision(&self, database: &Connection, decision: &Decision) -> Result<()> {
        let sql = "insert or replace into decisions \
                   (id, together, one, other, decided_by, decided_at, withdrawn_at, code) \
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let code = self.decision_code(decision);
        let row = params![
            decision.id,
            i64::from(decision.is_together),
            decision.one.as_str(),
            decision.other.as_str(),
            decision.decided_by,
            decision.decided_at,
            decision.withdrawn_at,
            code.as_slice()
        ];
        let put = database.execute(sql, row);
        put.map(drop).map_err(failed(&self.path))
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<(Decision, Vec<u8>)> {
    let together: i64 = row.get(1)?;
    let decision = Decision {
        id: row.get(0)?,
        is_together: together == 1,
        one: AdId::new(&row.get::<_, String>(2)?),
        other: AdId::new(&row.get::<_, String>(3)?),
        decided_by: row.get(4)?,
        decided_at: row.get(5)?,
        withdrawn_at: row.get(6)?,
    };
    Ok((decision, row.get(7)?))
}
