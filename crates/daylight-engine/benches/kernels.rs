//! Each kernel of the engine alone, on one core: nanoseconds an ad, and a digest of what it made.
//!
//! `cargo bench -p daylight-engine --bench kernels -- ads.csv [kernel]`; without a file there is
//! nothing to do. A change that is only meant to be faster leaves every digest as it was.
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark opens a file, asks the clock and prints"
)]

use std::fs::File;
use std::hint::black_box;
use std::time::Duration;
use std::time::Instant;

use daylight_engine::cluster;
use daylight_engine::cluster::Views;
use daylight_engine::extract::extract;
use daylight_engine::normalise::Normalised;
use daylight_engine::normalise::normalise;
use daylight_engine::normalise::words;
use daylight_engine::read::Mapping;
use daylight_engine::read::Row;
use daylight_engine::read::Source;
use daylight_model::Ad;
use daylight_model::Fact;
use xxhash_rust::xxh3::Xxh3;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let Some(path) = arguments.next() else {
        println!("kernels: give a file of ads to measure on");
        return;
    };
    let wanted = arguments.next();
    let ads = read(&path);
    let forms: Vec<Vec<Normalised>> = ads.iter().map(forms).collect();
    let run = |name: &str, kernel: &mut dyn FnMut(&mut Xxh3)| {
        if wanted.as_deref().is_none_or(|wanted| wanted == name) {
            report(name, ads.len(), kernel);
        }
    };
    run("words", &mut |digest| {
        for form in forms.iter().flatten() {
            digest.update(&words(form.text()).count().to_le_bytes());
        }
    });
    run("normalise", &mut |digest| {
        for form in ads.iter().flat_map(self::forms) {
            digest.update(form.text().as_bytes());
            let span = form.original_span(0..form.text().len());
            digest.update(format!("{span:?}{:?}", form.disguises()).as_bytes());
        }
    });
    run("extract", &mut |digest| {
        for (ad, forms) in ads.iter().zip(&forms) {
            let made = extract(ad, forms);
            for fact in &made.facts {
                take_fact(digest, fact);
            }
            digest.update(format!("{:?}", made.signs).as_bytes());
        }
    });
    run("shingle", &mut |digest| {
        for (ad, forms) in ads.iter().zip(&forms) {
            digest.update(format!("{:?}", view(ad, forms)).as_bytes());
        }
    });
    let mut views = Views::default();
    for (ad, forms) in ads.iter().zip(&forms) {
        views.push(&view(ad, forms));
    }
    run("cluster", &mut |digest| {
        for first in cluster::cluster(&views, cluster::Settings::default()) {
            digest.update(&first.to_le_bytes());
        }
    });
}

fn take_fact(digest: &mut Xxh3, fact: &Fact) {
    for value in std::iter::once(&fact.value).chain(&fact.readings) {
        digest.update(value.reveal().as_bytes());
    }
    let rest = (fact.kind, fact.span, &fact.rule, fact.confidence);
    digest.update(format!("{rest:?}{:?}", fact.disguises).as_bytes());
}

/// Runs a kernel until a second has gone by, at least once, and prints its quickest round.
fn report(name: &str, ads: usize, kernel: &mut dyn FnMut(&mut Xxh3)) {
    let begun = Instant::now();
    let mut best = Duration::MAX;
    let mut digest = 0;
    while best == Duration::MAX || begun.elapsed() < Duration::from_secs(1) {
        let mut hash = Xxh3::new();
        let start = Instant::now();
        kernel(black_box(&mut hash));
        best = best.min(start.elapsed());
        digest = hash.digest();
    }
    let each = best.as_nanos() / u128::try_from(ads.max(1)).unwrap();
    println!("{name:<10} {each:>9} ns an ad   {digest:016x}");
}

fn read(path: &str) -> Vec<Ad> {
    let source = Source::new(path, File::open(path).unwrap()).unwrap();
    let rows = source.rows(&Mapping::default()).unwrap();
    let ads = rows.filter_map(|row| match row.unwrap() {
        Row::Ad(ad) => Some(*ad),
        Row::Reject(_) => None,
    });
    ads.collect()
}

fn forms(ad: &Ad) -> Vec<Normalised> {
    let texts = ad.fields.iter().map(|field| field.text.reveal());
    texts.map(normalise).collect()
}

fn view(ad: &Ad, forms: &[Normalised]) -> cluster::View {
    cluster::view(
        ad.fields.iter().map(|field| field.text.reveal()),
        forms.iter().map(Normalised::text),
    )
}
