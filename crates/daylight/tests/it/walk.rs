//! The way of a person through the desk in a real Chromium: from setting up to an exported case.

use crate::browser::Browser;
use crate::browser::PASSWORD;
use crate::browser::Page;
use crate::browser::Served;
use crate::browser::half_minute;
use crate::chromium::Chromium;
use crate::program::Folder;

/// What runs where a page lets it.
const HOSTILE: &str = "<script>window.ran=1</script><img src=x onerror='window.ran=2'><svg onload=window.ran=3>\u{202e}]]>--><a href=javascript:window.ran=4>x</a>{{7*7}}";

/// Ads of a market, and a network whose every text tries to run something.
fn workspace() -> Folder {
    let folder = Folder::new();
    folder.market(1500, 103);
    let short = "<script>window.ran=5</script>";
    let mut hostile = "ad_id,posted_at,site,place,body\n".to_owned();
    for at in 0..40 {
        let name = ["Mina", "Rosa", "Ines", "Vera"][at % 4];
        let day = at % 28 + 1;
        let line = format!(
            "h{at}{short},2026-05-{day:02},{short}.example,Leeds {short},\"{name} here, quiet garden {HOSTILE} call 020 7946 0123\"\n"
        );
        hostile.push_str(&line);
    }
    folder.write("hostile.csv", hostile);
    folder.run("-w w import m.csv").ends(0);
    folder.run("-w w import hostile.csv").ends(0);
    folder.run("-w w link").ends(0);
    folder
}

/// The page that shows a key once, kept for the codes of the phone.
fn keep_key(browser: &mut Browser, chromium: &Chromium) {
    let page = Page {
        status: 200,
        headers: Vec::new(),
        body: chromium.source(),
    };
    browser.keep_key(&page);
}

/// Signs in; says which half minute's code was used, as it is good once.
fn sign_in(chromium: &Chromium, phone: &Browser, login: &str, ahead: u64) -> u64 {
    let used = half_minute(ahead);
    chromium.go("/sign-in");
    chromium.write("Name", login);
    chromium.write("Password", PASSWORD);
    chromium.write("Code", &phone.code(ahead));
    chromium.press("Sign in");
    chromium.press("Work for investigation");
    used
}

/// Sets the workspace up, and invites a second person who joins and looks round.
fn begin(chromium: &Chromium, served: &Served) -> [Browser; 2] {
    let [mut ana, mut ben] = [served.browser(), served.browser()];
    chromium.go("/");
    assert_eq!(chromium.here(), "/setup");
    chromium.look("setup");
    chromium.write("Code", &served.code);
    chromium.write("Your name", "Ana Example");
    chromium.write("Name to sign in with", "ana");
    chromium.write("Password", PASSWORD);
    for role in ["analyst", "auditor"] {
        chromium.tick(role);
    }
    chromium.press("Begin");
    chromium.look("shown-once");
    keep_key(&mut ana, chromium);
    chromium.go("/sign-in");
    chromium.look("sign-in");
    chromium.write("Name", "ana");
    chromium.write("Password", PASSWORD);
    chromium.write("Code", &ana.code(0));
    chromium.press("Sign in");
    chromium.look("purpose");
    chromium.press("Work for investigation");
    assert_eq!(chromium.here(), "/networks");
    chromium.go("/people");
    chromium.write("Name", "Ben");
    chromium.tick("reviewer");
    chromium.press("Add and invite");
    chromium.look("people");
    let page = chromium.source();
    let (_, code) = page.split_once("class=\"secret\"><code>").unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    chromium.press("Sign out");
    chromium.go("/join");
    chromium.look("join");
    chromium.write("Code of the invitation", &code);
    chromium.write("Name to sign in with", "ben");
    chromium.write("Password", PASSWORD);
    chromium.press("Join");
    keep_key(&mut ben, chromium);
    [ana, ben]
}

