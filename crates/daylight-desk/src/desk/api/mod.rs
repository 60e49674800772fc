//! What programs of people ask, under `/api/v1`: they read what their person may, for the purpose of
//! their token. They judge nothing, and no identifier leaves: both are people's.

use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::Response;
use daylight_model::AdId;
use daylight_store::Part;
use daylight_store::StoreError;
use serde_json::Value;
use serde_json::json;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::SignedIn;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::ad as ad_page;
use crate::desk::pages::cases as case_pages;
use crate::desk::pages::network as network_page;
use crate::desk::pages::queue;
use crate::desk::pages::search as search_page;
use crate::desk::server;
use crate::report::date;

/// Networks in one answer: where nothing is said, and at most.
const LIMIT: usize = 100;
const LIMIT_MAX: usize = 1000;

/// Whose token a request shows, where it shows one that holds. A cookie is not looked at.
pub(super) fn signed_in(visit: &Visit<'_>, headers: &HeaderMap) -> Answer<Option<SignedIn>> {
    let shown = headers.get(header::AUTHORIZATION);
    let shown = shown.and_then(|it| it.to_str().ok());
    let Some(secret) = shown.and_then(|it| it.strip_prefix("Bearer ")) else {
        return Ok(None);
    };
    let found = visit.desk.judgements().token(secret.trim(), &visit.at)?;
    Ok(found.map(|(session, person)| SignedIn {
        person,
        session,
        form_code: String::new(),
    }))
}

/// Why there is no answer, as a problem of RFC 9457.
pub(super) fn problem(trouble: Trouble) -> Response {
    let (status, told) = match trouble {
        Trouble::SignIn => (
            StatusCode::UNAUTHORIZED,
            json!({ "title": "No token that holds", "detail": "Send `Authorization: Bearer TOKEN`; a person makes one under You, in the desk." }),
        ),
        Trouble::Absent => (StatusCode::NOT_FOUND, json!({ "title": "Nothing here" })),
        Trouble::Wait => (
            StatusCode::TOO_MANY_REQUESTS,
            json!({ "title": "Wait a little" }),
        ),
        Trouble::Store(StoreError::Refused { rules, contact }) => (
            StatusCode::FORBIDDEN,
            json!({ "title": "Not allowed", "detail": "The policy of this workspace does not allow this. The log tells that it was asked for.", "rules": rules, "contact": contact }),
        ),
        Trouble::Store(StoreError::Missing { what, hint }) => (
            StatusCode::CONFLICT,
            json!({ "title": "Not done", "detail": format!("Looking for {what}: there is none."), "hint": hint }),
        ),
        Trouble::Store(StoreError::Unfit { why, .. }) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            json!({ "title": "Not taken", "detail": why }),
        ),
        Trouble::Purpose | Trouble::Form | Trouble::Again(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            json!({ "title": "Not taken", "detail": "The body must be a JSON object of texts with the fields that the document names." }),
        ),
        Trouble::Store(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            json!({ "title": "Something failed", "detail": "The workspace could not be read or written. The program that serves the desk says more where it was started." }),
        ),
    };
    let told = with(told, "status", status.as_u16().into());
    let reply = Reply::File("application/problem+json", told.to_string());
    let mut response = server::response(status, reply);
    if status == StatusCode::UNAUTHORIZED {
        let how = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
    }
    response
}

/// An object with a field more.
fn with(mut object: Value, name: &str, value: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
    object
}

fn answer(value: &Value) -> Reply {
    Reply::File("application/json", value.to_string())
}

/// What there is to ask, in the form of `OpenAPI` 3.1.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every page has the form that the list of routes asks for"
)]
pub(super) fn document(_: &Visit<'_>) -> Answer<Reply> {
    let text = include_str!("openapi.json").to_owned();
    Ok(Reply::File("application/json", text))
}

pub(super) fn you(visit: &Visit<'_>) -> Answer<Reply> {
    let who = visit.who()?;
    Ok(answer(&json!({
        "person": who.person.id,
        "roles": who.person.roles.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        "purpose": who.session.purpose,
        "made_at": who.session.opened_at,
    })))
}

pub(super) fn networks(visit: &Visit<'_>) -> Answer<Reply> {
    let rows = queue::rows(visit)?;
    let number = |name: &str| visit.query.get(name).parse::<usize>().ok();
    let limit = number("limit").unwrap_or(LIMIT).min(LIMIT_MAX);
    let total = rows.len();
    let offset = number("offset").unwrap_or(0);
    let shown: Vec<Value> = rows.into_iter().skip(offset).take(limit).collect();
    Ok(answer(
        &json!({ "total": total, "offset": offset, "networks": shown }),
    ))
}

pub(super) fn network(visit: &Visit<'_>) -> Answer<Reply> {
    let id = visit.part(0);
    {
        let mut judgements = visit.desk.judgements();
        judgements.open_network(&visit.asking(None)?, id)?;
    }
    let shown = network_page::shown(visit, id)?;
    let view = serde_json::to_value(&shown.view).unwrap_or_default();
    let past = serde_json::to_value(&shown.past).unwrap_or_default();
    Ok(answer(&with(view, "history", past)))
}

pub(super) fn ad(visit: &Visit<'_>) -> Answer<Reply> {
    let ad = ad_page::read(visit)?;
    let part = |it: &Part| {
        let fact = it.fact.as_ref();
        json!({
            "text": it.text.reveal(),
            "kind": fact.map(|(kind, _)| kind.as_str()),
            "rule": fact.map(|(_, rule)| rule),
            "bytes": [it.span.0, it.span.1],
        })
    };
    let fields = ad.fields.iter().map(|field| {
        let parts: Vec<Value> = field.parts.iter().map(part).collect();
        json!({ "name": field.name.as_str(), "parts": parts })
    });
    let columns = ad.columns.iter();
    let columns =
        columns.map(|(kind, shown)| json!({ "kind": kind.as_str(), "shown": shown.reveal() }));
    Ok(answer(&json!({
        "ad_id": ad.ad_id.as_str(),
        "file": ad.source.0,
        "row": ad.source.1,
        "posted_on": ad.posted_at.map(|it| date(it.day())),
        "place": ad.place,
        "site": ad.site,
        "fields": fields.collect::<Vec<_>>(),
        "columns": columns.collect::<Vec<_>>(),
    })))
}

pub(super) fn search(visit: &Visit<'_>) -> Answer<Reply> {
    let typed = visit.form.get("what").trim();
    if typed.is_empty() {
        return Err(Trouble::Form);
    }
    let (tokens, found) = search_page::find(visit, typed)?;
    let found = found.iter().map(|(network, rank, ads)| {
        json!({
            "network_id": network,
            "rank": rank,
            "ads": ads.iter().map(AdId::as_str).collect::<Vec<_>>(),
        })
    });
    Ok(answer(
        &json!({ "tokens": tokens, "networks": found.collect::<Vec<_>>() }),
    ))
}

pub(super) fn cases(visit: &Visit<'_>) -> Answer<Reply> {
    Ok(answer(&json!({ "cases": case_pages::rows(visit)? })))
}

pub(super) fn case(visit: &Visit<'_>) -> Answer<Reply> {
    Ok(answer(&case_pages::one::whole(visit)?))
}
