//! Holds a made market against its truth and against what `docs/synthetic-market.md` promises.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use daylight_synth::Settings;
use daylight_synth::market;
use daylight_synth::write_csv;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::io::Write;

/// One ad with what the truth says of it.
struct Ad {
    id: String,
    posted_at: String,
    place: String,
    coordinates: bool,
    title: String,
    body: String,
    operator: String,
    kind: String,
    template: String,
    phones: Vec<String>,
    disguise: String,
    names: Vec<String>,
}

fn made(ads: u64, seed: u64, difficulty: u8) -> (String, String) {
    let (mut listings, mut truth) = (Vec::new(), Vec::new());
    let summary = write_csv(
        &Settings {
            ads,
            seed,
            difficulty,
        },
        &mut listings,
        &mut truth,
    )
    .unwrap();
    assert_eq!(summary.ads, ads);
    assert_eq!(summary.ads_by_kind.values().sum::<u64>(), ads);
    (
        String::from_utf8(listings).unwrap(),
        String::from_utf8(truth).unwrap(),
    )
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn ads(count: u64, seed: u64, difficulty: u8) -> Vec<Ad> {
    let (listings, truth) = made(count, seed, difficulty);
    let list = |joined: &str| {
        joined
            .split(';')
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let pairs = rows(&listings).into_iter().zip(rows(&truth));
    let all: Vec<Ad> = pairs
        .map(|(ad, truth)| {
            assert_eq!(ad[0], truth[0]);
            Ad {
                id: ad[0].clone(),
                posted_at: ad[1].clone(),
                place: ad[3].clone(),
                coordinates: !ad[4].is_empty() && !ad[5].is_empty(),
                title: ad[6].clone(),
                body: ad[7].clone(),
                operator: truth[1].clone(),
                kind: truth[2].clone(),
                template: truth[3].clone(),
                phones: list(&truth[4]),
                disguise: truth[5].clone(),
                names: list(&truth[6]),
            }
        })
        .collect();
    assert_eq!(all.len() as u64, count);
    all
}

fn generic(seed: u64) -> BTreeSet<String> {
    let mut out = Vec::new();
    market(&Settings {
        ads: 1,
        seed,
        difficulty: 0,
    })
    .write_generic(&mut out)
    .unwrap();
    String::from_utf8(out)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

fn by<'a>(ads: &'a [Ad], key: impl Fn(&'a Ad) -> &'a str) -> BTreeMap<&'a str, Vec<&'a Ad>> {
    let mut groups: BTreeMap<&str, Vec<&Ad>> = BTreeMap::new();
    for ad in ads {
        groups.entry(key(ad)).or_default().push(ad);
    }
    groups
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The number as dialled from its own country.
fn national(phone: &str) -> String {
    match phone.get(1..3).unwrap() {
        "44" | "61" | "33" | "49" | "46" => format!("0{}", phone.get(3..).unwrap()),
        _ => phone.get(2..).unwrap().to_owned(),
    }
}

fn shingles(text: &str) -> BTreeSet<[&str; 3]> {
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(3)
        .map(|three| [three[0], three[1], three[2]])
        .collect()
}

fn jaccard(one: &str, other: &str) -> f64 {
    let (one, other) = (shingles(one), shingles(other));
    let common = one.intersection(&other).count();
    let all = one.len() + other.len() - common;
    f64::from(u32::try_from(common).unwrap()) / f64::from(u32::try_from(all.max(1)).unwrap())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn the_same_settings_give_the_same_bytes() {
    assert_eq!(made(3000, 4, 5), made(3000, 4, 5));
    assert_ne!(made(300, 4, 5).0, made(300, 5, 5).0);
    assert_eq!(made(300, 4, 5), made(300, 4, 9));
}

#[test]
fn a_market_of_any_size_has_its_ads() {
    for count in [0, 1, 2, 14, 333] {
        let all = ads(count, 1, 4);
        let ids: BTreeSet<&str> = all.iter().map(|ad| ad.id.as_str()).collect();
        assert_eq!(ids.len() as u64, count);
    }
}

#[test]
fn columns_are_the_contract() {
    let (listings, truth) = made(2, 1, 0);
    assert_eq!(
        listings.lines().next(),
        Some("ad_id,posted_at,site,place,latitude,longitude,title,body")
    );
    assert_eq!(
        truth.lines().next(),
        Some("ad_id,operator,kind,template,phone,disguise,names")
    );
    let all = ads(20_000, 1, 0);
    let bare = all.iter().filter(|ad| !ad.coordinates).count();
    assert!(
        (800..1200).contains(&bare),
        "{bare} ads without coordinates"
    );
    assert!(all.iter().any(|ad| ad.place.is_empty()));
    assert!(
        all.iter()
            .all(|ad| ad.posted_at.len() == 20 && ad.posted_at.starts_with("2025-"))
    );
}

#[test]
fn at_difficulty_0_every_true_phone_and_name_stands_in_the_text() {
    for ad in ads(6000, 2, 0) {
        assert_eq!(ad.disguise, "");
        let written = digits(&ad.body);
        for phone in &ad.phones {
            let found =
                written.contains(&national(phone)) || written.contains(phone.get(1..).unwrap());
            assert!(found, "{}: {phone} not in {}", ad.id, ad.body);
        }
        for name in &ad.names {
            assert!(
                ad.title.contains(name.as_str()) || ad.body.contains(name.as_str()),
                "{}: {name}",
                ad.id
            );
        }
    }
}

/// The reserved ranges once more, written apart from the data files: calling code and national prefix.
const RESERVED: &[&str] = &[
    "+441134960",
    "+441144960",
    "+441154960",
    "+441164960",
    "+441174960",
    "+441184960",
    "+441214960",
    "+441314960",
    "+441414960",
    "+441514960",
    "+441614960",
    "+442079460",
    "+441914980",
    "+442896496",
    "+442920180",
    "+441632960",
    "+447700900",
    "+6125550",
    "+6127010",
    "+6135550",
    "+6137010",
    "+6175550",
    "+6177010",
    "+6185550",
    "+6187010",
    "+61491570",
    "+3319900",
    "+3326191",
    "+3335301",
    "+3346571",
    "+3353649",
    "+3363998",
    "+493023125",
    "+496990009",
    "+494066969",
    "+492214710",
    "+498999998",
    "+468465004",
    "+463139006",
    "+464062804",
    "+469803192",
    "+467017406",
];

fn is_reserved(phone: &str) -> bool {
    let nanp = phone.len() == 12 && phone.starts_with("+1") && phone.get(5..10) == Some("55501");
    nanp || RESERVED.iter().any(|prefix| phone.starts_with(prefix))
}

#[test]
fn phones_and_hosts_are_made_up() {
    for ad in ads(6000, 3, 0) {
        assert!(
            ad.phones.iter().all(|phone| is_reserved(phone)),
            "{}: {:?}",
            ad.id,
            ad.phones
        );
        for run in ad
            .body
            .split(|letter: char| !(letter.is_ascii_digit() || " +-.()".contains(letter)))
        {
            let run = digits(run);
            let known = ad
                .phones
                .iter()
                .any(|phone| run.contains(phone.get(5..).unwrap()));
            assert!(run.len() < 7 || known, "{}: {run} is nobody's phone", ad.id);
        }
        for word in ad.body.split([' ', ',', '?']) {
            let word = word.trim_end_matches(['.', ':']);
            let address = word.contains("://") || (word.contains('@') && !word.starts_with('@'));
            assert!(
                !address || word.split('/').any(|part| part.ends_with(".example")),
                "{}: {word}",
                ad.id
            );
        }
    }
}

#[test]
fn no_two_operators_share_a_phone_by_accident() {
    let generic = generic(1);
    let all = ads(20_000, 1, 2);
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut lent = 0;
    for ad in &all {
        for (at, phone) in ad
            .phones
            .iter()
            .enumerate()
            .filter(|(_, phone)| !generic.contains(*phone))
        {
            // Stolen numbers are those of another; an organised network puts them second.
            if ad.kind == "stolen" || (ad.kind == "organised" && at > 0) {
                lent += 1;
            } else {
                owners.entry(phone).or_default().insert(&ad.operator);
            }
        }
    }
    assert!(lent > 50 && owners.len() > 4000);
    for (phone, operators) in owners {
        assert_eq!(operators.len(), 1, "{phone}: {operators:?}");
    }
}

#[test]
fn generic_contacts_touch_many_operators() {
    let generic = generic(1);
    assert!(generic.contains("https://central-booking.example/appointments"));
    let mut touched: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ad in ads(20_000, 1, 0) {
        for phone in ad.phones.iter().filter(|phone| generic.contains(*phone)) {
            touched
                .entry(phone.clone())
                .or_default()
                .insert(ad.operator.clone());
        }
    }
    assert!(
        touched
            .values()
            .filter(|operators| operators.len() >= 10)
            .count()
            >= 6
    );
}

#[test]
fn nothing_explicit_is_written() {
    const BANNED: &[&str] = &[
        "sex",
        "sexy",
        "sexual",
        "nude",
        "naked",
        "erotic",
        "porn",
        "xxx",
        "fetish",
        "escort",
        "sexo",
        "desnuda",
        "erótico",
        "nackt",
        "erotik",
        "nue",
        "sexe",
        "érotique",
        "naakt",
        "seks",
        "erotisch",
        "naga",
        "erotyczny",
        "секс",
        "эротика",
        "интим",
        "голая",
        "جنس",
        "عارية",
        "เซ็กซ์",
        "เปลือย",
    ];
    for ad in ads(20_000, 6, 0) {
        let text = format!("{} {}", ad.title, ad.body).to_lowercase();
        let explicit = text
            .split(|letter: char| !letter.is_alphanumeric())
            .find(|word| BANNED.contains(word));
        assert_eq!(explicit, None, "{}", ad.id);
    }
}

#[test]
fn texts_of_one_template_are_alike_and_others_are_not() {
    for difficulty in [0, 1, 2, 3] {
        let all = ads(4000, 8, difficulty);
        let templates = by(&all, |ad| &ad.template);
        let mates: Vec<f64> = templates
            .values()
            .flat_map(|ads| ads.windows(2))
            .map(|two| jaccard(&two[0].body, &two[1].body))
            .collect();
        let middle = median(mates);
        assert!(
            middle >= 0.6,
            "difficulty {difficulty}: median of mates {middle}"
        );
        let first: Vec<&Ad> = templates.values().map(|ads| ads[0]).collect();
        let others: Vec<f64> = (1..8)
            .flat_map(|step| {
                first
                    .windows(step + 1)
                    .map(move |run| jaccard(&run[0].body, &run[step].body))
            })
            .collect();
        let most = others.iter().copied().fold(0.0, f64::max);
        assert!(
            most < 0.3,
            "difficulty {difficulty}: two templates share {most}"
        );
        assert!(median(others) < 0.02);
    }
}

#[test]
fn scripts_and_lengths_are_mixed() {
    let all = ads(20_000, 1, 0);
    let script = |first: char, last: char| {
        all.iter()
            .filter(|ad| {
                ad.body
                    .chars()
                    .filter(|letter| (first..=last).contains(letter))
                    .count()
                    > 40
            })
            .count()
    };
    for (name, count) in [
        ("Cyrillic", script('а', 'я')),
        ("Arabic", script('ا', 'ي')),
        ("Thai", script('ก', 'ฮ')),
    ] {
        assert!(count >= 1000, "{name}: {count} of 20000");
    }
    let words = all
        .iter()
        .map(|ad| ad.body.split_whitespace().count())
        .sum::<usize>()
        / all.len();
    assert!((75..=105).contains(&words), "{words} words on average");
}

#[test]
fn disguises_rise_with_difficulty() {
    let mut last = 0;
    for difficulty in 0..=5_u8 {
        let all = ads(6000, 1, difficulty);
        let hidden = |kind: &str| {
            let (some, of) = all
                .iter()
                .filter(|ad| ad.kind == kind)
                .fold((0, 0), |(some, of), ad| {
                    (some + usize::from(!ad.disguise.is_empty()), of + 1)
                });
            some * 100 / of
        };
        let share = all.iter().filter(|ad| !ad.disguise.is_empty()).count() * 100 / all.len();
        assert!(
            share >= last + if difficulty == 0 { 0 } else { 5 },
            "difficulty {difficulty}: {share} %"
        );
        assert!(difficulty == 0 || hidden("organised") > hidden("independent"));
        assert_eq!(hidden("agency"), 0);
        last = share;
    }
    assert!((45..=75).contains(&last), "{last} %");
}

#[test]
fn organised_networks_have_their_habits() {
    let all = ads(20_000, 1, 0);
    let networks = by(&all, |ad| &ad.operator);
    let count = |ads: &[&Ad], what: fn(&Ad) -> &[String]| {
        ads.iter()
            .flat_map(|ad| what(ad))
            .collect::<BTreeSet<_>>()
            .len()
    };
    let organised: Vec<&Vec<&Ad>> = networks
        .values()
        .filter(|ads| ads[0].kind == "organised")
        .collect();
    assert!(organised.len() >= 35);
    for ads in &organised {
        let cities: BTreeSet<&str> = ads
            .iter()
            .map(|ad| ad.place.as_str())
            .filter(|place| !place.is_empty())
            .collect();
        assert!(
            ads.len() >= 15 && cities.len() >= 2 && cities.len() <= 8,
            "{}",
            ads[0].operator
        );
        assert!(count(ads, |ad| &ad.names) >= 3, "{}", ads[0].operator);
    }
    let phones: Vec<f64> = organised
        .iter()
        .map(|ads| f64::from(u32::try_from(count(ads, |ad| &ad.phones)).unwrap()))
        .collect();
    assert!(median(phones) >= 4.0);
}

#[test]
fn an_independent_on_tour_is_never_in_two_cities_at_once() {
    let all = ads(20_000, 1, 0);
    let mut tours = 0;
    for mut ads in by(&all, |ad| &ad.operator)
        .into_values()
        .filter(|ads| ads[0].kind == "independent")
    {
        ads.sort_by(|one, other| one.posted_at.cmp(&other.posted_at));
        let mut stops: Vec<&str> = ads
            .iter()
            .map(|ad| ad.place.as_str())
            .filter(|place| !place.is_empty())
            .collect();
        stops.dedup();
        let distinct: BTreeSet<&str> = stops.iter().copied().collect();
        assert_eq!(
            stops.len(),
            distinct.len(),
            "{}: {stops:?}",
            ads[0].operator
        );
        tours += usize::from(distinct.len() > 1);
    }
    assert!(tours > 100, "{tours} tours");
}

#[test]
fn a_scam_is_thrown_out_within_an_hour() {
    let all = ads(20_000, 1, 0);
    let scams: Vec<Vec<&Ad>> = by(&all, |ad| &ad.operator)
        .into_values()
        .filter(|ads| ads[0].kind == "scam")
        .collect();
    assert!(scams.len() >= 12);
    for ads in scams {
        let hours: BTreeSet<&str> = ads
            .iter()
            .map(|ad| ad.posted_at.get(..13).unwrap())
            .collect();
        let templates: BTreeSet<&str> = ads.iter().map(|ad| ad.template.as_str()).collect();
        assert!(
            hours.len() <= 2 && templates.len() == 1,
            "{}",
            ads[0].operator
        );
    }
}

#[test]
fn a_copied_text_keeps_its_template_and_changes_hands() {
    let all = ads(20_000, 1, 0);
    let templates = by(&all, |ad| &ad.template);
    for (prefix, least) in [("t-copied-", 3), ("t-kit-", 20)] {
        let shared: Vec<usize> = templates
            .iter()
            .filter(|(template, _)| template.starts_with(prefix))
            .map(|(_, ads)| {
                ads.iter()
                    .map(|ad| ad.operator.as_str())
                    .collect::<BTreeSet<_>>()
                    .len()
            })
            .collect();
        let many = shared
            .iter()
            .filter(|&&operators| operators >= least)
            .count();
        assert!(
            many >= 6 && many * 4 >= shared.len() * 3,
            "{prefix}: {shared:?}"
        );
    }
}

/// A disk that is full after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or_else(|| io::Error::other("full"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_failed_write_is_told() {
    let settings = Settings {
        ads: 50,
        seed: 1,
        difficulty: 0,
    };
    assert!(write_csv(&settings, Full(5000), io::sink()).is_err());
    assert!(write_csv(&settings, io::sink(), Full(100)).is_err());
}
