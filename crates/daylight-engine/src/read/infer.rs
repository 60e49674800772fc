//! Recognises what columns hold, by their names and by a sample of their values.
//!
//! A name proposes and the values dispose: a column called PHONE that says yes and no is no phone.
//! A column no name explains is still a text where it holds running text, an e-mail where it holds
//! addresses. Every decision says why, for the person who will read the mapping.

use crate::read::known;
use crate::read::known::Suggestion;
use crate::read::look::Look;
use crate::read::mapping::Column;
use crate::read::mapping::Mapping;
use crate::read::mapping::Role;
use crate::read::times;

/// A verdict on one column before the columns are weighed against each other.
struct Candidate {
    role: Role,
    rank: usize,
    why: String,
    hashed: bool,
}

impl Mapping {
    /// Recognises columns from their names and sample rows (cells in the order of `columns`; a
    /// missing cell counts as empty). Without rows, names alone decide.
    #[must_use]
    pub fn infer(columns: &[String], rows: &[Vec<String>]) -> Self {
        let mut candidates: Vec<Candidate> = columns
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let values = rows
                    .iter()
                    .map(|row| row.get(at).map_or("", String::as_str));
                judge(name, &Look::at(values))
            })
            .collect();
        for role in Role::ALL.into_iter().filter(|role| role.is_single()) {
            keep_likeliest(&mut candidates, columns, role);
        }
        let posted = candidates.iter().position(|c| c.role == Role::PostedAt);
        let day_first = posted.and_then(|at| {
            let values = rows.iter().filter_map(|row| row.get(at));
            day_order(values.map(String::as_str))
        });
        let columns = columns.iter().zip(candidates);
        Self {
            day_first,
            columns: columns
                .map(|(name, candidate)| Column {
                    name: name.clone(),
                    role: candidate.role,
                    hashed: candidate.hashed,
                    why: candidate.why,
                })
                .collect(),
            ..Self::default()
        }
    }
}

/// The order of day and month that the values allow; `None` where they allow both or contradict
/// each other.
pub(crate) fn day_order<'a>(values: impl Iterator<Item = &'a str>) -> Option<bool> {
    let mut settled = None;
    for order in values.filter_map(times::order) {
        if settled.is_some_and(|other| other != order) {
            return None;
        }
        settled = Some(order);
    }
    settled
}

/// Of several columns that could be the one id, date or site, keeps the likeliest; a second title
/// or body is still a text.
fn keep_likeliest(candidates: &mut [Candidate], columns: &[String], role: Role) {
    let best = candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| candidate.role == role)
        .min_by_key(|(at, candidate)| (candidate.rank, *at))
        .map(|(at, _)| at);
    let Some(best) = best else {
        return;
    };
    let winner = columns.get(best).map_or("", String::as_str);
    for (at, candidate) in candidates.iter_mut().enumerate() {
        if candidate.role != role || at == best {
            continue;
        }
        if role.is_text() {
            candidate.role = Role::Text;
        } else {
            candidate.role = Role::Ignore;
            candidate.why = format!("could be {role} too, but `{winner}` is likelier");
        }
    }
}

fn judge(name: &str, look: &Look) -> Candidate {
    match known::suggest(name) {
        Some(suggestion) => by_name(suggestion, look),
        None => by_values(look),
    }
}

fn by_name(suggestion: Suggestion, look: &Look) -> Candidate {
    let Suggestion { role, rank } = suggestion;
    let accept = |why: &str| Candidate {
        role,
        rank,
        why: format!("{role}: {why}"),
        hashed: role.may_be_hashed() && look.mostly(look.hashed),
    };
    if role == Role::Ignore {
        return ignored("ignored: by its name it says nothing of an ad");
    }
    if look.filled == 0 {
        return if role == Role::Id && look.rows > 0 {
            ignored("ignored: named like an id, but empty")
        } else {
            accept("by its name; no values to check it by")
        };
    }
    // What is called `ad_id` is the id of the ad: where it repeats, the rows are to be told so.
    let is_ad_id = role == Role::Id && rank == 0;
    match objection(role, look).filter(|_| !is_ad_id) {
        None => accept("by its name, and its values agree"),
        Some(objection) => {
            let mut other = by_values(look);
            let found = if other.role == Role::Ignore {
                "ignored"
            } else {
                other.role.as_str()
            };
            other.why = format!("{found}: named like {role}, but {objection}");
            other
        }
    }
}

