//! Every route of the desk, asked for by everybody, against an oracle written apart.

use crate::browser::Browser;
use crate::browser::Page;
use crate::browser::Served;
use crate::desk::id_of;
use crate::desk::joined;
use crate::desk::served;
use crate::desk::things;

/// Who asks in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Nobody,
    Ended,
    Administrator,
    Analyst,
    Reviewer,
    Auditor,
    Partner,
}

/// What must come of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comes {
    /// The page, or what is wrong with the form.
    Let,
    Refused,
    SignIn,
    Purpose,
}

/// The routes with what they are asked with, written apart from the program.
const ROUTES: [(&str, &str, &str); 68] = [
    ("GET", "/style.css", ""),
    ("GET", "/setup", ""),
    ("POST", "/setup", "code=x"),
    ("GET", "/join", ""),
    ("POST", "/join", "code=x&login=new&password=x"),
    ("GET", "/sign-in", ""),
    ("POST", "/language", "language=nl&to=/you"),
    ("GET", "/purpose", ""),
    ("POST", "/purpose", "purpose=nothing"),
    ("GET", "/you", ""),
    ("POST", "/you/sessions/{session}/end", ""),
    ("POST", "/you/tokens", "name=X&days=1&code=1"),
    ("POST", "/you/tokens/{token}/end", ""),
    ("POST", "/you/password", "current=x&password=x&code=x"),
    ("GET", "/people", ""),
    ("POST", "/people", "name=X&role=partner"),
    ("POST", "/people/case", "case={case}&person={person}"),
    ("POST", "/people/{person}/invite", ""),
    ("POST", "/people/{person}/sign-out", ""),
    ("POST", "/people/{person}/end", ""),
    ("GET", "/audit", ""),
    ("GET", "/", ""),
    ("GET", "/networks", ""),
    ("GET", "/networks.json", ""),
    ("GET", "/networks.csv", ""),
    ("POST", "/searches", "name=X&query=ads%3D1"),
    ("POST", "/searches/{search}/seen", ""),
    ("POST", "/searches/{search}/remove", ""),
    ("GET", "/work", ""),
    ("GET", "/networks/{network}", ""),
    (
        "POST",
        "/networks/{network}/review",
        "verdict=spam&reason=r",
    ),
    ("POST", "/networks/{network}/review/withdraw", ""),
    ("POST", "/networks/{network}/flag", "reason=r"),
    (
        "POST",
        "/networks/{network}/reveal",
        "token={token}&reason=r",
    ),
    ("GET", "/networks/{network}/ads/{ad}", ""),
    ("GET", "/networks/{network}/ties/{tie}", ""),
    (
        "POST",
        "/networks/{network}/ties/{tie}",
        "verdict=apart&reason=r",
    ),
    ("GET", "/decisions", ""),
    ("POST", "/decisions/{decision}/withdraw", ""),
    ("GET", "/import", ""),
    ("POST", "/import", ""),
    ("POST", "/import/columns", "zone=UTC"),
    ("POST", "/import/run", ""),
    ("POST", "/import/drop", ""),
    ("GET", "/import/{batch}", ""),
    ("POST", "/networks/{network}/case", "case={case}"),
    ("GET", "/cases", ""),
    ("POST", "/cases", "title=T&network={network}"),
    ("GET", "/cases.json", ""),
    ("GET", "/cases.csv", ""),
    ("GET", "/cases/{case}", ""),
    ("GET", "/cases/{case}/case.json", ""),
    ("POST", "/cases/{case}/step", "step=note&note=n"),
    ("GET", "/search", ""),
    ("POST", "/search", "what=garden"),
    ("GET", "/reveals", ""),
    ("POST", "/reveals/{reveal}/approve", ""),
    ("POST", "/reveals/{reveal}/show", "code=1"),
    ("GET", "/api/v1/openapi.json", ""),
    ("GET", "/api/v1/you", ""),
    ("GET", "/api/v1/networks", ""),
    ("GET", "/api/v1/networks/{network}", ""),
    ("GET", "/api/v1/networks/{network}/ads/{ad}", ""),
    ("POST", "/api/v1/search", "{\"what\": \"garden\"}"),
    ("GET", "/api/v1/cases", ""),
    ("GET", "/api/v1/cases/{case}", ""),
    ("GET", "/api/v1/nowhere", ""),
    ("GET", "/nowhere", ""),
];

