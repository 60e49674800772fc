//! The colours of the sheet can be read: WCAG 2.2, success criteria 1.4.3 and 1.4.11.

use std::collections::BTreeMap;

const SHEET: &str = include_str!("../style.css");

/// Text and what it stands on; 4.5 to 1 at least.
const TEXT: &[(&str, &str)] = &[
    ("ink", "paper"),
    ("ink", "panel"),
    ("soft", "paper"),
    ("soft", "panel"),
    ("sun", "paper"),
    ("sea", "paper"),
    ("sea", "sea-wash"),
];

/// What must be seen to understand, and what it stands on; 3 to 1 at least.
const SHAPES: &[(&str, &str)] = &[("edge", "paper"), ("sea", "paper"), ("sun", "paper")];

/// The colours of each scheme: light, dark, print; a later one changes some of the first.
fn schemes() -> Vec<BTreeMap<String, f64>> {
    let mut light = BTreeMap::new();
    let mut schemes = Vec::new();
    for block in SHEET.split(":root {").skip(1) {
        let mut colours = light.clone();
        let body = block.split('}').next().unwrap_or_default();
        for line in body.split(';') {
            if let Some((name, value)) = line.trim().split_once(": #") {
                colours.insert(name.trim_start_matches('-').to_owned(), luminance(value));
            }
        }
        if light.is_empty() {
            light.clone_from(&colours);
        }
        schemes.push(colours);
    }
    schemes
}

/// The relative luminance of `rrggbb` or `rgb`, as WCAG defines it.
fn luminance(hex: &str) -> f64 {
    let digits: Vec<f64> = hex
        .chars()
        .map(|digit| f64::from(digit.to_digit(16).expect("a hexadecimal digit")))
        .collect();
    let channels: Vec<f64> = match digits.len() {
        3 => digits.iter().map(|digit| digit * 17.0).collect(),
        _ => digits
            .chunks(2)
            .map(|pair| pair[0] * 16.0 + pair[1])
            .collect(),
    };
    let linear = channels.iter().map(|channel| {
        let share = channel / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    linear
        .zip([0.2126, 0.7152, 0.0722])
        .map(|(channel, weight)| channel * weight)
        .sum()
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_colour_can_be_read_on_what_it_stands_on() {
    let schemes = schemes();
    assert_eq!(schemes.len(), 3, "light, dark, print");
    for scheme in schemes {
        for (pairs, least) in [(TEXT, 4.5), (SHAPES, 3.0)] {
            for (front, back) in pairs {
                let ratio = contrast(scheme[*front], scheme[*back]);
                assert!(ratio >= least, "{front} on {back}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn contrast_is_what_wcag_says() {
    assert!((contrast(luminance("fff"), luminance("000000")) - 21.0).abs() < 1e-9);
    assert!((contrast(luminance("777777"), luminance("ffffff")) - 4.478).abs() < 1e-3);
}
