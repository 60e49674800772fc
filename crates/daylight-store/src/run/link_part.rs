//! Links of a run, read only where they are wanted.

use daylight_model::Link;
use daylight_model::Suppression;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use crate::columns::Want;
use crate::columns::for_chosen_rows;
use crate::error::Result;
use crate::run::Run;
use crate::tables::links;

/// What tells whether a link is wanted.
#[derive(Clone, Copy, Debug)]
pub struct LinkLine<'a> {
    /// An ad of the first side.
    pub from_ad: &'a str,
    /// An ad of the other side.
    pub to_ad: &'a str,
    /// The template it rests on; `None` for a link through an identifier.
    pub template_id: Option<&'a str>,
    /// Why it is not used; `None` where it is.
    pub suppressed: Option<Suppression>,
}

impl Run {
    /// Calls `each` with the links that `wanted` says true of, by id; that is asked of every link.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn links_where(
        &self,
        mut wanted: impl FnMut(&LinkLine<'_>) -> bool,
        mut each: impl FnMut(Link),
    ) -> Result<()> {
        let wants = [
            Want::Plain("from_ad"),
            Want::Plain("to_ad"),
            Want::Plain("template_id"),
            Want::Coded("suppression"),
        ];
        for_chosen_rows(
            self.plain(&links::TABLE)?,
            &wants,
            |piece| {
                let reasons = piece.by_code(3, suppression);
                let is_wanted = |row| {
                    let suppressed = match piece.code(3, row) {
                        None => None,
                        Some(code) => {
                            let known = reasons.get(code).copied().flatten();
                            Some(known.ok_or_else(|| piece.wrong(3))?)
                        }
                    };
                    Ok(wanted(&LinkLine {
                        from_ad: piece.must(0, row)?,
                        to_ad: piece.must(1, row)?,
                        template_id: piece.text(2, row),
                        suppressed,
                    }))
                };
                (0..piece.rows).map(is_wanted).collect()
            },
            |row| {
                each(links::read(row)?);
                Ok(())
            },
        )
    }
}

/// The table's codes are the names that the model gives them in JSON.
fn suppression(code: &str) -> Option<Suppression> {
    let code: serde::de::value::StrDeserializer<'_, Error> = code.into_deserializer();
    Suppression::deserialize(code).ok()
}