/// Ben looks at the queue and the first network, and reviews it; he is not shown what only an auditor
/// is.
fn review(chromium: &Chromium) -> String {
    chromium.look("queue");
    chromium.press("n-");
    let network = chromium.here();
    chromium.tick("Organised");
    chromium.write("Why", "names share one contact");
    chromium.press("Say so");
    chromium.says("Ben said organised");
    chromium.look("network");
    // The ads of one cluster alone, and all of them again.
    chromium.press("c-");
    chromium.says("Only");
    chromium.look("selected");
    chromium.press("Show all");
    // From one network to the next and back, and on with a review.
    chromium.press("After");
    assert_ne!(chromium.here(), network);
    chromium.press("Before");
    assert_eq!(chromium.here(), network);
    chromium.tick("Organised");
    chromium.write("Why", "names share one contact, still");
    chromium.press("and go to the one after");
    assert_ne!(chromium.here(), network);
    chromium.go("/audit");
    chromium.says("The policy of this workspace does not allow this");
    chromium.look("refused");
    chromium.go("/networks/n-0");
    chromium.look("absent");
    network
}

/// Ana says otherwise, opens a case on it and asks for a number that Ben has to agree to.
fn work(chromium: &Chromium, network: &str) {
    chromium.go(network);
    chromium.says("1 other person said something");
    chromium.tick("Benign: an agency");
    chromium.write("Why", "says what it is");
    chromium.press("Say so");
    chromium.says("Ben said organised");
    chromium.unfold("Open a case on it");
    chromium.write("Title", "Four names");
    chromium.press("Open a case");
    chromium.write("What is to be done", "call the line");
    chromium.press("Add the task");
    chromium.write("Note", "a note");
    chromium.press("Write it down");
    chromium.press("Done");
    chromium.says("done on");
    chromium.look("case");
    let case = chromium.here();
    chromium.go("/cases");
    chromium.says("Four names");
    chromium.look("cases");
    chromium.go(&format!("{case}/case.json"));
    chromium.says("call the line");
    chromium.go("/search");
    chromium.look("search");
    chromium.write("A phone number", "020 7946 0123");
    chromium.press("Search");
    chromium.look("found");
}

/// Ana cuts the first tie of a network.
fn cut(chromium: &Chromium, network: &str) {
    chromium.go(network);
    let page = chromium.source();
    let tie = page.split("/ties/").nth(1).unwrap();
    let tie = tie.split('"').next().unwrap();
    chromium.go(&format!("{network}/ties/{tie}"));
    chromium.look("tie");
    chromium.tick("Two operators");
    chromium.write("Why", "two writers");
    chromium.press("Say so");
    chromium.says("said two operators");
    chromium.press("All decisions");
    chromium.look("decisions");
    chromium.press("Withdraw");
    chromium.says("withdrawn at");
}

/// Every page of the network whose texts try to run something.
fn hostile(chromium: &Chromium) {
    let page = chromium.source();
    let ads: Vec<&str> = page
        .split("href=\"")
        .filter_map(|it| it.split('"').next())
        .filter(|it| it.contains("/ads/"))
        .collect();
    assert!(!ads.is_empty(), "{page}");
    let ran = || chromium.ran();
    for ad in &ads {
        chromium.go(ad);
        chromium.says("quiet garden <script>");
        assert!(!ran(), "{ad}");
    }
    chromium.look("ad");
    let network = ads[0].split("/ads/").next().unwrap();
    chromium.go(network);
    chromium.says("Leeds <script>");
    assert!(!ran());
    chromium.look("hostile-network");
}

