//! The report as a whole: its parts are there, and nothing from an ad can drive it.

mod contrast;
pub(crate) mod sample;

use daylight_findings::TemplateView;
use daylight_model::AdId;
use daylight_model::ClusterId;
use daylight_model::FieldName;
use daylight_model::LinkEvidence;
use daylight_model::NetworkId;
use daylight_model::TemplateId;

use crate::language::Language;
use crate::report::Report;
use crate::report::render;
use crate::report::tests::sample::report;

/// Writes the page into the folder `DAYLIGHT_REPORT_SAMPLES` names, so that a person can look.
fn keep(name: &str, page: &str) {
    if let Some(folder) = std::env::var_os("DAYLIGHT_REPORT_SAMPLES") {
        let path = std::path::Path::new(&folder).join(name);
        std::fs::write(path, page).expect("the sample can be written");
    }
}

fn count(page: &str, part: &str) -> usize {
    page.matches(part).count()
}

#[test]
fn the_page_holds_every_part() {
    let report = report();
    let page = render(&report, Language::English);
    keep("report.html", &page);
    for part in [
        "Signs of organised control in advertising",
        "What this is not",
        "Where to look first",
        "never a probability",
        "Reasons, and their ordinary causes",
        "What ordinary causes look the same",
        "Unknown: too little data to say",
        "Templates",
        "The same in figures",
        "Places",
        "Ties not used",
        "shared by many otherwise separate operators",
        "Found and not ranked",
        "Set aside",
        "What this cannot show",
        "higher than 99.4\u{a0}% of reference networks",
        "and 32 more",
        "<span class=\"hidden\">slot: </span>phone",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(
        count(&page, "class=\"network chapter\""),
        report.networks.len()
    );
}

#[test]
fn each_sign_stands_beside_its_ordinary_causes() {
    let page = render(&report(), Language::English);
    let reasons = count(&page, "<article class=\"reason\">");
    assert!(reasons > 0);
    assert_eq!(count(&page, "<div class=\"innocent\">"), reasons);
}

#[test]
fn a_reader_without_eyes_finds_the_way() {
    let page = render(&report(), Language::English);
    assert_eq!(count(&page, "<h1>"), 1);
    assert_eq!(count(&page, "<main id=\"main\">"), 1);
    assert_eq!(count(&page, "<table"), count(&page, "<caption"));
    let header_cells = count(&page, "<th ") + count(&page, "<th>");
    assert_eq!(
        header_cells,
        count(&page, "scope=\"col\"") + count(&page, "scope=\"row\"")
    );
    assert_eq!(
        count(&page, "<svg"),
        count(&page, "aria-hidden=\"true\" focusable=\"false\"")
            + count(&page, "role=\"img\" aria-label=\"")
    );
    for (at, _) in page.match_indices("aria-labelledby=\"") {
        let id = page
            .get(at + 17..)
            .and_then(|rest| rest.split('"').next())
            .expect("an id");
        assert_eq!(count(&page, &format!(" id=\"{id}\"")), 1, "{id}");
    }
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let page = render(&report(), Language::English);
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    for part in [
        "http://", "https://", "<script", "<link", "<img", "<iframe", "url(", "@import", " src=",
    ] {
        assert_eq!(count(&page, part), 0, "{part}");
    }
}

/// What an ad might hold to drive a page: tags, attributes, entities, controls, directions.
const HOSTILE: &str = "<script>alert(1)</script>\"onload=\"x' &lt; {phone} --> ]]>\u{202e}\u{0}\u{200b}\u{1b}[31m\u{9b}</style>";

/// The sample with the hostile text in every place that can hold a string.
fn hostile() -> Report {
    let mut report = report();
    let bad = || HOSTILE.to_owned();
    report.title = bad();
    report.limits = vec![bad()];
    report.counts.run_id = bad();
    report.counts.version = bad();
    report.counts.reference = bad();
    for source in &mut report.counts.sources {
        source.file = bad();
        source.sha256 = bad();
    }
    for item in &mut report.set_aside {
        item.kind = bad();
        item.token = bad();
        item.why = bad();
    }
    for network in &mut report.unranked {
        network.network_id = bad();
        network.why = bad();
    }
    for view in &mut report.networks {
        view.network.network_id = NetworkId::new(HOSTILE);
        for row in &mut view.timeline {
            row.label = bad();
        }
        // Of one of them the city is found all the same.
        for place in &mut view.places {
            place.place = format!("Leeds, {HOSTILE}");
        }
        for TemplateView { template, .. } in &mut view.templates {
            template.text = bad();
            template.template_id = TemplateId::new(HOSTILE);
        }
        for link in &mut view.links {
            link.token = Some(bad());
            link.link.from_cluster = ClusterId::new(HOSTILE);
            if let LinkEvidence::Template { template_id, .. } = &mut link.link.evidence {
                *template_id = TemplateId::new(HOSTILE);
            }
        }
        for reason in &mut view.network.reasons {
            reason.summary = bad();
            reason.innocent_explanation = bad();
            for citation in &mut reason.evidence {
                citation.ad_id = AdId::new(HOSTILE);
                citation.field = Some(FieldName::new(HOSTILE));
            }
        }
    }
    report
}

#[test]
fn text_from_ads_is_inert() {
    let page = render(&hostile(), Language::English);
    keep("hostile.html", &page);
    for part in [
        "<script",
        "</script",
        "\"onload=",
        "\u{202e}",
        "\u{0}",
        "\u{200b}",
        "\u{1b}",
        "\u{9b}",
    ] {
        assert_eq!(count(&page, part), 0, "{part:?}");
    }
    assert_eq!(count(&page, "</style>"), 1);
    assert!(page.contains("\\u{202e}\\u{0}\\u{200b}\\u{1b}[31m"));
}

#[test]
fn hostile_text_changes_no_tag() {
    let tags = |page: &str| {
        let mut names: Vec<String> = page
            .split('<')
            .skip(1)
            .filter_map(|tag| tag.split(['>', ' ']).next().map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        names
    };
    assert_eq!(
        tags(&render(&hostile(), Language::English)),
        tags(&render(&report(), Language::English))
    );
}

#[test]
fn an_empty_report_says_so() {
    let page = render(&Report::default(), Language::English);
    assert!(page.contains("No network shows signs strong enough to be ranked."));
    assert_eq!(count(&page, "<table"), 0);
}

#[test]
fn a_text_of_any_length_keeps_the_page_short() {
    let mut report = report();
    for view in &mut report.networks {
        for TemplateView { template, .. } in &mut view.templates {
            template.text = format!(
                "{}{}",
                "w\u{f6}rd {phone} ".repeat(50_000),
                "x".repeat(1 << 20)
            );
        }
    }
    let page = render(&report, Language::English);
    assert!(page.len() < 1_000_000, "{}", page.len());
    assert!(page.contains("more words"));
    for view in &mut report.networks {
        for TemplateView { template, .. } in &mut view.templates {
            template.text = "\u{f6}".repeat(1 << 20);
        }
    }
    assert!(render(&report, Language::English).len() < 1_000_000);
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(
        render(&report(), Language::English),
        render(&report(), Language::English)
    );
}
