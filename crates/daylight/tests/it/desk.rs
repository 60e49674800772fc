//! The desk over HTTP: the way of a day's work, and every way that must be shut.

use crate::browser::Browser;
use crate::browser::PASSWORD;
use crate::browser::Served;
use crate::program::Folder;

/// What a page of the desk looks like that nobody may have put there.
const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";

/// Adds the ads of a market, some of whose networks are ranked.
pub(crate) fn add_market(folder: &Folder) {
    folder.market(1500, 103);
    folder.run("-w w import m.csv").ends(0);
    folder.run("-w w link").ends(0);
}

/// A served workspace with one network of two ads and one number, and its first person.
pub(crate) fn served() -> (Folder, Served, Browser) {
    let folder = Folder::new();
    folder.write(
        "m.csv",
        format!(
            "id,text,city\n\
             a1,\"My name is Mina, new in Leeds, quiet garden {HOSTILE}, call me on 020 7946 0123\",Leeds\n\
             a/2 ?,\"Rosa here, in York until Friday, ring +44 20 7946 0123\",York\n"
        ),
    );
    folder.run("-w w import m.csv").ends(0);
    folder.run("-w w link").ends(0);
    let (served, ana) = begun(&folder);
    (folder, served, ana)
}

/// A desk over the workspace of a folder, and its first person, signed in.
pub(crate) fn begun(folder: &Folder) -> (Served, Browser) {
    let served = Served::new(folder);
    let mut ana = served.browser();
    ana.get("/").says(200, "<h1><bdi dir=\"auto\">Begin");
    let first = [
        ("code", served.code.as_str()),
        ("name", "Ana Example"),
        ("login", "Ana"),
        ("password", PASSWORD),
        ("role", "analyst"),
        ("role", "auditor"),
    ];
    let page = ana.post("/setup", &first).says(200, "shown once");
    ana.keep_key(&page);
    ana.sign_in("ana", "investigation");
    (served, ana)
}

/// A person whom the first one invites.
pub(crate) fn joined(served: &Served, ana: &mut Browser, login: &str, role: &str) -> Browser {
    let page = ana.post("/people", &[("name", login), ("role", role)]);
    let code = page.between("class=\"secret\"><code>", "<");
    let mut other = served.browser();
    let fields = [
        ("code", code.as_str()),
        ("login", login),
        ("password", PASSWORD),
    ];
    let page = other.post("/join", &fields).says(200, "shown once");
    other.keep_key(&page);
    other.post("/join", &fields).says(422, "an invitation");
    other
}

/// The id of a person by their name.
pub(crate) fn id_of(ana: &mut Browser, name: &str) -> String {
    let list = ana.get("/people");
    list.between(&format!("{name}</bdi></th><td><bdi><code>"), "<")
}

/// The network, an ad of it, and the token it shows.
pub(crate) fn things(ana: &mut Browser) -> (String, String, String) {
    let found = ana.post("/search", &[("what", "020 7946 0123")]);
    let found = found.says(200, "<h2 aria-live=\"polite\">1 network");
    let ad = found.between("<ul class=\"ads\"><li><a href=\"", "\"");
    let token = found.between("Read as <bdi><code>", "<");
    let network = ad.split('/').nth(2).unwrap().to_owned();
    (network, ad, token)
}

