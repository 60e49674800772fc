//! A file brought in through the desk: looked at, corrected, run, and what became of its rows.

use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use crate::browser::Browser;
use crate::browser::Page;
use crate::browser::Served;
use crate::desk::begun;
use crate::desk::joined;
use crate::desk::served;
use crate::program::Folder;

/// Ads whose text stands in a column that no name gives away, and a row that is none.
const ADS: &str = "ref,inserat,wo\n\
     b1,\"Yvonne here, new in Leeds, call me on 020 7946 0123\",Leeds\n\
     b2,\"Carla here, new in York, call me on 020 7946 0123\",York\n\
     b3,a,b,c,d\n";

/// Waits until a file is done with.
fn done(browser: &mut Browser) -> Page {
    for _ in 0..600 {
        let page = browser.get("/import");
        if page.body.contains("Another file") {
            return page;
        }
        assert!(page.body.contains("How far is it?"), "{page:?}");
        sleep(Duration::from_millis(100));
    }
    panic!("it is never done");
}

/// A desk over a workspace that holds nothing yet, with its first person.
fn empty() -> (Folder, Served, Browser) {
    let folder = Folder::new();
    let (served, ana) = begun(&folder);
    (folder, served, ana)
}

#[test]
fn a_file_is_looked_at_corrected_and_brought_in() {
    let (folder, _served, mut ana) = empty();
    ana.get("/networks").says(200, "Bring a file of ads in");
    ana.get("/import").says(200, "Nothing yet.");
    let page = ana.upload("/import", "C:\\mine\\<b>ads.csv", ADS);
    let page = page.says(200, "Nothing is kept yet");
    assert!(page.body.contains("&lt;b&gt;ads.csv") && !page.body.contains("mine"));
    // Two columns cannot both be the id; what was understood before stays.
    let twice = [
        ("column-0", "id"),
        ("column-1", "id"),
        ("column-2", "place"),
    ];
    ana.post("/import/columns", &twice)
        .says(200, "two columns are marked `id`");
    // Without a text there is nothing to bring in, and the run is refused a file like this.
    let none = [
        ("column-0", "id"),
        ("column-1", "ignore"),
        ("column-2", "place"),
    ];
    let page = ana.post("/import/columns", &none);
    let page = page.says(200, "no column holds the text of an ad");
    assert!(!page.body.contains("Bring it in and link"));
    ana.post("/import/run", &[])
        .says(200, "Nothing is kept yet");
    let right = [
        ("column-0", "id"),
        ("column-1", "body"),
        ("column-2", "place"),
    ];
    // Whoever chooses and runs at once is shown first what that comes to.
    let with = |zone| [right[0], right[1], right[2], ("zone", zone)];
    let page = ana.post("/import/run", &with(""));
    let page = page.says(200, "Of the first 3 rows, 1 would not be kept.");
    assert!(page.body.contains("this is what it comes to"), "{page:?}");
    assert!(page.body.contains("Yvonne here, new in Leeds"), "{page:?}");
    // What waits is in no file: there is nothing but what an empty workspace has.
    let on_disk = folder.everything_in("w");
    let holds = |bytes: &[u8]| bytes.windows(6).any(|it| it == b"Yvonne");
    assert!(!on_disk.iter().any(|(_, bytes)| holds(bytes)));
    ana.post("/import/run", &with("Mars/Olympus"))
        .says(200, "no time zone is called `Mars/Olympus`");
    ana.post("/import/run", &with(""));
    let page = done(&mut ana).says(200, "3 rows read = 2 ads + 0 seen again + 1 reject");
    let batch = page.between("href=\"/import/b", "\"");
    let page = ana
        .get(&format!("/import/b{batch}"))
        .says(200, "5 cells, but the file has 3 columns");
    assert!(page.body.contains("&lt;b&gt;ads.csv"), "{page:?}");
    ana.post("/search", &[("what", "020 7946 0123")])
        .says(200, "1 network");
    // The log names the file as its batch does.
    let sha256 = page.between("class=\"hash\"><code>", "<");
    ana.get("/audit").says(200, &format!("file {sha256}"));
    // The same again adds nothing and says so.
    ana.upload("/import", "<b>ads.csv", ADS);
    ana.post("/import/columns", &right);
    ana.post("/import/run", &[]);
    done(&mut ana).says(
        200,
        "nothing new: 2 rows seen again, 1 row rejected as before",
    );
    let on_disk = folder.everything_in("w");
    assert!(!on_disk.iter().any(|(_, bytes)| holds(bytes)));
    folder.run("-w w verify").ends(0);
}

#[test]
fn a_file_that_is_none_is_refused_with_a_reason() {
    let (_folder, _served, mut ana) = empty();
    ana.get("/import");
    ana.upload("/import", "empty.csv", "")
        .says(422, "the file is empty");
    ana.upload("/import", "", ADS)
        .says(422, "no file was chosen");
    ana.post("/import", &[]).says(422, "no file was chosen");
    ana.post("/import/run", &[]).says(200, "File of ads");
    ana.upload("/import", "ads.csv", ADS);
    ana.post("/import/drop", &[]).says(200, "File of ads");
}

#[test]
fn a_file_is_its_owner_s_alone_and_one_is_held_at_a_time() {
    let (_folder, served, mut ana) = served();
    let mut ben = joined(&served, &mut ana, "ben", "analyst");
    ben.sign_in("ben", "moderation");
    ben.get("/import");
    ana.get("/import");
    ana.upload("/import", "ads.csv", ADS)
        .says(200, "Nothing is kept yet");
    let page = ben
        .get("/import")
        .says(200, "Somebody else is bringing a file in");
    assert!(!page.body.contains("ads.csv"));
    ben.upload("/import", "other.csv", ADS)
        .says(422, "another file is being brought in");
    ben.post("/import/drop", &[]);
    ana.get("/import").says(200, "Nothing is kept yet");
    // Whoever only reviews brings nothing in, and the log is told that they tried.
    let mut cat = joined(&served, &mut ana, "cat", "reviewer");
    cat.sign_in("cat", "investigation");
    cat.get("/import").says(403, "does not allow this");
    cat.upload("/import", "ads.csv", ADS)
        .says(403, "does not allow this");
}

#[test]
fn of_a_file_from_nobody_no_byte_is_awaited() {
    let (_folder, served, _ana) = served();
    let mut stream = TcpStream::connect(&served.host).unwrap();
    let head = format!(
        "POST /import HTTP/1.1\r\nhost: {}\r\nsec-fetch-site: same-origin\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 99999999\r\n\r\n",
        served.host
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 303");
}
