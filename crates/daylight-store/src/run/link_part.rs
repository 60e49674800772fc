//! Links of a run, read only where they are wanted.

use daylight_model::Link;
use daylight_model::Suppression;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use crate::error::Result;
use crate::run::Run;
use crate::table_read::Wanted;
use crate::table_read::for_each_row;
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
        let table = &links::TABLE;
        self.check(table)?;
        // Most columns of most row groups are needed, so reading them twice would cost more than
        // reading all of them once.
        for_each_row(&self.folder, table, Wanted::Plain, |row| {
            let suppressed = match row.maybe_text("suppression")? {
                Some(code) => Some(suppression(&code).ok_or_else(|| row.wrong("suppression"))?),
                None => None,
            };
            let is_wanted = wanted(&LinkLine {
                from_ad: &row.text("from_ad")?,
                to_ad: &row.text("to_ad")?,
                template_id: row.maybe_text("template_id")?.as_deref(),
                suppressed,
            });
            if is_wanted {
                each(links::read(row)?);
            }
            Ok(())
        })
    }
}

/// The table's codes are the names that the model gives them in JSON.
fn suppression(code: &str) -> Option<Suppression> {
    let code: serde::de::value::StrDeserializer<'_, Error> = code.into_deserializer();
    Suppression::deserialize(code).ok()
}
