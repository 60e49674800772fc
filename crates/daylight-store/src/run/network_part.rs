//! Networks of a run, read only where they are wanted.
#![expect(
    clippy::excessive_nesting,
    reason = "a table is read by pieces and a piece by rows: the loop over rows stands in a closure"
)]

use std::collections::BTreeMap;

use daylight_model::AdId;
use daylight_model::Network;
use daylight_model::NetworkId;
use daylight_model::Reason;

use crate::columns::Want;
use crate::columns::for_chosen_rows;
use crate::columns::for_each_piece;
use crate::columns::for_rows_at;
use crate::error::Result;
use crate::run::Run;
use crate::tables::members;
use crate::tables::networks;
use crate::tables::reasons;

/// What tells whether a network is wanted.
#[derive(Clone, Copy, Debug)]
pub struct NetworkLine<'a> {
    /// Its id.
    pub network_id: &'a str,
    /// Its place in the ranking.
    pub rank: Option<u32>,
    /// Why it is not ranked.
    pub abstained: Option<&'a str>,
}

impl Run {
    /// The networks that `wanted` says true of, each with how many ads it has but without its
    /// members and reasons; it is asked of every network, by rank, those without one last.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn networks_where(
        &self,
        mut wanted: impl FnMut(&NetworkLine<'_>) -> bool,
    ) -> Result<Vec<(Network, u64)>> {
        let wants = [
            Want::Plain("network_id"),
            Want::Plain("rank"),
            Want::Coded("abstained_why"),
        ];
        let mut found = Vec::new();
        for_chosen_rows(
            self.plain(&networks::TABLE)?,
            &wants,
            |piece| {
                let is_wanted = |row| {
                    let rank = piece.whole(1, row).map(u32::try_from).transpose();
                    Ok(wanted(&NetworkLine {
                        network_id: piece.must(0, row)?,
                        rank: rank.map_err(|_| piece.wrong(1))?,
                        abstained: piece.text(2, row),
                    }))
                };
                (0..piece.rows).map(is_wanted).collect()
            },
            |row| {
                found.push((networks::read(row)?, row.whole("ads")?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The members of some networks, by ad id, each with where its network stands in the list.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn members_of(&self, networks: &[NetworkId]) -> Result<Vec<(AdId, usize)>> {
        let places = places(networks);
        let wants = [Want::Plain("ad_id"), Want::Coded("network_id")];
        let mut found = Vec::new();
        for_each_piece(self.plain(&members::TABLE)?, &wants, None, |piece| {
            let places = piece.by_code(1, |id| places.get(id).copied());
            for row in 0..piece.rows {
                let place = piece.code(1, row).and_then(|code| places.get(code));
                if let Some(place) = place.copied().flatten() {
                    found.push((AdId::new(piece.must(0, row)?), place));
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Calls `each` with every ad in a network and that network, by ad id.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn for_each_member(&self, mut each: impl FnMut(&str, &str)) -> Result<()> {
        let wants = [Want::Plain("ad_id"), Want::Coded("network_id")];
        for_each_piece(self.plain(&members::TABLE)?, &wants, None, |piece| {
            for row in 0..piece.rows {
                each(piece.must(0, row)?, piece.must(1, row)?);
            }
            Ok(())
        })
    }

    /// The members at ascending places of the table, which is in the order of ads.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn members_at(&self, places: &[u32]) -> Result<Vec<(AdId, NetworkId)>> {
        let mut found = Vec::with_capacity(places.len());
        for_rows_at(self.plain(&members::TABLE)?, places, |row| {
            found.push(members::read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The reasons of some networks, each with where its network stands in the list; those of a
    /// network by indicator.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn reasons_of(&self, networks: &[NetworkId]) -> Result<Vec<(usize, Reason)>> {
        let places = places(networks);
        let mut found = Vec::new();
        for_chosen_rows(
            self.plain(&reasons::TABLE)?,
            &[Want::Coded("network_id")],
            |piece| {
                let wanted = piece.by_code(0, |id| places.contains_key(id));
                let is_wanted = |row| piece.code(0, row).and_then(|code| wanted.get(code));
                let rows = 0..piece.rows;
                Ok(rows.map(|row| is_wanted(row) == Some(&true)).collect())
            },
            |row| {
                let (network, reason) = reasons::read(row)?;
                let place = places.get(network.as_str());
                found.extend(place.map(|place| (*place, reason)));
                Ok(())
            },
        )?;
        Ok(found)
    }
}

/// Where each network stands in the list.
fn places(networks: &[NetworkId]) -> BTreeMap<&str, usize> {
    let places = networks.iter().enumerate();
    places.map(|(at, id)| (id.as_str(), at)).collect()
}
