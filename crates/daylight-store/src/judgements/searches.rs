//! Searches that a person keeps, and what they had found when they were last looked at.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;

/// Searches of one person.
const SEARCHES_MAX: usize = 50;
/// Characters of a name, and of what is searched for.
const NAME_MAX: usize = 100;
const QUERY_MAX: usize = 500;

/// A search that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its number, from 1.
    pub id: i64,
    /// Whose it is.
    pub person: String,
    /// What their name for it is.
    pub name: String,
    /// What the queue is filtered by, as the part of its address behind `?`.
    pub query: String,
    /// The networks that fitted when it was last looked at.
    pub seen: BTreeSet<String>,
    /// When that was, RFC 3339.
    pub seen_at: String,
}

impl Kept for SavedSearch {
    const TABLE: &'static str = "searches";
    const COLUMNS: &'static [&'static str] = &["id", "person", "query", "seen", "seen_at", "name"];

    fn cells(&self, cipher: &Cipher) -> Result<Vec<Value>> {
        let seen: Vec<&str> = self.seen.iter().map(String::as_str).collect();
        Ok(vec![
            Value::Integer(self.id),
            text(&self.person),
            text(&self.query),
            text(seen.join(" ")),
            text(&self.seen_at),
            Value::Blob(cipher.seal(&place(self.id), self.name.as_bytes())?),
        ])
    }

    fn read(cells: &mut Cells, cipher: &Cipher) -> Option<Self> {
        let id = cells.whole()?;
        Some(Self {
            id,
            person: cells.text()?,
            query: cells.text()?,
            seen: cells
                .text()?
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            seen_at: cells.text()?,
            name: String::from_utf8(cipher.open(&place(id), &cells.bytes()?)?).ok()?,
        })
    }
}

impl Judgements {
    /// Keeps a search of a person, with the networks that fit now.
    ///
    /// # Errors
    /// [`StoreError::Unfit`] where it has no name, is too long, or the person keeps too many; also
    /// where the disk refuses.
    pub fn save_search(
        &mut self,
        person: &str,
        (name, query): (&str, &str),
        seen: BTreeSet<String>,
        at: &str,
    ) -> Result<i64> {
        let name = name.trim();
        let why = match (name.chars().count(), query.chars().count()) {
            (0, _) => Some("a search that is kept has a name"),
            (NAME_MAX.., _) => Some("its name is too long"),
            (_, QUERY_MAX..) => Some("what is searched for is too long"),
            _ => None,
        };
        let too_many = self.searches_of(person)?.len() >= SEARCHES_MAX;
        let why = why.or(too_many.then_some("you keep fifty already; remove one first"));
        if let Some(why) = why {
            return Err(StoreError::Unfit {
                what: "a search",
                why,
            });
        }
        self.in_transaction(|judgements, database| {
            let id = judgements.next_number::<SavedSearch>(database)?;
            let search = SavedSearch {
                id,
                person: person.to_owned(),
                name: name.to_owned(),
                query: query.to_owned(),
                seen,
                seen_at: at.to_owned(),
            };
            judgements.keep(database, &search)?;
            Ok(id)
        })
    }

    /// The searches that a person keeps, the oldest first.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn searches_of(&self, person: &str) -> Result<Vec<SavedSearch>> {
        self.kept_where(&self.database, "person", text(person))
    }

    /// Notes what a search found when its person looked at it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where they keep none of that number; also where the disk refuses.
    pub fn saw_search(
        &mut self,
        person: &str,
        id: i64,
        seen: BTreeSet<String>,
        at: &str,
    ) -> Result<()> {
        self.in_transaction(|judgements, database| {
            let found: Option<SavedSearch> = judgements.kept(database, Value::Integer(id))?;
            let found = found.filter(|it| it.person == person);
            let mut search = found.ok_or_else(no_search)?;
            search.seen = seen;
            at.clone_into(&mut search.seen_at);
            judgements.keep(database, &search)
        })
    }

    /// Keeps a search no longer.
    ///
    /// # Errors
    /// As [`Judgements::saw_search`].
    pub fn remove_search(&mut self, person: &str, id: i64) -> Result<()> {
        self.in_transaction(|judgements, database| {
            let found: Option<SavedSearch> = judgements.kept(database, Value::Integer(id))?;
            let is_theirs = found.is_some_and(|it| it.person == person);
            is_theirs.then_some(()).ok_or_else(no_search)?;
            judgements.remove::<SavedSearch>(database, Value::Integer(id))
        })
    }

    /// Removes the searches of a person.
    pub(super) fn forget_searches_of(
        &self,
        database: &rusqlite::Connection,
        person: &str,
    ) -> Result<()> {
        let theirs: Vec<SavedSearch> = self.kept_where(database, "person", text(person))?;
        let mut ids = theirs.iter().map(|it| Value::Integer(it.id));
        ids.try_for_each(|id| self.remove::<SavedSearch>(database, id))
    }
}

fn no_search() -> StoreError {
    StoreError::Missing {
        what: "a search of yours with that number".to_owned(),
        hint: "the queue lists those that you keep",
    }
}

fn place(id: i64) -> String {
    format!("searches name {id}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::tests::judgements::with_ana;
    use crate::tests::sample::AT;

    #[test]
    fn a_search_is_kept_for_its_person_alone() {
        let (_folder, _workspace, mut judgements) = with_ana();
        let seen = |ids: &[&str]| {
            ids.iter()
                .map(|it| (*it).to_owned())
                .collect::<BTreeSet<_>>()
        };
        let some = seen(&["n-1", "n-2"]);
        let id = judgements
            .save_search("p-1", (" night ", "ads=5"), some.clone(), AT)
            .unwrap();
        let kept = judgements.searches_of("p-1").unwrap();
        assert_eq!((kept[0].name.as_str(), &kept[0].seen), ("night", &some));
        assert_eq!(judgements.searches_of("p-2").unwrap(), []);
        assert!(judgements.saw_search("p-2", id, seen(&[]), AT).is_err());
        assert!(judgements.remove_search("p-2", id).is_err());
        judgements.saw_search("p-1", id, seen(&[]), AT).unwrap();
        assert_eq!(judgements.searches_of("p-1").unwrap()[0].seen, seen(&[]));
        assert_eq!(judgements.problems(None), Vec::<String>::new());
        for name in ["", "  ", &"x".repeat(100)] {
            let kept = judgements.save_search("p-1", (name, ""), seen(&[]), AT);
            assert!(kept.is_err(), "{name}");
        }
        for at in 1..50 {
            judgements
                .save_search("p-1", (&at.to_string(), ""), seen(&[]), AT)
                .unwrap();
        }
        assert!(
            judgements
                .save_search("p-1", ("one more", ""), seen(&[]), AT)
                .is_err()
        );
        judgements.remove_search("p-1", id).unwrap();
        assert!(
            judgements
                .save_search("p-1", ("one more", ""), seen(&[]), AT)
                .is_ok()
        );
    }
}
