//! A request as a page sees it, and what it answers.

use std::collections::BTreeMap;
use std::net::IpAddr;

use daylight_model::Private;
use daylight_store::Asking;
use daylight_store::Person;
use daylight_store::Session;
use daylight_store::StoreError;
use maud::Markup;
use maud::Render;

use crate::desk::Desk;
use crate::desk::intake::NewFile;
use crate::language::Language;

/// Names and values as a form or the part of an address behind `?` has them.
#[derive(Clone, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// What a program sends: a JSON object of texts. Of anything else there are none.
    pub(super) fn of_json(bytes: &[u8]) -> Self {
        let fields: BTreeMap<String, String> = serde_json::from_slice(bytes).unwrap_or_default();
        Self(fields.into_iter().collect())
    }

    pub(super) fn push(&mut self, name: String, value: &str) {
        self.0.push((name, value.to_owned()));
    }

    /// The first value of a name; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        let mut named = self.0.iter().filter(|(known, _)| known == name);
        named.next().map_or("", |(_, value)| value)
    }

    /// The same, not shown to anybody.
    pub(super) fn private(&self, name: &str) -> Private {
        Private::new(self.get(name))
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }
}

/// The names of people by their ids.
#[derive(Debug)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn new(people: Vec<Person>) -> Self {
        Self(people.into_iter().map(|it| (it.id, it.name)).collect())
    }

    /// The name of a person; the id of one who is not known.
    pub(super) fn of<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, String::as_str)
    }
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    pub(super) person: Person,
    pub(super) session: Session,
    /// What every form of the session carries, so that no other page can send one.
    pub(super) form_code: String,
}

/// A request.
pub(super) struct Visit<'d> {
    pub(super) desk: &'d Desk,
    pub(super) signed_in: Option<SignedIn>,
    /// The parts of the address that the route names, in order.
    pub(super) path: Vec<String>,
    pub(super) query: Fields,
    pub(super) form: Fields,
    /// The file that came with the form, or why there is none.
    pub(super) file: Result<NewFile, &'static str>,
    pub(super) peer: IpAddr,
    /// What its page speaks.
    pub(super) language: Language,
    /// The address with what stands behind `?`, where the page can be asked for again.
    pub(super) here: String,
    /// Now, RFC 3339.
    pub(super) at: String,
}

impl Visit<'_> {
    /// A part of the address by its place.
    pub(super) fn part(&self, at: usize) -> &str {
        self.path.get(at).map_or("", String::as_str)
    }

    /// A text of the page in its language.
    pub(super) fn say(&self, english: &'static str) -> &'static str {
        self.language.say(english)
    }

    /// The same of a text that comes from elsewhere.
    pub(super) fn told<'t>(&self, english: &'t str) -> &'t str {
        self.language.told(english)
    }

    /// The same with what is filled in.
    pub(super) fn fill(&self, english: &'static str, holes: &[&dyn Render]) -> Markup {
        self.language.fill(english, holes)
    }

    /// Who is signed in; a page is only reached by who may ask for it.
    pub(super) fn who(&self) -> Answer<&SignedIn> {
        self.signed_in.as_ref().ok_or(Trouble::SignIn)
    }

    /// What the person asks, for the purpose of their session.
    pub(super) fn asking<'v>(&'v self, reason: Option<&'v str>) -> Answer<Asking<'v>> {
        let who = self.who()?;
        Ok(Asking {
            account: &who.person.account,
            purpose: Some(who.session.purpose.as_str()).filter(|it| !it.is_empty()),
            reason,
            at: &self.at,
        })
    }
}

/// What a page comes to.
pub(super) type Answer<T> = Result<T, Trouble>;

/// What is sent back.
#[derive(Debug)]
pub(super) enum Reply {
    Page(Markup),
    /// A page that its reader wants to see anew every so many seconds.
    Followed(Markup, u32),
    /// Another page is to be asked for.
    To(String),
    /// The same, with the secret of a session; empty takes it away.
    Cookie(String, String),
    /// The same, with the language that somebody chose.
    Language(Language, String),
    /// A file: what it is, and its bytes.
    File(&'static str, String),
    /// A table in CSV, with the name it is kept under.
    Table(&'static str, String),
}

/// Why there is no page.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Somebody has to sign in first.
    SignIn,
    /// A purpose has to be chosen first.
    Purpose,
    /// There is nothing there.
    Absent,
    /// The form was not sent by a page of the desk, or is not whole.
    Form,
    /// Too many tries.
    Wait,
    /// It is shown again, with what is wrong.
    Again(Markup),
    Store(StoreError),
}

impl Trouble {
    /// What failed, where it is not the matter of who asked.
    pub(super) fn fault(&self) -> Option<&StoreError> {
        match self {
            Self::Store(
                StoreError::Refused { .. } | StoreError::Missing { .. } | StoreError::Unfit { .. },
            )
            | Self::SignIn
            | Self::Purpose
            | Self::Absent
            | Self::Form
            | Self::Wait
            | Self::Again(_) => None,
            Self::Store(error) => Some(error),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