/// Ana asks for the number of the hostile network, Ben agrees in a browser of his own, and Ana is
/// shown it after a new code of her phone.
fn reveal(chromium: &Chromium, (ana, used): (&Browser, u64), mut ben: Browser) -> String {
    chromium.go("/search");
    chromium.write("A phone number", "020 7946 0123");
    chromium.press("Search");
    let page = chromium.source();
    let token = page.split("phone-").nth(1).unwrap();
    let token = format!("phone-{}", token.split('<').next().unwrap());
    let ad = page
        .split("href=\"")
        .find(|it| it.contains("/ads/"))
        .unwrap();
    chromium.go(ad.split("/ads/").next().unwrap());
    chromium.write("Token", &token);
    chromium.write("Why it is needed", "to hand over");
    chromium.press("Ask to see it");
    chromium.says("not yet");
    chromium.look("reveals");
    let code = ben.code(1);
    let fields = [("login", "ben"), ("password", PASSWORD), ("code", &code)];
    ben.post("/sign-in", &fields).says(200, "What for?");
    ben.post("/purpose", &[("purpose", "investigation")]);
    ben.get("/reveals");
    ben.post("/reveals/1/approve", &[]).says(200, "agreed");
    while half_minute(1) <= used {
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    chromium.go("/reveals");
    chromium.write("A new code of your phone", &ana.code(1));
    chromium.press("Show it to me");
    chromium.look("shown");
    let text = chromium.text();
    let shown = text.split_whitespace().find(|it| it.starts_with('+'));
    shown.unwrap_or_default().to_owned()
}

/// Ana brings a file in: sees how it is understood, says otherwise of a column, and waits for it.
fn bring(chromium: &Chromium, folder: &Folder) {
    let ads =
        "ref,inserat,wo\nz1,\"Nora here, new in Leeds, call 020 7946 0999\",Leeds\nz2,a,b,c\n";
    folder.write("new.csv", ads);
    chromium.go("/import");
    chromium.says("Brought in so far");
    chromium.look("import");
    chromium.choose("File of ads", &folder.path("new.csv"));
    chromium.press("Look at it");
    chromium.says("Nothing is kept yet");
    chromium.look("understood");
    chromium.press("Understand it so");
    chromium.says("1 would not be kept");
    chromium.press("Bring it in and link");
    while !chromium.text().contains("Another file") {
        chromium.says("How far is it?");
        chromium.press("How far is it?");
    }
    chromium.says("2 rows read = 1 ad + 0 seen again + 1 reject");
    chromium.look("imported");
    chromium.press("The batch, with every row");
    chromium.says("new.csv");
    chromium.look("batch");
}

/// Ana reads a network and other pages in Dutch and in Spanish.
fn other_languages(chromium: &Chromium, network: &str) {
    chromium.go(network);
    chromium.press("Nederlands");
    chromium.says("Redenen, en hun gewone oorzaken");
    assert_eq!(chromium.here(), network);
    chromium.look("network-nl");
    chromium.go("/networks");
    chromium.look("queue-nl");
    chromium.press("Español");
    chromium.says("Razones más fuertes");
    chromium.look("queue-es");
    chromium.go("/work");
    chromium.look("work-es");
    chromium.press("English");
    chromium.says("How old the queue is");
}

#[test]
fn a_person_finds_their_way_in_a_real_browser() {
    let folder = workspace();
    let served = Served::new(&folder);
    let Some(chromium) = Chromium::new(&served.host) else {
        return;
    };
    let [ana, ben] = begin(&chromium, &served);
    sign_in(&chromium, &ben, "ben", 0);
    let network = review(&chromium);
    chromium.press("Sign out");
    // A code is good once: this is the next one.
    let used = sign_in(&chromium, &ana, "ana", 1);
    work(&chromium, &network);
    cut(&chromium, &network);
    chromium.go("/search");
    chromium.write("A phone number", "020 7946 0123");
    chromium.press("Search");
    hostile(&chromium);
    chromium.go("/audit");
    chromium.look("audit");
    chromium.go("/work");
    chromium.says("How old the queue is");
    chromium.look("work");
    chromium.go("/networks?status=disagreed");
    chromium.unfold("Searches you keep");
    chromium.write("Keep the filters of this page as", "Not of one mind");
    chromium.press("Keep");
    chromium.unfold("Searches you keep");
    chromium.says("Not of one mind");
    chromium.look("searches");
    chromium.go("/you");
    chromium.look("you");
    let shown = reveal(&chromium, (&ana, used), ben);
    assert_eq!(shown, "+442079460123");
    bring(&chromium, &folder);
    other_languages(&chromium, &network);
    let said = chromium.log();
    let is_policy = |it: &&String| it.contains("Content Security Policy") || it.contains("Refused");
    assert_eq!(said.iter().find(is_policy), None);
}
