//! What programs of people ask, held against the document that says what they may expect.

use serde_json::Value;

use crate::browser::Browser;
use crate::desk::add_market;
use crate::desk::served;
use crate::desk::things;

/// What of a value is not as a schema says; the part of JSON Schema that the document uses.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return faults(
            document,
            &document["components"]["schemas"][name],
            value,
            at,
        );
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.is_u64() || it.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let one = &schema["type"];
    let kinds = one.as_array().cloned().unwrap_or(vec![one.clone()]);
    let is_of = |wanted: &Value| *wanted == kind || (*wanted == "number" && kind == "integer");
    let mut found = Vec::new();
    if !kinds.iter().any(is_of) {
        found.push(format!("{at} is {kind}, not {kinds:?}"));
    }
    if let Some(known) = schema["enum"].as_array().filter(|it| !it.contains(value)) {
        found.push(format!("{at} is {value}, none of {known:?}"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(faults(
            document,
            &schema["items"],
            item,
            &format!("{at}[{index}]"),
        ));
    }
    let fields = value.as_object().into_iter().flatten();
    for (name, field) in fields {
        let here = format!("{at}.{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{here} is not told of")),
            (Value::Null, Value::Null) => {}
            (Value::Null, other) => found.extend(faults(document, other, field, &here)),
            (known, _) => found.extend(faults(document, known, field, &here)),
        }
    }
    let needed = schema["required"].as_array().into_iter().flatten();
    let missing = needed.filter(|it| value.is_object() && value[it.as_str().unwrap()].is_null());
    let missing = missing.filter(|it| value.get(it.as_str().unwrap()).is_none());
    found.extend(missing.map(|it| format!("{at} lacks {it}")));
    found
}

/// Asks, and holds the answer against what the document says of that route and status.
fn asks(
    of: &Browser,
    document: &Value,
    (method, route): (&str, &str),
    path: &str,
    body: &str,
) -> (u16, Value) {
    let page = of.program(method, path, body);
    let kind = page.header("content-type").to_owned();
    let told: Value = serde_json::from_str(&page.body).unwrap();
    let responses = &document["paths"][route][method.to_lowercase()]["responses"];
    let schema = &responses[page.status.to_string()]["content"][&kind]["schema"];
    assert!(
        schema.is_object(),
        "{route} tells nothing of {kind} {page:?}"
    );
    let found = faults(document, schema, &told, "it");
    assert_eq!(found, Vec::<String>::new(), "{route}: {told}");
    (page.status, told)
}

/// What is asked for below `/api/v1/`, by the route as the document names it, and what must come.
const ASKED: [(u16, &str, &str, &str); 13] = [
    (200, "you", "you", ""),
    (200, "networks", "networks", ""),
    (200, "networks", "networks?limit=1&offset=9", ""),
    (200, "networks/{network}", "networks/NETWORK", ""),
    (404, "networks/{network}", "networks/n-0", ""),
    (
        200,
        "networks/{network}/ads/{ad}",
        "networks/NETWORK/ads/a1",
        "",
    ),
    (
        404,
        "networks/{network}/ads/{ad}",
        "networks/NETWORK/ads/a9",
        "",
    ),
    (200, "search", "search", "{\"what\": \"020 7946 0123\"}"),
    (200, "search", "search", "{\"what\": \"nowhereatall\"}"),
    (422, "search", "search", "what=garden"),
    (200, "cases", "cases", ""),
    (200, "cases/{case}", "cases/1", ""),
    (403, "cases/{case}", "cases/7", ""),
];

/// Asks for everything there is, and gives what was told.
fn everything(ana: &Browser, document: &Value, network: &str) -> String {
    let mut read = String::new();
    for (status, route, path, body) in ASKED {
        let method = if body.is_empty() { "GET" } else { "POST" };
        let route = format!("/api/v1/{route}");
        let path = format!("/api/v1/{path}").replace("NETWORK", network);
        let (answered, told) = asks(ana, document, (method, &route), &path, body);
        assert_eq!(answered, status, "{path} {told}");
        read.push_str(&told.to_string());
    }
    read
}

