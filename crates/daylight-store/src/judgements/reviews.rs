//! What people say about networks: what each is, and what it is flagged as.

use std::fmt;
use std::str::FromStr;

use daylight_policy::Action;
use daylight_policy::Thing;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::policy::Asking;
use crate::judgements::policy::Granted;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;

/// What a network is, as a person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Signs of organised control stand.
    Organised,
    /// An agency that says what it is.
    Agency,
    /// Two people who share a phone.
    Duo,
    /// One person who advertises herself.
    Independent,
    /// Advertising of something else.
    Spam,
    /// None of these, and no cause for worry.
    Other,
    /// Not to be told from what is here.
    Unsure,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Organised,
        Self::Agency,
        Self::Duo,
        Self::Independent,
        Self::Spam,
        Self::Other,
        Self::Unsure,
    ];

    /// As it is written down.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organised => "organised",
            Self::Agency => "agency",
            Self::Duo => "duo",
            Self::Independent => "independent",
            Self::Spam => "spam",
            Self::Other => "other",
            Self::Unsure => "unsure",
        }
    }

    /// The same without the kind of a benign one: `organised`, `benign` or `unsure`.
    #[must_use]
    pub fn side(self) -> &'static str {
        match self {
            Self::Organised => "organised",
            Self::Unsure => "unsure",
            Self::Agency | Self::Duo | Self::Independent | Self::Spam | Self::Other => "benign",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No verdict is called that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no verdict is called that; verdicts are organised, agency, duo, independent, spam, other, unsure"
)]
pub struct UnknownVerdict;

impl FromStr for Verdict {
    type Err = UnknownVerdict;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownVerdict> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or(UnknownVerdict)
    }
}

/// What a person said of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Its number, from 1.
    pub id: i64,
    /// The network, by its id.
    pub network: String,
    /// What they say it is.
    pub verdict: Verdict,
    /// The entry of the log that keeps their reason, for [`Judgements::wrote`].
    pub entry: u64,
    /// The id of who said it.
    pub reviewed_by: String,
    /// When, RFC 3339.
    pub reviewed_at: String,
    /// When they took it back, RFC 3339; empty before.
    pub withdrawn_at: String,
}

/// A flag that a person set on a network. No score reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its number, from 1.
    pub id: i64,
    /// The network, by its id.
    pub network: String,
    /// What it says: `suspected minor`.
    pub flag: String,
    /// The entry of the log that keeps the reason, for [`Judgements::wrote`].
    pub entry: u64,
    /// The id of who set it.
    pub set_by: String,
    /// When, RFC 3339.
    pub set_at: String,
}

impl Kept for Review {
    const TABLE: &'static str = "reviews";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "network",
        "verdict",
        "entry",
        "reviewed_by",
        "reviewed_at",
        "withdrawn_at",
    ];

    fn cells(&self, _: &Cipher) -> Result<Vec<Value>> {
        Ok(vec![
            Value::Integer(self.id),
            text(&self.network),
            text(self.verdict.as_str()),
            Value::Integer(self.entry.cast_signed()),
            text(&self.reviewed_by),
            text(&self.reviewed_at),
            text(&self.withdrawn_at),
        ])
    }

    fn read(cells: &mut Cells, _: &Cipher) -> Option<Self> {
        Some(Self {
            id: cells.whole()?,
            network: cells.text()?,
            verdict: cells.text()?.parse().ok()?,
            entry: cells.whole()?.cast_unsigned(),
            reviewed_by: cells.text()?,
            reviewed_at: cells.text()?,
            withdrawn_at: cells.text()?,
        })
    }
}

impl Kept for Flag {
    const TABLE: &'static str = "flags";
    const COLUMNS: &'static [&'static str] =
        &["id", "network", "flag", "entry", "set_by", "set_at"];

    fn cells(&self, _: &Cipher) -> Result<Vec<Value>> {
        Ok(vec![
            Value::Integer(self.id),
            text(&self.network),
            text(&self.flag),
            Value::Integer(self.entry.cast_signed()),
            text(&self.set_by),
            text(&self.set_at),
        ])
    }

    fn read(cells: &mut Cells, _: &Cipher) -> Option<Self> {
        Some(Self {
            id: cells.whole()?,
            network: cells.text()?,
            flag: cells.text()?,
            entry: cells.whole()?.cast_unsigned(),
            set_by: cells.text()?,
            set_at: cells.text()?,
        })
    }
}