#[test]
fn a_network_is_found_read_reviewed_by_two_and_its_number_shown_to_one() {
    let (folder, served, mut ana) = served();
    let (network, ad, token) = things(&mut ana);
    let here = format!("/networks/{network}");
    // The text stands with tokens in place of the number and the name, and runs nothing.
    assert_eq!(ad, format!("{here}/ads/a%2F2%20%3F"));
    ana.get(&ad).says(200, "Friday");
    let text = ana.get(&format!("{here}/ads/a1")).says(200, &token);
    assert!(
        text.body.contains("quiet garden &lt;script&gt;"),
        "{text:?}"
    );
    assert!(
        !text.body.contains("0123") && !text.body.contains("Mina"),
        "{text:?}"
    );
    ana.get(&format!("{here}/ads/a3")).says(404, "no such page");
    // The one that is not there was asked for too.
    ana.get("/you").says(200, "read today, UTC</dt><dd>3</dd>");
    let said = [
        ("verdict", "organised"),
        ("reason", "one number, two names"),
    ];
    ana.post(&format!("{here}/review"), &said)
        .says(200, "two names");
    ana.post(
        &format!("{here}/flag"),
        &[("reason", "an age is hinted at")],
    )
    .says(200, "Flagged: suspected minor");
    let ask = [("token", token.as_str()), ("reason", "to hand over")];
    ana.post(&format!("{here}/reveal"), &ask)
        .says(200, "not yet");
    let mut ben = joined(&served, &mut ana, "ben", "reviewer");
    ben.sign_in("ben", "investigation");
    let mine = ben.get(&here).says(200, "1 other person said something");
    assert!(!mine.body.contains("one number, two names"), "{mine:?}");
    ben.post(
        &format!("{here}/review"),
        &[("verdict", "agency"), ("reason", "says so")],
    )
    .says(200, "one number, two names");
    ana.get("/networks?status=disagreed").says(200, "<strong>");
    let show = |ana: &mut Browser| {
        let code = ana.code(1);
        ana.post("/reveals/1/show", &[("code", &code)])
    };
    ana.post("/reveals/1/approve", &[]).says(403, "own request");
    ben.post("/reveals/1/approve", &[]).says(200, "agreed");
    ana.post("/reveals/1/show", &[("code", "000000")])
        .says(422, "nothing is used up");
    show(&mut ana).says(200, "+442079460123");
    show(&mut ana).says(422, "used before");
    ben.post(&format!("{here}/review/withdraw"), &[])
        .says(200, "1 other person");
    ana.get("/audit").says(200, "Its proof").says(200, "readAd");
    ben.get("/audit").says(403, "no rule permits it");
    let list = ana.get("/networks.csv").says(200, "network_id,rank");
    assert!(list.header("content-type").starts_with("text/csv"));
    let told = folder.run(&format!("-w w show {network} --json")).ends(0);
    assert_eq!(told.json()["flags"][0]["flag"], "suspected minor");
    drop(served);
    holds_nothing_in_the_clear(&folder);
}

/// Nothing that was typed stands in a file, and all of it is whole, under new keys too.
fn holds_nothing_in_the_clear(folder: &Folder) {
    for (path, bytes) in folder.everything_in("w") {
        for secret in ["Ana Example", "one number", PASSWORD, "hinted"] {
            let found = bytes
                .windows(secret.len())
                .any(|it| it == secret.as_bytes());
            assert!(!found, "{secret} stands in {}", path.display());
        }
    }
    folder.run("-w w verify").ends(0);
    folder.run("-w w keys rotate").ends(0);
    folder.run("-w w verify").ends(0);
}

#[test]
fn a_form_from_elsewhere_changes_nothing() {
    let (_folder, _served, mut ana) = served();
    let (network, ..) = things(&mut ana);
    let path = format!("/networks/{network}/review");
    let cookie = format!("cookie: __Host-daylight={}\r\n", ana.cookie);
    let body = |form: &str| format!("verdict=spam&reason=r&form={form}");
    let own = format!("{cookie}sec-fetch-site: same-origin\r\n");
    for (headers, form) in [
        (cookie.clone(), ana.form.as_str()),
        (format!("{cookie}sec-fetch-site: cross-site\r\n"), &ana.form),
        (format!("{cookie}sec-fetch-site: same-site\r\n"), &ana.form),
        (
            format!("{cookie}origin: http://evil.example\r\n"),
            &ana.form,
        ),
        (own.clone(), ""),
        (own.clone(), "0000"),
    ] {
        let page = ana.send("POST", &path, &headers, &body(form));
        assert_eq!(page.status, 403, "{headers} {page:?}");
    }
    ana.get("/networks?status=open").says(200, "<strong>");
    let page = ana.get(&format!("/networks/{network}"));
    assert!(!page.body.contains("Take my review back"), "{page:?}");
    let page = ana.send("POST", &path, &own, &body(&ana.form));
    assert_eq!(page.status, 303, "{page:?}");
    // A name that was pointed at this machine is none of the desk's.
    let mut stranger = ana.clone();
    stranger.host = "127.0.0.1".to_owned() + &ana.host[ana.host.rfind(':').unwrap()..];
    let page = stranger.send("GET", "/sign-in", "", "");
    assert_eq!(page.status, 200);
}