#[test]
fn a_program_reads_what_its_person_may_and_nothing_in_the_clear() {
    let (_folder, served, mut ana) = served();
    let (network, _, token) = things(&mut ana);
    let case = [("title", "Four names"), ("network", network.as_str())];
    ana.post("/cases", &case).says(200, "Four names");
    ana.make_token();
    let document = ana.program("GET", "/api/v1/openapi.json", "").body;
    let document: Value = serde_json::from_str(&document).unwrap();
    let read = everything(&ana, &document, &network);
    assert!(
        read.contains(&token) && read.contains("quiet garden"),
        "{read}"
    );
    assert!(!read.contains("0123") && !read.contains("Mina"), "{read}");
    // Without the token, with a session's cookie alone, and with one that was ended.
    let kept = std::mem::take(&mut ana.token);
    let cookie = format!("cookie: __Host-daylight={}\r\n", ana.cookie);
    let page = ana.send("GET", "/api/v1/you", &cookie, "");
    assert_eq!(page.status, 401, "{page:?}");
    assert_eq!(page.header("www-authenticate"), "Bearer");
    ana.token = kept;
    let page = ana.program("GET", "/networks", "");
    assert_eq!(page.header("location"), "/sign-in", "a token opens no page");
    let id = ana.get("/you").between("/you/tokens/", "/end");
    ana.post(&format!("/you/tokens/{id}/end"), &[])
        .says(200, "over");
    asks(&ana, &document, ("GET", "/api/v1/you"), "/api/v1/you", "");
    assert_eq!(ana.program("GET", "/api/v1/you", "").status, 401);
    ana.get("/audit")
        .says(200, "makeToken")
        .says(200, "endToken");
    drop(served);
}

/// Every route of programs is in the document, and no other.
#[test]
fn the_document_names_every_route_of_programs() {
    let source = include_str!("../../../daylight-desk/src/desk/routes.rs");
    let mut routes: Vec<&str> = source
        .split('"')
        .filter(|it| it.starts_with("/api/"))
        .collect();
    routes.sort_unstable();
    let document = include_str!("../../../daylight-desk/src/desk/api/openapi.json");
    let document: Value = serde_json::from_str(document).unwrap();
    let mut told: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    told.sort_unstable();
    assert_eq!(routes, told);
}

#[test]
fn a_kept_search_tells_of_what_is_new_and_a_password_changes_with_the_old_one() {
    let (folder, _served, mut ana) = served();
    add_market(&folder);
    let kept = [("name", "Once <b>"), ("query", "status=once&page=3&x=<y>")];
    let page = ana.post("/searches", &kept).says(200, "Once &lt;b&gt;");
    let page = page.says(200, "networks?status=once\"");
    assert!(!page.body.contains("new match"), "{page:?}");
    let first = ana
        .get("/networks")
        .between("scope=\"row\"><a href=\"", "\"");
    let said = [("verdict", "spam"), ("reason", "one kit")];
    ana.post(&format!("{first}/review"), &said)
        .says(200, "one kit");
    let queue = ana.get("/networks").says(200, "1 new match");
    let new = queue.between("networks?status=once&amp;new=", "\"");
    let page = ana.get(&format!("/networks?status=once&new={new}"));
    page.says(200, "Only what is new in")
        .says(200, "<strong>1 network</strong>");
    ana.post(&format!("/searches/{new}/seen"), &[]);
    let page = ana.get("/networks");
    assert!(!page.body.contains("new match"), "{page:?}");
    ana.get("/work")
        .says(200, "How old the queue is")
        .says(200, "not reviewed");
    ana.post(&format!("/searches/{new}/remove"), &[])
        .says(200, "None yet");
    let wrong = [
        ("current", "not this one"),
        ("password", "five other words stand here"),
        ("code", "000000"),
    ];
    ana.post("/you/password", &wrong)
        .says(422, "Nothing was changed");
    let code = ana.code(1);
    let weak = [
        ("current", crate::browser::PASSWORD),
        ("password", "password1234"),
        ("code", &code),
    ];
    ana.post("/you/password", &weak).says(422, "easily guessed");
    let right = [weak[0], wrong[1], weak[2]];
    ana.post("/you/password", &right).says(200, "another now");
}
