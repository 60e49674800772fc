//! The desk, served by the real program, and a browser without scripts that keeps a cookie.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::process::Child;
use std::process::Stdio;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use ring::hmac;

use crate::program::Folder;

/// A served desk; it ends with the test.
pub(crate) struct Served {
    child: Child,
    pub(crate) host: String,
    /// What lets the first person in.
    pub(crate) code: String,
}

impl Served {
    /// Serves the workspace `w` of a folder.
    pub(crate) fn new(folder: &Folder) -> Self {
        Self::start(folder, true)
    }

    /// A workspace that has people, so that no code is printed.
    pub(crate) fn again(folder: &Folder) -> Self {
        Self::start(folder, false)
    }

    fn start(folder: &Folder, is_new: bool) -> Self {
        let mut child = folder
            .command("-w w desk --listen 127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut last_word = || {
            let line = lines.next().unwrap().unwrap();
            line.rsplit(' ').next().unwrap().to_owned()
        };
        let address = last_word();
        let host = address.trim_start_matches("http://").trim_end_matches('/');
        Self {
            host: host.to_owned(),
            code: if is_new { last_word() } else { String::new() },
            child,
        }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser {
            host: self.host.clone(),
            cookie: String::new(),
            form: String::new(),
            token: String::new(),
            secret: Vec::new(),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was answered.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut named = self.headers.iter().filter(|(known, _)| known == name);
        named.next().map_or("", |(_, value)| value)
    }

    /// What stands between two texts, the first time.
    pub(crate) fn between(&self, from: &str, to: &str) -> String {
        let (_, rest) = self
            .body
            .split_once(from)
            .unwrap_or_else(|| panic!("no {from} in {}", self.body));
        rest.split_once(to).unwrap().0.to_owned()
    }

    pub(crate) fn says(self, status: u16, text: &str) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.body.contains(text), "no {text} in {self:?}");
        self
    }
}

#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) host: String,
    pub(crate) cookie: String,
    pub(crate) form: String,
    /// The token of a program of theirs.
    pub(crate) token: String,
    secret: Vec<u8>,
}

impl Browser {
    /// Sends a request as it stands, with these headers beside the host.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Page {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        Page {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }

    /// Sends a request as a browser does, and follows where it is sent.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> Page {
        self.ask_with("", method, path, body)
    }

    fn ask_with(&mut self, more: &str, method: &str, path: &str, body: &str) -> Page {
        let headers = format!(
            "{more}cookie: a=b; __Host-daylight={}\r\norigin: http://{}\r\nsec-fetch-site: same-origin\r\n",
            self.cookie, self.host
        );
        let page = self.send(method, path, &headers, body);
        let set = page.header("set-cookie");
        if let Some(rest) = set.strip_prefix("__Host-daylight=") {
            rest.split(';').next().unwrap().clone_into(&mut self.cookie);
            assert!(
                rest.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict")
                    || rest.contains("Max-Age=0")
            );
        }
        if page.body.contains("name=\"form\"") {
            self.form = page.between("name=\"form\" value=\"", "\"");
        }
        if page.status == 303 {
            return self.ask("GET", page.header("location"), "");
        }
        page
    }

    pub(crate) fn get(&mut self, path: &str) -> Page {
        self.ask("GET", path, "")
    }

    /// Sends a form with the code of the session.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.form.clone();
        let all = fields.iter().copied().chain([("form", form.as_str())]);
        let pairs: Vec<String> = all
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        self.ask("POST", path, &pairs.join("&"))
    }

    /// Sends a file with the code of the session; a file without a name is none that was chosen.
    pub(crate) fn upload(&mut self, path: &str, name: &str, text: &str) -> Page {
        let body = format!(
            "--line\r\ncontent-disposition: form-data; name=\"form\"\r\n\r\n{}\r\n\
             --line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n--line--\r\n",
            self.form
        );
        let kind = "content-type: multipart/form-data; boundary=line\r\n";
        self.ask_with(kind, "POST", path, &body)
    }

    /// Keeps the key that a page shows once.
    pub(crate) fn keep_key(&mut self, page: &Page) {
        let key = page.between("class=\"secret\"><code>", "<");
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let five = |letter| format!("{:05b}", letters.find(letter).unwrap());
        let bits: Vec<String> = key.chars().filter(|it| *it != ' ').map(five).collect();
        let bits = bits.concat();
        let bytes = bits.as_bytes().chunks_exact(8);
        let bytes =
            bytes.map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 2).unwrap());
        self.secret = bytes.collect();
    }

    /// The code of the phone, so many half minutes from now.
    pub(crate) fn code(&self, ahead: u64) -> String {
        let step = half_minute(ahead);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.secret);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let at = usize::from(tag.as_ref()[19] & 15);
        let four: [u8; 4] = tag.as_ref()[at..at + 4].try_into().unwrap();
        format!("{:06}", u32::from_be_bytes(four) % (1 << 31) % 1_000_000)
    }

    /// Makes a token for the purpose that was chosen.
    pub(crate) fn make_token(&mut self) {
        let code = self.code(1);
        let fields = [("name", "nightly"), ("days", "30"), ("code", code.as_str())];
        let page = self.post("/you/tokens", &fields).says(200, "shown once");
        self.token = page.between("class=\"secret\"><code>", "<");
    }

    /// Asks as their program does: with the token, and a body of JSON.
    pub(crate) fn program(&self, method: &str, path: &str, body: &str) -> Page {
        let headers = format!("authorization: Bearer {}\r\n", self.token);
        self.send(method, path, &headers, body)
    }

    /// Signs in and chooses a purpose.
    pub(crate) fn sign_in(&mut self, login: &str, purpose: &str) {
        let fields = [
            ("login", login),
            ("password", PASSWORD),
            ("code", &self.code(0)),
        ];
        self.post("/sign-in", &fields).says(200, "What for?");
        if !purpose.is_empty() {
            self.post("/purpose", &[("purpose", purpose)])
                .says(200, "<h1>");
        }
    }
}

/// The half minute so many from now, counted from 1970.
pub(crate) fn half_minute(ahead: u64) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_secs() / 30 + ahead
}

/// Everybody's.
pub(crate) const PASSWORD: &str = "four plain words here";

fn encoded(text: &str) -> String {
    let each = text.bytes().map(|byte| format!("%{byte:02X}"));
    each.collect()
}
