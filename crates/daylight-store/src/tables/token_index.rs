//! `token_index` of a run: which ad of which network shows a token.

use daylight_model::AdId;
use daylight_model::NetworkId;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by part, token, ad id. The first has no part and no token and names the run in place of an
/// ad, so that the index of another run is not taken for this one's.
pub(crate) const TABLE: Table<'_> = Table {
    name: "token_index",
    columns: &[
        Column::text("part"),
        Column::text("token").private(),
        Column::text("ad_id").private(),
        Column::text("network_id").private(),
    ],
};

/// The part that a token is in, by which the footer tells where to look: the first digits of a code
/// that stands whole in the plain columns of the facts.
pub(crate) fn part(token: &str) -> &str {
    let (_, digits) = token.rsplit_once('-').unwrap_or_default();
    digits.get(..3).unwrap_or_default()
}

/// The row of a token.
pub(crate) fn cells<'a>(token: &'a str, ad: &'a str, network: &'a str) -> Vec<Cell<'a>> {
    let texts = [part(token), token, ad, network];
    texts.map(Cell::text).into()
}

/// The token, ad and network of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<(String, AdId, NetworkId)> {
    Ok((
        row.text("token")?.into_owned(),
        AdId::new(&row.text("ad_id")?),
        NetworkId::new(&row.text("network_id")?),
    ))
}