/// Why the values of a column cannot be what its name says; `None` where they can.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the arms have conditions; what none of them objects to is fine"
)]
fn objection(role: Role, look: &Look) -> Option<String> {
    // A handful of short texts may be anything; what is called a text is then one.
    let is_sure = !role.is_text() || look.filled >= TEXTS_MIN;
    if role != Role::Id && is_sure && look.all(look.yes_no) {
        return Some("its values are yes and no".into());
    }
    let share = |count: usize, what: &str| {
        (!look.mostly(count)).then(|| format!("{} % of its values {what}", look.percent(count)))
    };
    match role {
        // A few repeated or missing ids are matters of their rows and no reason to number all
        // rows anew: the same file in another order would then hold other ads.
        Role::Id if look.filled * 2 <= look.rows => Some("half of its values are empty".into()),
        Role::Id if look.distinct * 2 <= look.filled => Some("half of its values repeat".into()),
        Role::Id if look.mostly(look.running) => Some("its values are running text".into()),
        Role::Phone => share(look.phone + look.hashed, "could be a phone number"),
        Role::Email => share(look.email + look.hashed, "could be an e-mail address"),
        Role::Url => share(look.url + look.hashed, "could be a web address"),
        Role::Price => share(look.digits, "hold a number"),
        Role::Latitude => share(look.latitude, "lie between -90 and 90"),
        Role::Longitude => share(look.longitude, "lie between -180 and 180"),
        Role::PostedAt if look.dates * 5 < look.filled * 4 => Some(format!(
            "only {} % of its values can be read as a date",
            look.percent(look.dates)
        )),
        Role::Text
        | Role::Title
        | Role::Body
        | Role::Place
        | Role::Site
        | Role::Name
        | Role::Handle
            if is_sure && look.all(look.numbers) =>
        {
            Some("its values are numbers".into())
        }
        Role::Place | Role::Site | Role::Name | Role::Handle
            if look.mostly(look.running) && look.mean_bytes() > LABEL_BYTES_MEAN_MAX =>
        {
            Some("its values are running text".into())
        }
        _ => None,
    }
}

/// From how many values on a column called text may turn out to be none.
const TEXTS_MIN: usize = 10;
/// Places, sites and names are labels: longer on average, they are prose.
const LABEL_BYTES_MEAN_MAX: usize = 60;

fn by_values(look: &Look) -> Candidate {
    let found = |role: Role, why: &str| Candidate {
        role,
        // Behind every name.
        rank: usize::MAX,
        why: format!("{role}: {why}"),
        hashed: role.may_be_hashed() && look.mostly(look.hashed),
    };
    if look.filled == 0 {
        return ignored("ignored: no name Daylight knows, and no values");
    }
    if look.mostly(look.hashed_phone) {
        return found(Role::Phone, "its values are hashed phone numbers");
    }
    if look.mostly(look.hashed_email) {
        return found(Role::Email, "its values are hashed e-mail addresses");
    }
    if look.mostly(look.hashed_url) {
        return found(Role::Url, "its values are hashed web addresses");
    }
    if look.mostly(look.running) {
        return found(
            Role::Text,
            "no name Daylight knows, but its values are running text",
        );
    }
    if look.mostly(look.email) {
        return found(Role::Email, "its values are e-mail addresses");
    }
    if look.mostly(look.web) {
        return found(Role::Url, "its values are web addresses");
    }
    if look.mostly(look.international) {
        return found(
            Role::Phone,
            "its values are phone numbers with a country code",
        );
    }
    ignored("ignored: no name Daylight knows, and its values are no running text")
}

fn ignored(why: &str) -> Candidate {
    Candidate {
        role: Role::Ignore,
        rank: usize::MAX,
        why: why.to_owned(),
        hashed: false,
    }
}

#[cfg(test)]
mod tests {
    use crate::read::mapping::Mapping;
    use crate::read::mapping::Role;

    /// Recognises a table written as lines of `|`, the first the header; shows what is kept.
    fn check(table: &str, expected: &str) -> Mapping {
        let mut lines = table.lines().map(|line| {
            let cells = line.split('|').map(|cell| cell.trim().to_owned());
            cells.collect::<Vec<String>>()
        });
        let columns = lines.next().unwrap_or_default();
        let rows: Vec<Vec<String>> = lines.collect();
        let mapping = Mapping::infer(&columns, &rows);
        let words: Vec<String> = mapping
            .columns
            .iter()
            .filter(|column| column.role != Role::Ignore)
            .map(|column| {
                let hashed = if column.hashed { "#" } else { "" };
                format!("{}={}{hashed}", column.name, column.role)
            })
            .collect();
        assert_eq!(words.join(" "), expected);
        mapping
    }