impl Judgements {
    /// Says what a network is; what the same person said of it before is taken back.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn review(
        &mut self,
        asking: &Asking<'_>,
        network: &str,
        verdict: Verdict,
    ) -> Result<Review> {
        let on = format!("network {network}, {verdict}");
        let mut said = None;
        self.on_network(
            asking,
            (Action::Review, network),
            on,
            |it, database, who| {
                it.take_back(database, network, who, asking.at)?;
                let review = Review {
                    id: it.next_number::<Review>(database)?,
                    network: network.to_owned(),
                    verdict,
                    entry: it.tree(database)?.size(),
                    reviewed_by: who.to_owned(),
                    reviewed_at: asking.at.to_owned(),
                    withdrawn_at: String::new(),
                };
                it.keep(database, &review)?;
                said = Some(review);
                Ok(())
            },
        )?;
        said.ok_or_else(|| self.wrong("a review was lost"))
    }

    /// Takes back what a person said of a network; it stays on the list.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where they said nothing of it; also
    /// where the disk refuses.
    pub fn withdraw_review(&mut self, asking: &Asking<'_>, network: &str) -> Result<()> {
        let on = format!("network {network}, review withdrawn");
        self.on_network(
            asking,
            (Action::Review, network),
            on,
            |it, database, who| {
                let is_any = it.take_back(database, network, who, asking.at)?;
                is_any.then_some(()).ok_or_else(|| StoreError::Missing {
                    what: "a review of yours of that network".to_owned(),
                    hint: "it may be taken back already",
                })
            },
        )
        .map(drop)
    }

    fn take_back(&self, database: &Connection, network: &str, who: &str, at: &str) -> Result<bool> {
        let all: Vec<Review> = self.all_kept(database)?;
        let theirs = |it: &Review| {
            it.network == network && it.reviewed_by == who && it.withdrawn_at.is_empty()
        };
        let mut is_any = false;
        for mut review in all.into_iter().filter(theirs) {
            at.clone_into(&mut review.withdrawn_at);
            self.keep(database, &review)?;
            is_any = true;
        }
        Ok(is_any)
    }

    /// All reviews, the oldest first, those taken back too.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn reviews(&self) -> Result<Vec<Review>> {
        self.all_kept(&self.database)
    }

    /// Sets a flag on a network.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn flag(&mut self, asking: &Asking<'_>, network: &str, flag: &str) -> Result<Granted> {
        let on = format!("network {network}, {flag}");
        self.on_network(asking, (Action::Flag, network), on, |it, database, who| {
            let flag = Flag {
                id: it.next_number::<Flag>(database)?,
                network: network.to_owned(),
                flag: flag.to_owned(),
                entry: it.tree(database)?.size(),
                set_by: who.to_owned(),
                set_at: asking.at.to_owned(),
            };
            it.keep(database, &flag)
        })
    }

    /// The flags of networks, the oldest first.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn flags(&self) -> Result<Vec<Flag>> {
        self.all_kept(&self.database)
    }

    /// Asks policy whether a network may be seen, with tokens in place of identifiers, and tells the
    /// log of the answer.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn open_network(&mut self, asking: &Asking<'_>, network: &str) -> Result<Granted> {
        let on = format!("network {network}");
        self.on_network(asking, (Action::Open, network), on, |_, _, _| Ok(()))
    }

    pub(crate) fn on_network(
        &mut self,
        asking: &Asking<'_>,
        (action, network): (Action, &str),
        on: String,
        change: impl FnOnce(&Self, &Connection, &str) -> Result<()>,
    ) -> Result<Granted> {
        let thing = Thing::Network(network.to_owned());
        self.decided(
            asking,
            action,
            |_, _| Ok((thing, Some(on))),
            |judgements, database, ask| change(judgements, database, &ask.who),
        )
    }
}
