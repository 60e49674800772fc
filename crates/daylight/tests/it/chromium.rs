//! A real browser, driven over the protocol that the W3C standardised as `WebDriver`.

use std::fs;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;
use std::time::Instant;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use serde_json::json;

/// A key that the protocol names so.
const TAB: &str = "\u{e004}";
/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(30);

const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How a page is looked at: its name, its width in pixels, and the colours asked for.
const LOOKS: [(&str, u32, &str); 4] = [
    ("wide-light", 1280, "light"),
    ("wide-dark", 1280, "dark"),
    ("narrow-light", 390, "light"),
    ("narrow-dark", 390, "dark"),
];

/// Chromium with one window; it ends with the test.
pub(crate) struct Chromium {
    driver: Child,
    port: u16,
    session: String,
    /// The address of the desk, `http://127.0.0.1:1234`.
    desk: String,
    /// The source of axe-core, where `DAYLIGHT_AXE` names it.
    axe: Option<String>,
    /// Where pictures of the pages are put.
    pictures: PathBuf,
}

impl Chromium {
    /// `None`, and a line that says so, where there is no `chromedriver`.
    pub(crate) fn new(host: &str) -> Option<Self> {
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = driver else {
            println!(
                "skipped: there is no chromedriver; with Debian, `apt-get install chromium-driver`"
            );
            return None;
        };
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let mut ports = lines.map_while(Result::ok).filter_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let port = ports.next().unwrap();
        let axe = std::env::var_os("DAYLIGHT_AXE");
        if axe.is_none() {
            println!(
                "skipped in part: DAYLIGHT_AXE names no axe.min.js, so nothing is checked by axe"
            );
        }
        let pictures = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("desk");
        fs::create_dir_all(&pictures).unwrap();
        let mut this = Self {
            driver,
            port,
            session: String::new(),
            desk: format!("http://{host}"),
            axe: axe.map(|path| fs::read_to_string(path).unwrap()),
            pictures,
        };
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ];
        let begun = this.call(
            "POST",
            "/session",
            &json!({"capabilities": {"alwaysMatch": {
                "goog:chromeOptions": {"args": args},
                "goog:loggingPrefs": {"browser": "ALL"},
            }}}),
        );
        let session = begun["sessionId"].as_str().unwrap();
        session.clone_into(&mut this.session);
        Some(this)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let (status, answer) = self.send(method, path, &body).unwrap();
        let mut answer: Value = serde_json::from_slice(&answer).unwrap();
        assert!(status.contains(" 200 "), "{method} {path}: {answer}");
        answer["value"].take()
    }

    /// The first line of what is answered, and its content; the driver keeps connections open.
    fn send(&self, method: &str, path: &str, body: &str) -> io::Result<(String, Vec<u8>)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\ncontent-length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().ok())?
        });
        let mut answer = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut answer)?;
        Ok((head.lines().next().unwrap_or_default().to_owned(), answer))
    }

    /// Asks something of the window.
    fn window(&self, method: &str, what: &str, body: &Value) -> Value {
        let path = format!("/session/{}/{what}", self.session);
        self.call(method, &path, body)
    }

    pub(crate) fn go(&self, path: &str) {
        let url = format!("{}{path}", self.desk);
        self.window("POST", "url", &json!({"url": url}));
    }

    /// The address of the page, without the host.
    pub(crate) fn here(&self) -> String {
        let url = self.window("GET", "url", &Value::Null);
        url.as_str()
            .unwrap()
            .trim_start_matches(&self.desk)
            .to_owned()
    }

    pub(crate) fn source(&self) -> String {
        self.window("GET", "source", &Value::Null)
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// What a person reads on the page.
    pub(crate) fn text(&self) -> String {
        let text = self.run("return document.body.innerText");
        text.as_str().unwrap().to_owned()
    }

    pub(crate) fn says(&self, text: &str) {
        let page = self.text();
        assert!(
            page.contains(text),
            "no {text:?} on {}:\n{page}",
            self.here()
        );
    }

    fn run(&self, script: &str) -> Value {
        self.window(
            "POST",
            "execute/sync",
            &json!({"script": script, "args": []}),
        )
    }

    fn find(&self, xpath: &str) -> Option<String> {
        let query = json!({"using": "xpath", "value": xpath});
        let found = self.window("POST", "elements", &query);
        found[0][ELEMENT].as_str().map(str::to_owned)
    }

    /// What fits one of these, the first ones first.
    fn must(&self, xpaths: &[String]) -> String {
        let missing = || panic!("no {xpaths:?} on {}:\n{}", self.here(), self.text());
        xpaths
            .iter()
            .find_map(|it| self.find(it))
            .unwrap_or_else(missing)
    }

    /// Writes into a field by its label, in place of what stands there.
    pub(crate) fn write(&self, label: &str, text: &str) {
        let field = self.must(&[format!(
            "//*[@id=(//label[starts-with(normalize-space(),'{label}')]/@for)]"
        )]);
        self.window("POST", &format!("element/{field}/clear"), &json!({}));
        let keys = json!({"text": text});
        self.window("POST", &format!("element/{field}/value"), &keys);
    }

    /// Chooses a file on the disk for a field by its label.
    pub(crate) fn choose(&self, label: &str, path: &Path) {
        let field = self.must(&[format!(
            "//input[@id=(//label[starts-with(normalize-space(),'{label}')]/@for)]"
        )]);
        let keys = json!({"text": path});
        self.window("POST", &format!("element/{field}/value"), &keys);
    }

    /// Presses a button or a link by its name or how it begins, and waits for the page it leads to.
    pub(crate) fn press(&self, name: &str) {
        self.run("window.before = true");
        self.click(name, &["button", "a"]);
        let arrived = "return !window.before && document.readyState == 'complete'";
        let begun = Instant::now();
        while self.run(arrived) != json!(true) {
            assert!(
                begun.elapsed() < PATIENCE,
                "{name} leads nowhere from {}",
                self.here()
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// Ticks the box with a label that begins so.
    pub(crate) fn tick(&self, name: &str) {
        self.click(name, &["label"]);
    }

    /// Folds out what stands behind a line.
    pub(crate) fn unfold(&self, name: &str) {
        self.click(name, &["summary"]);
    }

    fn click(&self, name: &str, tags: &[&str]) {
        let called = tags.iter().flat_map(|tag| {
            [
                format!("//{tag}[normalize-space()=\"{name}\"]"),
                format!("//{tag}[starts-with(normalize-space(),\"{name}\")]"),
            ]
        });
        let thing = self.must(&called.collect::<Vec<_>>());
        // A person scrolls so that they see what they press.
        let script = "arguments[0].scrollIntoView({block: 'center'})";
        let body = json!({"script": script, "args": [{ELEMENT: thing}]});
        self.window("POST", "execute/sync", &body);
        self.window("POST", &format!("element/{thing}/click"), &json!({}));
    }

    /// True where something of a text ran.
    pub(crate) fn ran(&self) -> bool {
        self.run("return 'ran' in window") == json!(true)
    }

    /// What the browser wrote down since it was asked last.
    pub(crate) fn log(&self) -> Vec<String> {
        let log = self.window("POST", "se/log", &json!({"type": "browser"}));
        let entries = log.as_array().unwrap().iter();
        entries
            .map(|it| it["message"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Looks at the page in every width and colour: nothing may run over, axe finds nothing, and a
    /// picture is kept. Then every action must be reached with the tabulator key.
    pub(crate) fn look(&self, name: &str) {
        for (look, width, colours) in LOOKS {
            self.develop(
                "Emulation.setDeviceMetricsOverride",
                &json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}),
            );
            let scheme = json!([{"name": "prefers-color-scheme", "value": colours}]);
            self.develop("Emulation.setEmulatedMedia", &json!({"features": scheme}));
            let over = self.run("return document.documentElement.scrollWidth - innerWidth");
            assert!(
                over.as_i64().unwrap() <= 0,
                "{name} runs over at {look} by {over}"
            );
            // A bar that stays at the top lies over what was scrolled to.
            self.run("scrollTo(0, 0)");
            self.check(&format!("{name}, {look}"));
            let whole = json!({"captureBeyondViewport": true});
            let picture = self.develop("Page.captureScreenshot", &whole);
            let bytes = BASE64_STANDARD
                .decode(picture["data"].as_str().unwrap())
                .unwrap();
            fs::write(self.pictures.join(format!("{name}-{look}.png")), bytes).unwrap();
        }
        self.reach(name);
    }

    fn develop(&self, command: &str, params: &Value) -> Value {
        let body = json!({"cmd": command, "params": params});
        self.window("POST", "goog/cdp/execute", &body)
    }

    fn check(&self, page: &str) {
        let twice = self.run(
            "const ids = [...document.querySelectorAll('[id]')].map(it => it.id);\
             return ids.filter((it, at) => ids.indexOf(it) < at)",
        );
        assert_eq!(twice, json!([]), "ids that stand twice on {page}");
        let Some(axe) = &self.axe else {
            return;
        };
        let tags = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";
        let script = format!(
            "{axe};const done = arguments[arguments.length - 1];\
             axe.run(document, {{runOnly: {tags}}}).then(it => done(it.violations.map(\
             it => it.id + ': ' + it.nodes.map(it => it.html).join(' | '))))"
        );
        let found = self.window(
            "POST",
            "execute/async",
            &json!({"script": script, "args": []}),
        );
        assert_eq!(found, json!([]), "{page}");
    }

    /// Goes through the page with the tabulator key; of radio buttons of one name one is enough.
    fn reach(&self, name: &str) {
        self.run(
            "document.addEventListener('focusin', it => it.target.dataset.reached = '');\
             document.activeElement.blur(); scrollTo(0, 0)",
        );
        let all = "[...document.querySelectorAll('a[href],button,input:not([type=hidden],[disabled]),select,textarea,summary')]\
                   .filter(it => it.checkVisibility({visibilityProperty: true}))";
        let count = self.run(&format!("return {all}.length")).as_u64().unwrap();
        // Regions that scroll are stops too.
        let tabs = (0..count + 20).flat_map(|_| {
            [
                json!({"type": "keyDown", "value": TAB}),
                json!({"type": "keyUp", "value": TAB}),
            ]
        });
        let keys = json!({"type": "key", "id": "keyboard", "actions": tabs.collect::<Vec<_>>()});
        self.window("POST", "actions", &json!({"actions": [keys]}));
        let left = self.run(&format!(
            "const all = {all}; const names = new Set(all.filter(it => it.type == 'radio' && \
             'reached' in it.dataset).map(it => it.name));\
             return all.filter(it => !('reached' in it.dataset) && !names.has(it.name))\
             .map(it => it.outerHTML)"
        ));
        assert_eq!(left, json!([]), "no key leads there on {name}");
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // A session that is not ended leaves a browser behind.
        let _ = self.send("DELETE", &format!("/session/{}", self.session), "");
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