/// Told once more, apart from the policy: who may ask what for which purpose.
fn expected(
    who: Who,
    purpose: &str,
    (method, path, body): (&str, &str, &str),
    is_there: bool,
) -> Comes {
    let open = [
        "/style.css",
        "/setup",
        "/join",
        "/sign-in",
        "/language",
        "/api/v1/openapi.json",
    ];
    if open.contains(&path) {
        return Comes::Let;
    }
    if matches!(who, Who::Nobody | Who::Ended) {
        return Comes::SignIn;
    }
    let works = matches!(who, Who::Analyst | Who::Reviewer);
    // A program without a token is nobody, whoever has a session beside it.
    if path.starts_with("/api/") && purpose.is_empty() {
        return Comes::SignIn;
    }
    let without = ["/you", "/purpose", "/people", "/audit", "/nowhere"];
    let needs_none = without.iter().any(|it| path.starts_with(it)) && path != "/you/tokens";
    if !needs_none && purpose.is_empty() {
        return Comes::Purpose;
    }
    let may = match path {
        _ if path.starts_with("/people") && method == "POST" => who == Who::Administrator,
        "/audit" => who == Who::Auditor,
        // The way to the queue, the empty box, and a box whose refusals look like nothing found.
        "/" | "/search" | "/you/tokens" | "/api/v1/you" | "/api/v1/search" | "/api/v1/nowhere" => {
            true
        }
        _ if needs_none => true,
        "/networks/{network}/reveal" => who == Who::Analyst && purpose == "investigation",
        _ if path.starts_with("/import") => who == Who::Analyst,
        // The analyst is among the people of the one case there is.
        _ if path.contains("{case}") || body.contains("{case}") => who == Who::Analyst && is_there,
        "/reveals/{reveal}/approve" => works && purpose == "investigation",
        _ => works,
    };
    if may { Comes::Let } else { Comes::Refused }
}

fn came(page: &Page) -> Comes {
    match (page.status, page.header("location")) {
        (401, _) | (303, "/sign-in") => Comes::SignIn,
        (303, "/purpose") => Comes::Purpose,
        (403, _) => Comes::Refused,
        (200 | 303 | 404 | 409 | 422 | 429, _) => Comes::Let,
        _ => panic!("{page:?}"),
    }
}

fn matrix(rounds: usize) {
    let (_folder, served, mut ana) = served();
    let (network, _, token) = things(&mut ana);
    let ask = [("token", token.as_str()), ("reason", "r")];
    ana.post(&format!("/networks/{network}/reveal"), &ask);
    let source = include_str!("../../../daylight-desk/src/desk/routes.rs");
    for path in source
        .split('"')
        .filter(|it| it.starts_with('/') && !it.contains(' '))
    {
        let is_told = ["/sign-out", "/sign-in"].contains(&path);
        assert!(
            is_told || ROUTES.iter().any(|it| it.1 == path),
            "{path} has no row"
        );
    }
    let page = ana.get(&format!("/networks/{network}"));
    let tie = page.between("/ties/", "\"");
    let page = ana.get("/import").says(200, "m.csv");
    let batch = page.between("href=\"/import/", "\"");
    let mut browsers = everybody(&served, &mut ana);
    let case = [("title", "A case"), ("network", network.as_str())];
    ana.post("/cases", &case).says(200, "A case");
    let analyst = id_of(&mut ana, "analyst");
    let asked_in = [("step", "person"), ("what", analyst.as_str())];
    ana.post("/cases/1/step", &asked_in).says(200, "asked in");
    let mut asked = 0;
    for round in 0..rounds {
        let purposes = ["", "moderation", "investigation"];
        // Who chose a purpose has one from then on.
        for purpose in purposes.into_iter().skip(usize::from(round > 0)) {
            for (who, browser) in &mut browsers {
                choose(browser, *who, purpose);
                let there = [network.as_str(), "a1", &token, &tie, &batch];
                let of = |route| one(browser, (*who, purpose), route, there);
                asked += ROUTES.map(of).iter().sum::<u32>();
            }
        }
    }
    println!("{asked} requests of the matrix, each as the oracle says");
}

/// A browser of each, the purpose not chosen yet; the access of one is ended.
fn everybody(served: &Served, ana: &mut Browser) -> Vec<(Who, Browser)> {
    let people = [
        (Who::Administrator, "administrator"),
        (Who::Analyst, "analyst"),
        (Who::Reviewer, "reviewer"),
        (Who::Auditor, "auditor"),
        (Who::Partner, "partner"),
        (Who::Ended, "analyst"),
    ];
    let mut browsers = vec![(Who::Nobody, served.browser())];
    for (who, role) in people {
        let login = format!("{who:?}").to_lowercase();
        let mut browser = joined(served, ana, &login, role);
        browser.sign_in(&login, "");
        browsers.push((who, browser));
    }
    let id = id_of(ana, "ended");
    ana.post(&format!("/people/{id}/end"), &[])
        .says(200, "ended");
    browsers
}

