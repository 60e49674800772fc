//! Every route of the desk in one list, with who may ask for it.

use axum::http::Method;

use crate::desk::api;
use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Visit;
use crate::desk::pages::ad;
use crate::desk::pages::audit;
use crate::desk::pages::cases;
use crate::desk::pages::decisions;
use crate::desk::pages::import;
use crate::desk::pages::languages;
use crate::desk::pages::link;
use crate::desk::pages::network;
use crate::desk::pages::people;
use crate::desk::pages::queue;
use crate::desk::pages::reveals;
use crate::desk::pages::search;
use crate::desk::pages::searches;
use crate::desk::pages::sign_in;
use crate::desk::pages::tokens;
use crate::desk::pages::work;
use crate::desk::pages::you;

/// Who may ask for a page before policy is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Anybody.
    Anyone,
    /// Who is signed in.
    SignedIn,
    /// Who is signed in and chose a purpose.
    WithPurpose,
    /// A program that shows a token, which has a purpose. A session is none.
    WithToken,
}

/// A route.
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) page: fn(&Visit<'_>) -> Answer<Reply>,
    /// True where a file comes with the form.
    pub(super) takes_file: bool,
}

const fn get(path: &'static str, access: Access, page: fn(&Visit<'_>) -> Answer<Reply>) -> Route {
    Route {
        method: Method::GET,
        path,
        access,
        page,
        takes_file: false,
    }
}

const fn post(path: &'static str, access: Access, page: fn(&Visit<'_>) -> Answer<Reply>) -> Route {
    Route {
        method: Method::POST,
        path,
        access,
        page,
        takes_file: false,
    }
}

/// A form with a file, from who chose a purpose.
const fn file(path: &'static str, page: fn(&Visit<'_>) -> Answer<Reply>) -> Route {
    Route {
        method: Method::POST,
        path,
        access: Access::WithPurpose,
        page,
        takes_file: true,
    }
}

use Access::Anyone;
use Access::SignedIn;
use Access::WithPurpose;
use Access::WithToken;

/// All of them.
pub(super) const ROUTES: &[Route] = &[
    get("/style.css", Anyone, sign_in::style),
    get("/setup", Anyone, sign_in::setup_form),
    post("/setup", Anyone, sign_in::setup),
    post("/language", Anyone, languages::choose),
    get("/join", Anyone, sign_in::join_form),
    post("/join", Anyone, sign_in::join),
    get("/sign-in", Anyone, sign_in::form),
    post("/sign-in", Anyone, sign_in::sign_in),
    post("/sign-out", SignedIn, sign_in::sign_out),
    get("/purpose", SignedIn, sign_in::purpose_form),
    post("/purpose", SignedIn, sign_in::purpose),
    get("/you", SignedIn, you::page),
    post("/you/sessions/{session}/end", SignedIn, you::end),
    post("/you/tokens", WithPurpose, tokens::make),
    post("/you/tokens/{token}/end", SignedIn, tokens::end),
    post("/you/password", SignedIn, you::password),
    get("/people", SignedIn, people::page),
    post("/people", SignedIn, people::add),
    post("/people/case", SignedIn, people::case),
    post("/people/{person}/invite", SignedIn, people::invite),
    post("/people/{person}/sign-out", SignedIn, people::sign_out),
    post("/people/{person}/end", SignedIn, people::end),
    get("/audit", SignedIn, audit::page),
    get("/", WithPurpose, queue::first),
    get("/networks", WithPurpose, queue::page),
    get("/networks.json", WithPurpose, queue::json),
    get("/networks.csv", WithPurpose, queue::csv),
    post("/searches", WithPurpose, searches::keep),
    post("/searches/{search}/seen", WithPurpose, searches::seen),
    post("/searches/{search}/remove", WithPurpose, searches::remove),
    get("/work", WithPurpose, work::page),
    get("/networks/{network}", WithPurpose, network::page),
    post("/networks/{network}/review", WithPurpose, network::review),
    post(
        "/networks/{network}/review/withdraw",
        WithPurpose,
        network::withdraw,
    ),
    post("/networks/{network}/flag", WithPurpose, network::flag),
    post("/networks/{network}/reveal", WithPurpose, reveals::ask),
    get("/networks/{network}/ads/{ad}", WithPurpose, ad::page),
    get("/networks/{network}/ties/{tie}", WithPurpose, link::page),
    post("/networks/{network}/ties/{tie}", WithPurpose, link::decide),
    get("/decisions", WithPurpose, decisions::page),
    post(
        "/decisions/{decision}/withdraw",
        WithPurpose,
        decisions::withdraw,
    ),
    get("/import", WithPurpose, import::page),
    file("/import", import::take),
    post("/import/columns", WithPurpose, import::correct),
    post("/import/run", WithPurpose, import::run),
    post("/import/drop", WithPurpose, import::let_go),
    get("/import/{batch}", WithPurpose, import::batch),
    post("/networks/{network}/case", WithPurpose, cases::put),
    get("/cases", WithPurpose, cases::list),
    post("/cases", WithPurpose, cases::open),
    get("/cases.json", WithPurpose, cases::json),
    get("/cases.csv", WithPurpose, cases::csv),
    get("/cases/{case}", WithPurpose, cases::one::page),
    get("/cases/{case}/case.json", WithPurpose, cases::one::export),
    post("/cases/{case}/step", WithPurpose, cases::take),
    get("/search", WithPurpose, search::form),
    post("/search", WithPurpose, search::page),
    get("/reveals", WithPurpose, reveals::page),
    post("/reveals/{reveal}/approve", WithPurpose, reveals::approve),
    post("/reveals/{reveal}/show", WithPurpose, reveals::show),
    get("/api/v1/openapi.json", Anyone, api::document),
    get("/api/v1/you", WithToken, api::you),
    get("/api/v1/networks", WithToken, api::networks),
    get("/api/v1/networks/{network}", WithToken, api::network),
    get("/api/v1/networks/{network}/ads/{ad}", WithToken, api::ad),
    post("/api/v1/search", WithToken, api::search),
    get("/api/v1/cases", WithToken, api::cases),
    get("/api/v1/cases/{case}", WithToken, api::case),
];
