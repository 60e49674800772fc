//! What people decided about two ads: of one operator, or of two.

use daylight_model::AdId;
use daylight_policy::Action;
use daylight_policy::Thing;
use rusqlite::types::Value;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::policy::Asking;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;

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

impl Kept for Decision {
    const TABLE: &'static str = "decisions";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "together",
        "one",
        "other",
        "decided_by",
        "decided_at",
        "withdrawn_at",
    ];

    fn cells(&self, _: &Cipher) -> Result<Vec<Value>> {
        Ok(vec![
            Value::Integer(self.id),
            Value::Integer(self.is_together.into()),
            text(self.one.as_str()),
            text(self.other.as_str()),
            text(&self.decided_by),
            text(&self.decided_at),
            text(&self.withdrawn_at),
        ])
    }

    fn read(cells: &mut Cells, _: &Cipher) -> Option<Self> {
        Some(Self {
            id: cells.whole()?,
            is_together: cells.whole()? == 1,
            one: AdId::new(&cells.text()?),
            other: AdId::new(&cells.text()?),
            decided_by: cells.text()?,
            decided_at: cells.text()?,
            withdrawn_at: cells.text()?,
        })
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
                let decision = Decision {
                    id: judgements.next_number::<Decision>(database)?,
                    is_together,
                    one: one.clone(),
                    other: other.clone(),
                    decided_by: ask.who.clone(),
                    decided_at: asking.at.to_owned(),
                    withdrawn_at: String::new(),
                };
                judgements.keep(database, &decision)?;
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
            let decision: Option<Decision> = judgements.kept(database, Value::Integer(id))?;
            let in_force = decision.filter(|it| it.withdrawn_at.is_empty());
            let mut decision = in_force.ok_or_else(|| StoreError::Missing {
                what: format!("decision {id} in force"),
                hint: "`daylight judge list` names all",
            })?;
            asking.at.clone_into(&mut decision.withdrawn_at);
            judgements.keep(database, &decision)?;
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
        let mut decisions: Vec<Decision> = self.all_kept(&self.database)?;
        decisions.reverse();
        Ok(decisions)
    }
}
