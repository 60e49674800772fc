//! What listens: takes a request, checks where it comes from, lets a page answer, and puts round the
//! answer what keeps browsers from doing more with it.

use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::extract::RawPathParams;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::MethodFilter;
use axum::routing::on;
use daylight_policy::hex;
use maud::Markup;
use sha2::Digest;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::api;
use crate::desk::cookies;
use crate::desk::http::Answer;
use crate::desk::http::Fields;
use crate::desk::http::Reply;
use crate::desk::http::SignedIn;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::desk::receive;
use crate::desk::receive::FILE_MAX;
use crate::desk::receive::Sent;
use crate::desk::routes::Access;
use crate::desk::routes::ROUTES;
use crate::desk::routes::Route;

/// How often it is looked whether there is a new run.
const KEPT_UP: Duration = Duration::from_secs(2);

/// What a page is.
const HTML: &str = "text/html; charset=utf-8";

/// What every answer says to a browser: run and fetch nothing from elsewhere, keep nothing.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    ("cache-control", "no-store"),
    // Heeded where a proxy speaks TLS, and by nobody on a plain address of this machine.
    (
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    ),
];

/// Serves a desk until the program ends. `ready` is called with the address once it listens, and
/// `told` with what went wrong while a request was answered; nothing private is in it.
///
/// # Errors
/// [`DeskError::NotLoopback`] for an address that others can reach; also where the system refuses.
pub fn serve(
    desk: Desk,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
    told: impl Fn(&str) + Send + Sync + 'static,
) -> Result<(), DeskError> {
    if !address.ip().is_loopback() {
        return Err(DeskError::NotLoopback(address));
    }
    // Whoever asks first waits no longer than whoever asks next. A run that cannot be read keeps
    // nobody from the pages that need none.
    let mut known = kept_up(&desk, &told, "");
    let refused = |error| DeskError::Listening(address, error);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(refused)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        ready(address);
        let shared = Arc::new(Shared {
            desk,
            told: Box::new(told),
            receiving: Semaphore::new(1),
        });
        let kept = Arc::clone(&shared);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(KEPT_UP);
                known = kept_up(&kept.desk, &kept.told, &known);
            }
        });
        let service = router(&shared).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).await.map_err(refused)
    })
}

/// Reads what a new run lists as soon as it is there, before anybody asks. A fault is told once, not
/// each time that it is still there: `known` is the one told last.
fn kept_up(desk: &Desk, told: &dyn Fn(&str), known: &str) -> String {
    let fault = desk.ranking().err().map(|it| it.to_string());
    let fault = fault.unwrap_or_default();
    if !fault.is_empty() && fault != known {
        told(&fault);
    }
    fault
}

struct Shared {
    desk: Desk,
    told: Box<dyn Fn(&str) + Send + Sync>,
    /// One file comes in at a time.
    receiving: Semaphore,
}

fn router(shared: &Arc<Shared>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let filter = match route.method {
            Method::POST => MethodFilter::POST,
            _ => MethodFilter::GET,
        };
        let shared = Arc::clone(shared);
        let handler = move |ConnectInfo(peer): ConnectInfo<SocketAddr>,
                            params: RawPathParams,
                            request: Request| {
            let path = params.iter().map(|(_, part)| part.to_owned()).collect();
            take(Arc::clone(&shared), route, (peer.ip(), path), request)
        };
        router = router.route(route.path, on(filter, handler));
    }
    let shared = Arc::clone(shared);
    router.fallback(
        async move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request| {
            const NOWHERE: &Route = &Route {
                method: Method::GET,
                path: "",
                access: Access::SignedIn,
                page: |_| Err(Trouble::Absent),
                takes_file: false,
            };
            take(shared, NOWHERE, (peer.ip(), Vec::new()), request).await
        },
    )
}

/// Answers a request. Everything that waits for the disk or stretches a password runs on a thread of
/// its own, so that no request holds up another.
async fn take(
    shared: Arc<Shared>,
    route: &'static Route,
    (peer, path): (IpAddr, Vec<String>),
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let sent = if route.takes_file {
        file(&shared, route, &parts, body).await
    } else {
        let Some(form) = receive::form(body).await else {
            return plain(StatusCode::PAYLOAD_TOO_LARGE);
        };
        if is_of_program(&parts) {
            Fields::of_json(&form).into()
        } else {
            Fields::parse(&form).into()
        }
    };
    let answered =
        tokio::task::spawn_blocking(move || answer(&shared, route, (peer, path), (&parts, sent)));
    answered
        .await
        .unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR))
}