    #[test]
    fn names_in_many_languages() {
        for (header, expected) in [
            (
                "Anzeigennummer|Titel|Beschreibung|Telefonnummer|Preis|Stadt|Datum",
                "Anzeigennummer=id Titel=text Beschreibung=text Telefonnummer=phone Preis=price \
                 Stadt=place Datum=posted_at",
            ),
            (
                "titulo|descripción|teléfono|ciudad|fecha|correo",
                "titulo=text descripción=text teléfono=phone ciudad=place fecha=posted_at \
                 correo=email",
            ),
            (
                "заголовок|текст|телефон|город|цена",
                "заголовок=text текст=text телефон=phone город=place цена=price",
            ),
            (
                "标题|内容|电话|城市",
                "标题=text 内容=text 电话=phone 城市=place",
            ),
            (
                "listingId|postedAt|adText|contactPhone|Contact Name|E-Mail|geo.lat|geo.lon",
                "listingId=id postedAt=posted_at adText=text contactPhone=phone Contact Name=name \
                 E-Mail=email geo.lat=latitude geo.lon=longitude",
            ),
        ] {
            check(header, expected);
        }
    }

    #[test]
    fn values_overrule_names() {
        let mapping = check(
            "id | text | phone | date | url | price\n\
             1 | a | yes | soon | no | ask\n\
             1 | b | no | later | no | ask",
            "text=text",
        );
        let why: Vec<&str> = mapping.columns.iter().map(|c| c.why.as_str()).collect();
        assert_eq!(
            why,
            [
                "ignored: named like id, but half of its values repeat",
                "text: by its name, and its values agree",
                "ignored: named like phone, but its values are yes and no",
                "ignored: named like posted_at, but only 0 % of its values can be read as a date",
                "ignored: named like url, but its values are yes and no",
                "ignored: named like price, but 0 % of its values hold a number",
            ]
        );
    }

    #[test]
    fn a_repeated_or_missing_id_is_a_matter_of_its_row() {
        check("id | text\n1 | a\n1 | b\n2 | c", "id=id text=text");
        check("id | text\n1 | a\n | b\n2 | c", "id=id text=text");
        check("ad_id | text\n1 | a\n1 | b", "ad_id=id text=text");
    }

    #[test]
    fn values_speak_where_names_do_not() {
        check(
            "a | b | c | d\n\
             we have a nice room for you | x@mail.example | https://shop.example/1 | +1 212 555 0100\n\
             call now for a good price | y@mail.example | www.shop.example | +1 212 555 0101",
            "a=text b=email c=url d=phone",
        );
    }

    #[test]
    fn hashed_values() {
        check(
            "text | phone | c\n\
             a | #PHONE_12ab# | #EMAIL_77#\n\
             b | #PHONE_34cd# | #EMAIL_78#",
            "text=text phone=phone# c=email#",
        );
        check(
            "text | email_md5\na | 0cc175b9c0f1b6a831c399e269772661",
            "text=text email_md5=email#",
        );
        check(
            "text | email\na | 0cc175b9c0f1b6a831c399e269772661",
            "text=text email=email#",
        );
    }

    #[test]
    fn one_id_and_one_date() {
        let mapping = check(
            "row | id | text | created_at | posted_at\n\
             1 | x1 | a | 2024-01-02 | 2024-01-01\n\
             2 | x2 | b | 2024-01-03 | 2024-01-02",
            "id=id text=text posted_at=posted_at",
        );
        assert_eq!(
            mapping.columns[0].why,
            "could be id too, but `id` is likelier"
        );
    }

    #[test]
    fn a_column_settles_its_order_of_day_and_month() {
        let day_first = |dates: &str| {
            let rows: Vec<Vec<String>> =
                dates.split(' ').map(|date| vec![date.to_owned()]).collect();
            Mapping::infer(&["date".to_owned()], &rows).day_first
        };
        assert_eq!(day_first("3/4/2024 25/4/2024"), Some(true));
        assert_eq!(day_first("3/4/2024 4/25/2024"), Some(false));
        assert_eq!(day_first("3/4/2024 4/5/2024"), None);
        assert_eq!(day_first("25/4/2024 4/25/2024"), None);
    }
}
