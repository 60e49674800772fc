//! The parts of a network's page: what is selected in one the others show, and every figure leads to
//! as many ads as it says.

use crate::browser::Browser;
use crate::desk::add_market;
use crate::desk::served;

/// What stands between two texts, each time.
fn each_between<'p>(page: &'p str, from: &str, to: &str) -> Vec<&'p str> {
    let rests = page.split(from).skip(1);
    rests
        .filter_map(|it| it.split_once(to))
        .map(|it| it.0)
        .collect()
}

/// The address of the network at the top of the queue.
fn first_network(ana: &mut Browser) -> String {
    ana.get("/networks")
        .between("scope=\"row\"><a href=\"", "\"")
}

/// How many ads an address of a network selects, as the page says and as its list has them.
fn selected(ana: &mut Browser, address: &str) -> usize {
    let page = ana.get(address).says(200, "Only <strong>");
    let said = page.between("Only <strong>", " ad");
    let (_, ads) = page.body.split_once("<section id=\"ads\"").unwrap();
    let listed = each_between(ads, "<li><a href=\"/networks/", "\"").len();
    assert_eq!(said, listed.to_string(), "{address}");
    listed
}

#[test]
fn what_is_selected_in_one_part_the_others_show() {
    let (folder, _served, mut ana) = served();
    add_market(&folder);
    let path = first_network(&mut ana);
    let page = ana.get(&path);
    let all: usize = page.between("<dt>Ads</dt><dd>", "<").parse().unwrap();
    let places = each_between(&page.body, "<a href=\"?place=", "</td>");
    let mut counted = 0;
    for row in &places {
        let (place, rest) = row.split_once("#evidence").unwrap();
        let ads: usize = rest.rsplit('>').next().unwrap().parse().unwrap();
        assert_eq!(selected(&mut ana, &format!("{path}?place={place}")), ads);
        counted += ads;
    }
    assert!(places.len() > 2 && counted > all / 2, "{counted} of {all}");
    let clusters = each_between(&page.body, "<a href=\"?cluster=", "#evidence");
    let of_all: usize = clusters
        .iter()
        .map(|it| selected(&mut ana, &format!("{path}?cluster={it}")))
        .sum();
    assert_eq!((of_all, clusters.len() > 1), (all, true));
    // Days, alone and together with a cluster; a day that is none selects nothing out.
    let days = each_between(&page.body, "<span class=\"day\">", ":");
    let mut days: Vec<&str> = days.into_iter().collect();
    days.sort_unstable();
    let middle = days[days.len() / 2];
    let until = selected(&mut ana, &format!("{path}?to={middle}"));
    let from = selected(&mut ana, &format!("{path}?from={middle}"));
    let on = selected(&mut ana, &format!("{path}?from={middle}&to={middle}"));
    assert_eq!(until + from - on, all);
    let one = format!("{path}?cluster={}&to={middle}", clusters[0]);
    assert!(selected(&mut ana, &one) <= until);
    let page = ana.get(&format!("{path}?from=yesterday"));
    assert!(!page.body.contains("Only <strong>"));
    let none = ana.get(&format!("{path}?place=%3Cb%3Enowhere"));
    none.says(200, "Only <strong>0 ads</strong>")
        .says(200, "&lt;b&gt;nowhere");
}

/// What a reason cites is marked in the text of the ad, where the page opens.
#[test]
fn what_a_reason_rests_on_is_marked_in_its_ad() {
    let (folder, _served, mut ana) = served();
    add_market(&folder);
    let path = first_network(&mut ana);
    let page = ana.get(&path);
    let (_, reasons) = page.body.split_once("<ul class=\"evidence\">").unwrap();
    let cited = each_between(reasons, "<li><a href=\"", "\"");
    let cited: Vec<&str> = cited
        .into_iter()
        .filter(|it| it.contains("#cited"))
        .collect();
    assert!(cited.len() > 3, "{page:?}");
    let mut marked = 0;
    for address in &cited {
        let address = address.replace("&amp;", "&").replace("#cited", "");
        let ad = ana.get(&address).says(200, "Marked words are facts");
        let ids = ad.body.matches("id=\"cited\"").count();
        assert!(ids <= 1, "{address}");
        assert_eq!(ids == 1, ad.body.contains(" asked\""), "{address}");
        marked += ids;
    }
    assert!(
        marked * 10 >= cited.len() * 9,
        "{marked} of {}",
        cited.len()
    );
    let other = ana.get(&format!(
        "{}?field=body&from=x",
        cited[0].split('?').next().unwrap()
    ));
    assert!(!other.says(200, "Marked words").body.contains(" asked\""));
}

#[test]
fn a_place_of_the_work_leads_to_as_many_networks() {
    let (folder, _served, mut ana) = served();
    add_market(&folder);
    let work = ana.get("/work").says(200, "networks name, of ");
    let rows = each_between(&work.body, "<a href=\"/networks?place=", "</tr>");
    assert!(rows.len() > 3, "{work:?}");
    for row in rows {
        let (place, rest) = row.split_once('"').unwrap();
        let figures = each_between(rest, "<td class=\"number\">", "<");
        let page = ana.get(&format!("/networks?place={}", place.to_uppercase()));
        let said = page.says(200, "ranked;").between("<strong>", " network");
        let list = ana.get(&format!("/networks.json?place={place}&status=open"));
        let list: Vec<serde_json::Value> = serde_json::from_str(&list.body).unwrap();
        assert_eq!(vec![said, list.len().to_string()], figures, "{place}");
    }
    let page = ana.get("/networks?place=%3Ci%3Enowhere");
    page.says(200, "<strong>0 networks</strong>")
        .says(200, "&lt;i&gt;nowhere");
}
