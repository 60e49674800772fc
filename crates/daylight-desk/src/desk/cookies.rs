//! The two cookies of the desk: the secret of a session, and the language that somebody chose.

use axum::http::HeaderMap;
use axum::http::header;

use crate::language::Language;

/// Holds the secret of a session: bound to this host, never read by a script.
const SESSION: &str = "__Host-daylight";

/// Holds the code of a language, for a year.
const LANGUAGE: &str = "__Host-daylight-language";

/// How both are kept.
const GUARDED: &str = "; Path=/; Secure; HttpOnly; SameSite=Strict";

/// The secret of the session that a request is of.
pub(super) fn secret(headers: &HeaderMap) -> Option<&str> {
    held(headers, SESSION)
}

/// The language that somebody chose here, else the one that their browser asks for.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let chosen = held(headers, LANGUAGE).and_then(Language::of_code);
    let accepted = headers.get(header::ACCEPT_LANGUAGE);
    let accepted = accepted.and_then(|it| it.to_str().ok()).unwrap_or_default();
    chosen.unwrap_or_else(|| Language::preferred(accepted))
}

/// What keeps the secret of a session; an empty one takes it away.
pub(super) fn of_session(secret: &str) -> String {
    let life = if secret.is_empty() { "; Max-Age=0" } else { "" };
    format!("{SESSION}={secret}{life}{GUARDED}")
}

/// What keeps a language.
pub(super) fn of_language(language: Language) -> String {
    format!("{LANGUAGE}={}; Max-Age=31536000{GUARDED}", language.code())
}

/// What a cookie of a request holds.
fn held<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    let cookies = cookies.filter_map(|it| it.to_str().ok());
    let mut pairs = cookies
        .flat_map(|it| it.split(';'))
        .filter_map(|it| it.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == wanted)?;
    Some(value)
}