fn choose(browser: &mut Browser, who: Who, purpose: &str) {
    if !purpose.is_empty() && !matches!(who, Who::Nobody | Who::Ended) {
        browser.post("/purpose", &[("purpose", purpose)]);
    }
    let is_in = !matches!(who, Who::Nobody | Who::Ended);
    if is_in && purpose == "investigation" && browser.token.is_empty() {
        browser.make_token();
    }
}

/// An address or a form with the ids of what is there, or of what is not.
fn filled(text: &str, things: Option<[&str; 5]>) -> String {
    let absent = [
        "n-0000000000000000",
        "a9",
        "phone-0000000000000000",
        "l-0000000000000000",
        "b9-000000000000",
    ];
    let number = if things.is_some() { "1" } else { "999" };
    let [network, ad, token, tie, batch] = things.unwrap_or(absent);
    let known = [
        ("{network}", network),
        ("{ad}", ad),
        ("{token}", token),
        ("{tie}", tie),
        ("{batch}", batch),
        ("{session}", "none"),
        ("{person}", "p-none"),
    ];
    let numbered = ["{decision}", "{reveal}", "{search}", "{case}"].map(|it| (it, number));
    let mut filled = text.to_owned();
    for (name, id) in known.into_iter().chain(numbered) {
        filled = filled.replace(name, id);
    }
    filled
}

/// Asks for a route once with what is there and once with what is not: both must come to what the
/// oracle says, and where it is refused, to the same bytes.
fn one(
    browser: &Browser,
    (who, purpose): (Who, &str),
    route: (&str, &str, &str),
    things: [&str; 5],
) -> u32 {
    let headers = format!(
        "cookie: __Host-daylight={}\r\nsec-fetch-site: same-origin\r\nauthorization: Bearer {}\r\n",
        browser.cookie, browser.token
    );
    let is_program = route.1.starts_with("/api/");
    // A token has a purpose of its own.
    let purpose = match (is_program, browser.token.is_empty()) {
        (false, _) => purpose,
        (true, true) => "",
        (true, false) => "investigation",
    };
    let filled = |text: &str, is_there: bool| filled(text, is_there.then_some(things));
    let [there, absent] = [true, false].map(|is_there| {
        let body = filled(route.2, is_there);
        let form = format!("{body}&form={}", browser.form);
        let body = if is_program { body } else { form };
        browser.send(route.0, &filled(route.1, is_there), &headers, &body)
    });
    let expected = |is_there| expected(who, purpose, route, is_there);
    for (page, is_there) in [(&there, true), (&absent, false)] {
        assert_eq!(
            came(page),
            expected(is_there),
            "{who:?} for {purpose:?} asks {route:?}: {page:?}"
        );
        check_headers(page, route);
    }
    if expected(true) == Comes::Refused {
        assert_eq!(there.body, absent.body, "{route:?}");
    }
    2
}

/// What every answer says to a browser, whatever it is.
fn check_headers(page: &Page, route: (&str, &str, &str)) {
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{route:?}: {page:?}");
    }
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        ),
        ("access-control-allow-origin", ""),
    ] {
        assert_eq!(page.header(name), value, "{route:?}: {page:?}");
    }
    let kind = page.header("content-type");
    let known = [
        "",
        "text/html; charset=utf-8",
        "text/css; charset=utf-8",
        "application/json",
        "application/problem+json",
    ];
    let is_table = kind == "text/csv; charset=utf-8";
    assert!(is_table || known.contains(&kind), "{route:?}: {page:?}");
    assert_eq!(
        is_table,
        page.header("content-disposition")
            .starts_with("attachment; "),
        "{page:?}"
    );
    let to = page.header("location");
    assert!(
        to.is_empty() || (to.starts_with('/') && !to.starts_with("//")),
        "{page:?}"
    );
}

#[test]
fn every_route_comes_to_what_the_oracle_says() {
    matrix(1);
}

#[test]
#[ignore = "twenty thousand requests; `just soak` runs it"]
fn twenty_thousand_requests_come_to_what_the_oracle_says() {
    matrix(27);
}