#[test]
fn wrong_sign_ins_wait_and_a_code_is_good_once() {
    let (_folder, served, mut ana) = served();
    let fields = |login: &'static str, password: &'static str| {
        [("login", login), ("password", password), ("code", "000000")]
    };
    let mut other = served.browser();
    let known = other
        .post("/sign-in", &fields("ana", "not this one"))
        .says(422, "is wrong");
    let unknown = other.post("/sign-in", &fields("nobody", "not this one"));
    assert_eq!(known.body, unknown.body);
    let right = other.post("/sign-in", &fields("ana", PASSWORD));
    assert_eq!(
        known.body, right.body,
        "a right password without a code tells nothing"
    );
    for _ in 0..4 {
        other.post("/sign-in", &fields("ana", "not this one"));
    }
    other
        .post("/sign-in", &fields("ana", PASSWORD))
        .says(429, "Wait a little");
    let forged = "x-forwarded-for: 192.0.2.7\r\nsec-fetch-site: same-origin\r\n";
    let page = other.send("POST", "/sign-in", forged, "login=ana&password=x&code=1");
    assert_eq!(page.status, 429, "a forged address gains nothing");
    // Nobody else waits.
    let mut ben = joined(&served, &mut ana, "ben", "analyst");
    let code = ben.code(0);
    let fields = [
        ("login", "ben"),
        ("password", PASSWORD),
        ("code", code.as_str()),
    ];
    ben.post("/sign-in", &fields).says(200, "What for?");
    let mut again = served.browser();
    again.post("/sign-in", &fields).says(422, "good once");
}

#[test]
fn who_is_shut_out_is_out_at_once() {
    let (_folder, served, mut ana) = served();
    let mut ben = joined(&served, &mut ana, "ben", "analyst");
    ben.sign_in("ben", "moderation");
    ben.get("/networks").says(200, "Queue");
    let mut twin = ben.clone();
    twin.post("/sign-out", &[]).says(200, "Sign in");
    ben.get("/networks")
        .says(200, "<h1><bdi dir=\"auto\">Sign in");
    let id = id_of(&mut ana, "ben");
    let invited = ana
        .post(&format!("/people/{id}/invite"), &[])
        .says(200, "Invitation");
    let code = invited.between("class=\"secret\"><code>", "<");
    ana.post(&format!("/people/{id}/end"), &[])
        .says(200, "ended");
    let fields = [
        ("code", code.as_str()),
        ("login", "ben"),
        ("password", PASSWORD),
    ];
    ben.post("/join", &fields).says(422, "an invitation");
    ana.get("/setup").says(404, "no such page");
    let said = [
        ("verdict", "spam"),
        ("reason", "of a network that is not there"),
    ];
    ana.post("/networks/n-0000000000000000/review", &said)
        .says(404, "no such page");
}

/// What is linked while the desk is served stands on it at once, and is searched once it is indexed.
#[test]
fn a_run_made_meanwhile_takes_its_place() {
    let (folder, _served, mut ana) = served();
    let (network, ..) = things(&mut ana);
    folder.write(
        "n.csv",
        "id,text\nb1,\"Lena in Hull, blue door, ring 020 7946 0123\"\n",
    );
    folder.run("-w w import n.csv").ends(0);
    folder.run("-w w link").ends(0);
    ana.get(&format!("/networks/{network}"))
        .says(200, "/ads/b1");
    let what = [("what", "020 7946 0123")];
    ana.post("/search", &what).says(409, "daylight index");
    folder.run("-w w index").ends(0);
    ana.post("/search", &what).says(200, "3 ads");
}

#[test]
fn the_desk_is_served_to_this_machine_only() {
    let folder = Folder::new();
    let done = folder.run("-w w desk --listen 0.0.0.0:0").ends(1);
    assert!(
        done.err.contains("no address of this machine alone"),
        "{done:?}"
    );
    let served = Served::new(&folder);
    let mut browser = served.browser();
    browser.host.clone_from(&served.host);
    let page = browser.get("/sign-in").says(200, "Begin");
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
}

#[test]
fn methods_that_no_route_has_are_refused() {
    let (_folder, _served, ana) = served();
    let headers = format!(
        "cookie: __Host-daylight={}\r\nsec-fetch-site: same-origin\r\n",
        ana.cookie
    );
    for method in ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT"] {
        for path in ["/networks", "/people", "/api/v1/you"] {
            let page = ana.send(method, path, &headers, "");
            assert!(
                [400, 405].contains(&page.status),
                "{method} {path} {page:?}"
            );
            assert!(!page.body.contains(&ana.cookie), "{page:?}");
        }
    }
}

/// A run that cannot be read keeps nobody from signing in, or from the pages that need none.
#[test]
fn a_damaged_run_keeps_nobody_from_the_desk() {
    let (folder, served, mut ana) = served();
    drop(served);
    let tables = folder.everything_in("w").into_iter();
    let mut runs = tables.filter(|(path, _)| path.ends_with("networks.parquet"));
    let (path, mut bytes) = runs.next().unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
    let served = Served::again(&folder);
    ana.host.clone_from(&served.host);
    let code = ana.code(1);
    let fields = [("login", "ana"), ("password", PASSWORD), ("code", &code)];
    ana.post("/sign-in", &fields).says(200, "What for?");
    ana.get("/people").says(200, "Ana Example");
}