/// A file, from who is signed in: of nobody else more than the head of the request is read.
async fn file(shared: &Arc<Shared>, route: &Route, parts: &Parts, body: Body) -> Sent {
    let headers = parts.headers.clone();
    let (known, access) = (Arc::clone(shared), route.access);
    let is_awaited = tokio::task::spawn_blocking(move || {
        let who = session(&known.desk, &headers, &now());
        is_from_here(&headers) && who.is_ok_and(|who| let_in(access, who.as_ref()).is_ok())
    });
    if !is_awaited.await.unwrap_or(false) {
        return Fields::default().into();
    }
    receive::file(&parts.headers, body, FILE_MAX, &shared.receiving).await
}

/// True where a program asks, with a token and a body of JSON.
fn is_of_program(parts: &Parts) -> bool {
    parts.uri.path().starts_with("/api/")
}

fn answer(
    shared: &Shared,
    route: &Route,
    (peer, path): (IpAddr, Vec<String>),
    (parts, sent): (&Parts, Sent),
) -> Response {
    let desk = &shared.desk;
    if !is_called_by_name(&parts.headers, desk) {
        return plain(StatusCode::MISDIRECTED_REQUEST);
    }
    let is_program = is_of_program(parts);
    let mut visit = Visit {
        desk,
        signed_in: None,
        path,
        query: Fields::parse(parts.uri.query().unwrap_or_default().as_bytes()),
        form: sent.form,
        file: sent.file,
        peer,
        language: cookies::language(&parts.headers),
        here: here(parts),
        at: now(),
    };
    let who = if is_program {
        api::signed_in(&visit, &parts.headers)
    } else {
        session(desk, &parts.headers, &visit.at)
    };
    let reply = who.and_then(|who| {
        visit.signed_in = who;
        admitted(&visit, route, &parts.headers)?;
        (route.page)(&visit)
    });
    match reply {
        Ok(reply) => response(StatusCode::OK, reply),
        Err(trouble) => {
            if let Some(fault) = trouble.fault() {
                (shared.told)(&fault.to_string());
            }
            // What is refused looks the same whatever was asked for, its address too.
            "/".clone_into(&mut visit.here);
            if is_program {
                api::problem(trouble)
            } else {
                troubled(&visit, trouble)
            }
        }
    }
}

/// True where the browser asks for this host: a name that was pointed at this machine from outside
/// is none of the desk's.
fn is_called_by_name(headers: &HeaderMap, desk: &Desk) -> bool {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    let host = host.unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name) || desk.hosts.iter().any(|it| it == name)
}

/// Who a request comes from, where it carries the secret of a session that holds.
fn session(desk: &Desk, headers: &HeaderMap, at: &str) -> Answer<Option<SignedIn>> {
    let Some(secret) = cookies::secret(headers) else {
        return Ok(None);
    };
    let found = desk.judgements().session(secret, at)?;
    Ok(found.map(|(session, person)| SignedIn {
        person,
        session,
        form_code: hex(&Sha256::digest(format!("form {secret}"))),
    }))
}

/// Where a page can be asked for again: what a form was sent to is no page.
fn here(parts: &Parts) -> String {
    let asked = parts.uri.path_and_query().map(|it| it.as_str().to_owned());
    let asked = asked.filter(|_| parts.method == Method::GET);
    asked.unwrap_or_else(|| "/".to_owned())
}

/// Lets a request in, or says why not.
fn admitted(visit: &Visit<'_>, route: &Route, headers: &HeaderMap) -> Answer<()> {
    // A program has no cookie that another page could lead a browser to send along.
    let is_form = route.method == Method::POST && route.access != Access::WithToken;
    if is_form && !is_from_here(headers) {
        return Err(Trouble::Form);
    }
    // A file is only awaited from who is let in, and its form with it.
    let_in(route.access, visit.signed_in.as_ref())?;
    match &visit.signed_in {
        Some(who)
            if is_form
                && route.access != Access::Anyone
                && visit.form.get("form") != who.form_code =>
        {
            Err(Trouble::Form)
        }
        _ => Ok(()),
    }
}

