//! Writes a market as files: the ads, the truth about them, and the list of generic contacts.

use crate::kind::Kind;
use crate::phones::Phone;
use crate::phones::pools;
use crate::plan::KEPT_NUMBERS;
use crate::plan::Plan;
use crate::posting::Posting;
use crate::random::Permutation;
use crate::random::Random;
use crate::random::key;
use crate::wording::BOOKING_URL;
use crate::wording::Sheet;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many ads.
    pub ads: u64,
    /// Another seed gives another market.
    pub seed: u64,
    /// 0 writes everything in the open; 5 is the hardest. A higher number counts as 5.
    pub difficulty: u8,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Ads written: always as many as asked for.
    pub ads: u64,
    /// Ads by kind of operator.
    pub ads_by_kind: BTreeMap<Kind, u64>,
    /// Operators by kind.
    pub operators_by_kind: BTreeMap<Kind, u64>,
    /// Ads in which something is disguised.
    pub disguised: u64,
}

/// A market with planted operators; any of its ads can be made on its own, in any order.
#[derive(Debug)]
pub struct Market {
    plan: Plan,
    order: Permutation,
    settings: Settings,
}

/// Plans a market. Only the operators are held, about 32 bytes each; no text is made yet.
#[must_use]
pub fn market(settings: &Settings) -> Market {
    let key = key(0x6461_796C_6967_6874, settings.seed);
    let order = Permutation::new(settings.ads, key.rotate_left(32));
    Market {
        plan: Plan::new(settings.ads, key),
        order,
        settings: *settings,
    }
}

/// Writes a market as two CSV files and says what it holds.
///
/// # Errors
/// When a writer fails.
pub fn write_csv(settings: &Settings, ads: impl Write, truth: impl Write) -> io::Result<Summary> {
    market(settings).write_csv(ads, truth)
}

const SITES: &[&str] = &[
    "citylist.example",
    "adboard.example",
    "townpages.example",
    "meetlocal.example",
    "classify.example",
    "jobcorner.example",
    "spotads.example",
    "bulletin.example",
];

impl Market {
    /// Writes all ads and their truth, in the order of their ids.
    ///
    /// # Errors
    /// When a writer fails.
    pub fn write_csv(&self, mut ads: impl Write, mut truth: impl Write) -> io::Result<Summary> {
        ads.write_all(b"ad_id,posted_at,site,place,latitude,longitude,title,body\n")?;
        truth.write_all(b"ad_id,operator,kind,template,phone,disguise,names\n")?;
        let mut summary = Summary {
            ads: self.settings.ads,
            ..Summary::default()
        };
        for operator in &self.plan.operators {
            *summary.operators_by_kind.entry(operator.kind).or_default() += 1;
        }
        let mut sheet = Sheet::default();
        let mut line = Vec::with_capacity(4096);
        for row in 0..self.settings.ads {
            let Some(posting) = Posting::new(&self.plan, self.order.at(row)) else {
                continue;
            };
            sheet.fill(&posting, self.settings.difficulty.min(5));
            *summary.ads_by_kind.entry(posting.kind).or_default() += 1;
            summary.disguised += u64::from(!sheet.disguises.is_empty());
            line.clear();
            ad_row(row, &posting, &sheet, &mut line)?;
            ads.write_all(&line)?;
            line.clear();
            truth_row(row, &posting, &sheet, &mut line)?;
            truth.write_all(&line)?;
        }
        ads.flush()?;
        truth.flush()?;
        Ok(summary)
    }

    /// Writes the contacts that belong to no operator, one a line: the hotlines, the booking desk and its page.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write_generic(&self, mut out: impl Write) -> io::Result<()> {
        writeln!(
            out,
            "# contacts that stand in many ads and belong to no operator"
        )?;
        let kept =
            |pool| (0..KEPT_NUMBERS).filter_map(move |at| Phone::new(pool, at, self.plan.key));
        for phone in (0..pools()).flat_map(kept) {
            writeln!(out, "{}", phone.e164())?;
        }
        writeln!(out, "{BOOKING_URL}")?;
        out.flush()
    }
}

fn ad_row(row: u64, posting: &Posting, sheet: &Sheet, out: &mut Vec<u8>) -> io::Result<()> {
    let mut random = Random::new(key(posting.template.key, row));
    write!(out, "ad-{row:07},")?;
    write_time(posting.minute, out)?;
    let own = Random::new(posting.habit).index(SITES.len());
    let site = if random.chance(800) {
        own
    } else {
        random.index(SITES.len())
    };
    write!(out, ",{},", SITES.get(site).copied().unwrap_or(""))?;
    let (place, coordinates) = (!random.chance(30), !random.chance(50));
    if let Some(city) = posting.city.filter(|_| place) {
        field(city.name, out);
    }
    out.push(b',');
    match posting.city.filter(|_| coordinates) {
        Some(city) => write!(out, "{},{},", city.latitude, city.longitude)?,
        None => out.extend_from_slice(b",,"),
    }
    field(&sheet.title, out);
    out.push(b',');
    field(&sheet.body, out);
    out.push(b'\n');
    Ok(())
}

fn truth_row(row: u64, posting: &Posting, sheet: &Sheet, out: &mut Vec<u8>) -> io::Result<()> {
    let kind = posting.kind.name();
    write!(
        out,
        "ad-{row:07},{kind}-{},{kind},{},",
        posting.operator, posting.template.id
    )?;
    joined(&sheet.phones, b';', out);
    out.push(b',');
    joined(&sheet.disguises, b'+', out);
    out.push(b',');
    joined(&sheet.names, b';', out);
    out.push(b'\n');
    Ok(())
}

fn joined<T: AsRef<str>>(items: &[T], separator: u8, out: &mut Vec<u8>) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(separator);
        }
        out.extend_from_slice(item.as_ref().as_bytes());
    }
}

/// One CSV field, quoted only where it must be.
fn field(text: &str, out: &mut Vec<u8>) {
    if !text.contains([',', '"', '\n', '\r']) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Minutes since 2025-01-01T00:00Z as RFC 3339.
fn write_time(minute: u64, out: &mut Vec<u8>) -> io::Result<()> {
    const MONTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut day = minute / 1440;
    let mut month = 1;
    for days in MONTHS {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    write!(
        out,
        "2025-{month:02}-{:02}T{:02}:{:02}:00Z",
        day + 1,
        minute / 60 % 24,
        minute % 60
    )
}
