//! Requests to see one identifier: asked for, agreed to, shown once.

use std::cell::RefCell;
use std::collections::BTreeSet;

use daylight_model::Private;
use daylight_policy::Action;
use daylight_policy::Asked;
use daylight_policy::Thing;
use rusqlite::Connection;
use rusqlite::params;
use rusqlite::types::Value;

use crate::columns::Source;
use crate::columns::for_chosen_rows;
use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::failed;
use crate::judgements::policy::Asking;
use crate::judgements::policy::Granted;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;
use crate::moment_text;
use crate::run::Run;
use crate::tables::facts;

/// A request to see one identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its number, from 1.
    pub id: i64,
    /// The token of the identifier.
    pub token: String,
    /// The network that shows it.
    pub network: String,
    /// The id of who asked.
    pub asked_by: String,
    /// When, RFC 3339.
    pub asked_at: String,
    /// The id of who agreed; empty before.
    pub approved_by: String,
    /// When it was shown, RFC 3339; empty before.
    pub taken_at: String,
}

impl Request {
    pub(super) fn thing(&self, at: &str) -> Thing {
        Thing::Reveal(Asked {
            id: self.id.to_string(),
            asked_by: self.asked_by.clone(),
            is_approved: !self.approved_by.is_empty(),
            is_taken: !self.taken_at.is_empty(),
            // A time that cannot be read is none at which anything may be shown.
            minutes: moment_text::minutes_between(&self.asked_at, at).unwrap_or(i64::MAX),
        })
    }

    /// A request as somebody might have made it.
    fn of_nobody(id: i64, at: &str) -> Self {
        Self {
            id,
            token: "unknown".to_owned(),
            network: "unknown".to_owned(),
            asked_by: "nobody".to_owned(),
            asked_at: at.to_owned(),
            approved_by: String::new(),
            taken_at: String::new(),
        }
    }

    /// What the log names it by.
    fn name(&self) -> String {
        format!(
            "reveal {}, {} of network {}",
            self.id, self.token, self.network
        )
    }
}

impl Kept for Request {
    const TABLE: &'static str = "reveals";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "token",
        "network",
        "asked_by",
        "asked_at",
        "approved_by",
        "taken_at",
    ];

    fn cells(&self, _: &Cipher) -> Result<Vec<Value>> {
        let texts = [
            &self.token,
            &self.network,
            &self.asked_by,
            &self.asked_at,
            &self.approved_by,
            &self.taken_at,
        ];
        let id = Value::Integer(self.id);
        Ok(std::iter::once(id).chain(texts.map(text)).collect())
    }

    fn read(cells: &mut Cells, _: &Cipher) -> Option<Self> {
        Some(Self {
            id: cells.whole()?,
            token: cells.text()?,
            network: cells.text()?,
            asked_by: cells.text()?,
            asked_at: cells.text()?,
            approved_by: cells.text()?,
            taken_at: cells.text()?,
        })
    }
}

impl Judgements {
    /// Asks to see the identifier of a token that a network shows; returns the number of the request.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where the network shows no such
    /// token; also where the disk refuses.
    pub fn ask_reveal(
        &mut self,
        asking: &Asking<'_>,
        run: &Run,
        token: &str,
        network: &str,
    ) -> Result<Request> {
        let shown = run.showing(&BTreeSet::from([token.to_owned()]))?;
        let is_shown = shown.iter().any(|it| it.network_id.as_str() == network);
        let on = format!("{token} of network {network}");
        let thing = Thing::Network(network.to_owned());
        let mut request = None;
        self.decided(
            asking,
            Action::AskReveal,
            |_, _| Ok((thing, Some(on))),
            |judgements, database, ask| {
                if !is_shown {
                    return Err(StoreError::Missing {
                        what: "that token in that network".to_owned(),
                        hint: "`daylight show NETWORK` names the tokens it shows",
                    });
                }
                let asked = Request {
                    id: judgements.next_number::<Request>(database)?,
                    token: token.to_owned(),
                    network: network.to_owned(),
                    asked_by: ask.who.clone(),
                    asked_at: asking.at.to_owned(),
                    approved_by: String::new(),
                    taken_at: String::new(),
                };
                judgements.keep(database, &asked)?;
                request = Some(asked);
                Ok(())
            },
        )?;
        request.ok_or_else(|| self.wrong("a request was lost"))
    }

