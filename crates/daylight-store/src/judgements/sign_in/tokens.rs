//! What a program of a person shows in place of a session: a token of the HTTP API, for one purpose.

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::people::Person;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;
use crate::judgements::sign_in::credentials::hash_of;
use crate::judgements::sign_in::sessions::Session;
use crate::keys::random;
use crate::moment_text;
use daylight_policy::hex;

/// Days for which a token holds at most.
pub const TOKEN_DAYS_MAX: u32 = 90;
/// Tokens of a person that hold at one time.
const TOKENS_MAX: usize = 20;
/// What a token begins with, so that it is known where it lies about.
const PREFIX: &str = "daylight_";
/// Minutes between two notes of when a token was last used.
const SEEN_MINUTES: i64 = 60;
const DAY_MINUTES: i64 = 24 * 60;

/// A token as it is kept: never the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id: the SHA-256 of the token.
    pub id: String,
    /// Whose it is.
    pub person: String,
    /// The purpose that it asks for, always.
    pub purpose: String,
    /// Days for which it holds.
    pub days: i64,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// When it was last used, to an hour; empty before.
    pub seen_at: String,
    /// When it was ended; empty before. One that nobody ended is over all the same when its days are.
    pub ended_at: String,
    /// What its person calls it.
    pub name: String,
}

impl Kept for ApiToken {
    const TABLE: &'static str = "api_tokens";
    const COLUMNS: &'static [&'static str] = &[
        "id", "person", "purpose", "days", "made_at", "seen_at", "ended_at", "name",
    ];

    fn cells(&self, cipher: &Cipher) -> Result<Vec<Value>> {
        Ok(vec![
            text(&self.id),
            text(&self.person),
            text(&self.purpose),
            Value::Integer(self.days),
            text(&self.made_at),
            text(&self.seen_at),
            text(&self.ended_at),
            Value::Blob(cipher.seal(&place(&self.id), self.name.as_bytes())?),
        ])
    }

    fn read(cells: &mut Cells, cipher: &Cipher) -> Option<Self> {
        let id = cells.text()?;
        Some(Self {
            person: cells.text()?,
            purpose: cells.text()?,
            days: cells.whole()?,
            made_at: cells.text()?,
            seen_at: cells.text()?,
            ended_at: cells.text()?,
            name: String::from_utf8(cipher.open(&place(&id), &cells.bytes()?)?).ok()?,
            id,
        })
    }
}

impl ApiToken {
    /// True while it holds.
    #[must_use]
    pub fn is_live(&self, at: &str) -> bool {
        let since = moment_text::minutes_between(&self.made_at, at).unwrap_or(i64::MAX);
        self.ended_at.is_empty() && (0..self.days * DAY_MINUTES).contains(&since)
    }
}

impl Judgements {
    /// Makes a token for the purpose of a session, after a code of the phone; `None`, and nothing is
    /// made, where the code is wrong. The token is shown once. The log is told.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where the session has no purpose, the days are too many or the person
    /// has too many tokens; also where the disk refuses.
    pub fn make_token(
        &mut self,
        session: &Session,
        code: &str,
        (name, days): (&str, u32),
        at: &str,
    ) -> Result<Option<String>> {
        let live = self.tokens_of(&session.person)?;
        let live = live.iter().filter(|it| it.is_live(at)).count();
        let fits = !session.purpose.is_empty()
            && (1..=TOKEN_DAYS_MAX).contains(&days)
            && live < TOKENS_MAX;
        if !fits {
            return Err(StoreError::Missing {
                what: "a purpose, and days for which the token holds".to_owned(),
                hint: "choose a purpose first, take 1 to 90 days, and end tokens that are not used: a person has 20 at most",
            });
        }
        if !self.proves(&session.person, code, at)? {
            return Ok(None);
        }
        let secret = format!("{PREFIX}{}", hex(&random::<32>()?));
        let token = ApiToken {
            id: hash_of(&secret),
            person: session.person.clone(),
            purpose: session.purpose.clone(),
            days: days.into(),
            made_at: at.to_owned(),
            seen_at: String::new(),
            ended_at: String::new(),
            name: name.trim().to_owned(),
        };
        self.in_transaction(|judgements, database| {
            judgements.forget_old_tokens(database, &token.person, at)?;
            judgements.keep(database, &token)?;
            let on = format!("token {} for {}", short(&token.id), token.purpose);
            judgements.told_of(database, &token.person, ("makeToken", &on), at)
        })?;
        Ok(Some(secret))
    }