fn let_in(access: Access, who: Option<&SignedIn>) -> Answer<()> {
    match (access, who) {
        (Access::Anyone, _) => Ok(()),
        (_, None) => Err(Trouble::SignIn),
        (Access::WithPurpose, Some(who)) if who.session.purpose.is_empty() => Err(Trouble::Purpose),
        _ => Ok(()),
    }
}

/// True where a page of the desk sent the form, as the browser says: `Sec-Fetch-Site`, or where an
/// old one does not say that, an `Origin` that is the host itself.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|it: &HeaderValue| it.to_str().ok())
    };
    let same_origin = || {
        let origin = text(header::ORIGIN)?.split_once("://")?.1;
        Some(origin == text(header::HOST)?)
    };
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => same_origin().unwrap_or(false),
    }
}

fn troubled(visit: &Visit<'_>, trouble: Trouble) -> Response {
    use daylight_store::StoreError;
    let (status, page): (StatusCode, Markup) = match trouble {
        Trouble::SignIn => {
            let has_people = visit.desk.judgements().people();
            let to = match has_people {
                Ok(people) if people.is_empty() => "/setup",
                _ => "/sign-in",
            };
            return response(StatusCode::OK, Reply::To(to.to_owned()));
        }
        Trouble::Purpose => return response(StatusCode::OK, Reply::To("/purpose".to_owned())),
        Trouble::Absent => (StatusCode::NOT_FOUND, frame::absent(visit)),
        Trouble::Form => (StatusCode::FORBIDDEN, frame::stale(visit)),
        Trouble::Wait => (StatusCode::TOO_MANY_REQUESTS, frame::wait(visit)),
        Trouble::Again(page) => (StatusCode::UNPROCESSABLE_ENTITY, page),
        Trouble::Store(StoreError::Refused { rules, contact }) => (
            StatusCode::FORBIDDEN,
            frame::refused(visit, &rules, &contact),
        ),
        Trouble::Store(StoreError::Missing { what, hint }) => {
            (StatusCode::CONFLICT, frame::missing(visit, &what, hint))
        }
        Trouble::Store(StoreError::Unfit { why, .. }) => {
            (StatusCode::UNPROCESSABLE_ENTITY, frame::unfit(visit, why))
        }
        Trouble::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, frame::failed(visit)),
    };
    response(status, Reply::Page(page))
}

/// An answer with what browsers must know of it.
pub(super) fn response(status: StatusCode, reply: Reply) -> Response {
    let mut texts = Vec::new();
    let (status, body) = match reply {
        Reply::Page(page) => {
            texts.push((header::CONTENT_TYPE, HTML.to_owned()));
            (status, page.into_string())
        }
        Reply::Followed(page, seconds) => {
            texts.push((header::CONTENT_TYPE, HTML.to_owned()));
            texts.push((header::REFRESH, seconds.to_string()));
            (status, page.into_string())
        }
        Reply::File(kind, body) => {
            texts.push((header::CONTENT_TYPE, kind.to_owned()));
            (status, body)
        }
        Reply::Table(name, body) => {
            texts.push((header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()));
            let named = format!("attachment; filename=\"{name}\"");
            texts.push((header::CONTENT_DISPOSITION, named));
            (status, body)
        }
        Reply::To(to) => {
            texts.push((header::LOCATION, to));
            (StatusCode::SEE_OTHER, String::new())
        }
        Reply::Cookie(secret, to) => {
            texts.push((header::LOCATION, to));
            texts.push((header::SET_COOKIE, cookies::of_session(&secret)));
            (StatusCode::SEE_OTHER, String::new())
        }
        Reply::Language(language, to) => {
            texts.push((header::LOCATION, to));
            texts.push((header::SET_COOKIE, cookies::of_language(language)));
            (StatusCode::SEE_OTHER, String::new())
        }
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if texts.iter().any(|(_, it)| it.contains("Max-Age=0")) {
        let all = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
        headers.insert(HeaderName::from_static("clear-site-data"), all);
    }
    for (name, text) in texts {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
    response
}

fn plain(status: StatusCode) -> Response {
    let text = status.canonical_reason().unwrap_or_default().to_owned();
    response(status, Reply::File("text/plain; charset=utf-8", text))
}

fn now() -> String {
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