    /// Agrees to somebody else's request.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where there is no such request; also
    /// where the disk refuses.
    pub fn approve_reveal(&mut self, asking: &Asking<'_>, id: i64) -> Result<Request> {
        self.on_request(asking, Action::ApproveReveal, id, |request, who| {
            who.clone_into(&mut request.approved_by);
        })
        .map(|(_, request)| request)
    }

    /// Shows the identifier of a request, once. The log is told, on the disk, before it is read.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where there is no such request, or
    /// the run in force shows the identifier no more; also where the disk refuses.
    pub fn reveal(&mut self, asking: &Asking<'_>, run: &Run, id: i64) -> Result<Private> {
        let (granted, request) = self.on_request(asking, Action::Reveal, id, |request, _| {
            asking.at.clone_into(&mut request.taken_at);
        })?;
        run.value_of(&request.token, &granted)?
            .ok_or_else(|| StoreError::Missing {
                what: format!("the identifier of request {id}"),
                hint: "the run in force shows it no more; the request is used up",
            })
    }

    fn on_request(
        &mut self,
        asking: &Asking<'_>,
        action: Action,
        id: i64,
        change: impl FnOnce(&mut Request, &str),
    ) -> Result<(Granted, Request)> {
        let mut changed = None;
        let granted = self.decided(
            asking,
            action,
            |judgements, database| {
                // Who may not do it does not learn whether there is such a request.
                let found: Option<Request> = judgements.kept(database, Value::Integer(id))?;
                let request = found.unwrap_or_else(|| Request::of_nobody(id, asking.at));
                Ok((request.thing(asking.at), Some(request.name())))
            },
            |judgements, database, ask| {
                let mut request = judgements.request(database, id)?;
                change(&mut request, &ask.who);
                judgements.keep(database, &request)?;
                changed = Some(request);
                Ok(())
            },
        )?;
        let request = changed.ok_or_else(|| self.wrong("a request was lost"))?;
        Ok((granted, request))
    }

    /// All requests, the newest first.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn requests(&self) -> Result<Vec<Request>> {
        let mut requests: Vec<Request> = self.all_kept(&self.database)?;
        requests.reverse();
        Ok(requests)
    }

    pub(super) fn request(&self, database: &Connection, id: i64) -> Result<Request> {
        let found = self.kept(database, Value::Integer(id))?;
        found.ok_or_else(|| StoreError::Missing {
            what: format!("request {id}"),
            hint: "`daylight reveal list` names those there are",
        })
    }

    /// How many identifiers were shown to a person on the day of `at`.
    pub(super) fn reveals_on(&self, database: &Connection, who: &str, at: &str) -> Result<i64> {
        let day: String = at.chars().take(10).collect();
        let sql =
            "select count(*) from reveals where asked_by = ?1 and substr(taken_at, 1, 10) = ?2";
        let count = database.query_row(sql, params![who, day], |row| row.get(0));
        count.map_err(failed(&self.path))
    }
}

impl Run {
    /// The identifier that a token stands for, for who was granted to see this one.
    fn value_of(&self, token: &str, granted: &Granted) -> Result<Option<Private>> {
        if granted.ask().action != Action::Reveal {
            return Ok(None);
        }
        self.check(&facts::TABLE)?;
        let source = Source {
            folder: self.folder(),
            table: &facts::TABLE,
            key: Some(&self.keys().data),
        };
        let tokens = BTreeSet::from([token.to_owned()]);
        let found = RefCell::new(None);
        for_chosen_rows(
            source,
            &facts::SHOWN,
            |piece| {
                if found.borrow().is_some() {
                    return Ok(vec![false; piece.rows]);
                }
                Ok(facts::showing(piece, &tokens))
            },
            |row| {
                let (_, fact) = facts::read(row)?;
                let mut values = std::iter::once(&fact.value).chain(&fact.readings);
                let key = &self.keys().token;
                let is_its =
                    |value: &&Private| key.token(fact.kind, value.reveal()).as_str() == token;
                let value = values.find(is_its).cloned();
                let mut found = found.borrow_mut();
                *found = found.take().or(value);
                Ok(())
            },
        )?;
        Ok(found.into_inner())
    }
}