    /// The token of a secret as a session for its purpose, and whose it is, while it holds and their
    /// access was not ended.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn token(&mut self, secret: &str, at: &str) -> Result<Option<(Session, Person)>> {
        let found: Option<ApiToken> = self.kept(&self.database, text(hash_of(secret)))?;
        let Some(token) = found.filter(|it| it.is_live(at)) else {
            return Ok(None);
        };
        let person: Option<Person> = self.kept(&self.database, text(&token.person))?;
        let Some(person) = person.filter(|it| it.is_active) else {
            return Ok(None);
        };
        let session = Session {
            id: token.id.clone(),
            person: token.person.clone(),
            purpose: token.purpose.clone(),
            opened_at: token.made_at.clone(),
            seen_at: at.to_owned(),
            ended_at: String::new(),
        };
        let unseen = moment_text::minutes_between(&token.seen_at, at).unwrap_or(i64::MAX);
        if unseen >= SEEN_MINUTES {
            self.note_used(&token.id, at)?;
        }
        Ok(Some((session, person)))
    }

    fn note_used(&mut self, id: &str, at: &str) -> Result<()> {
        self.in_transaction(|judgements, database| {
            let found: Option<ApiToken> = judgements.kept(database, text(id))?;
            // What was ended meanwhile stays ended.
            found
                .filter(|it| it.ended_at.is_empty())
                .map_or(Ok(()), |mut token| {
                    at.clone_into(&mut token.seen_at);
                    judgements.keep(database, &token)
                })
        })
    }

    /// The tokens of a person, the newest first; those that are over stand among them for as long as
    /// a token may hold.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn tokens_of(&self, person: &str) -> Result<Vec<ApiToken>> {
        let mut theirs: Vec<ApiToken> = self.kept_where(&self.database, "person", text(person))?;
        theirs.sort_by(|one, other| other.made_at.cmp(&one.made_at));
        Ok(theirs)
    }

    /// Ends a token of a person; the log is told.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where they have none of that id; also where the disk refuses.
    pub fn end_token(&mut self, person: &str, id: &str, at: &str) -> Result<()> {
        self.in_transaction(|judgements, database| {
            let found: Option<ApiToken> = judgements.kept(database, text(id))?;
            let found = found.filter(|it| it.person == person && it.ended_at.is_empty());
            let mut token = found.ok_or_else(|| StoreError::Missing {
                what: "that token".to_owned(),
                hint: "it may have ended already",
            })?;
            at.clone_into(&mut token.ended_at);
            judgements.keep(database, &token)?;
            let on = format!("token {}", short(id));
            judgements.told_of(database, person, ("endToken", &on), at)
        })
    }

    /// Removes those that were made longer ago than any may hold.
    fn forget_old_tokens(&self, database: &Connection, person: &str, at: &str) -> Result<()> {
        let most = i64::from(TOKEN_DAYS_MAX) * DAY_MINUTES;
        let is_old = |it: &ApiToken| {
            moment_text::minutes_between(&it.made_at, at).is_some_and(|since| since >= most)
        };
        let theirs: Vec<ApiToken> = self.kept_where(database, "person", text(person))?;
        let mut old = theirs.iter().filter(|it| is_old(it));
        old.try_for_each(|it| self.remove::<ApiToken>(database, text(&it.id)))
    }

    /// Removes every token of a person.
    pub(super) fn forget_tokens_of(&self, database: &Connection, person: &str) -> Result<()> {
        let theirs: Vec<ApiToken> = self.kept_where(database, "person", text(person))?;
        let mut ids = theirs.iter().map(|it| text(&it.id));
        ids.try_for_each(|id| self.remove::<ApiToken>(database, id))
    }
}

/// The beginning of an id, enough to tell tokens apart in the log.
fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

fn place(id: &str) -> String {
    format!("api_tokens name {id}")
}
