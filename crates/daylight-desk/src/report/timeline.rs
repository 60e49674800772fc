//! When the ads of a network were posted: one strip for each cluster, and the same as a table.

use std::collections::BTreeMap;

use daylight_findings::NetworkView;
use daylight_findings::TimelineRow;
use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::network::Leads;
use crate::report::text::date;
use crate::report::text::grouped;
use crate::report::text::token;

/// Strips shown; the others are counted.
const ROWS_MAX: usize = 12;

/// The most bins a strip can show and stay readable.
const BINS_MAX: i64 = 110;

/// The height of a strip in its own units.
const HEIGHT: u32 = 24;

/// The days of a network cut into equal bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale {
    first: i64,
    days_per_bin: i64,
    bins: i64,
}

impl Scale {
    /// The finest of day, week, four weeks and a year that fits; `None` where no row has a day.
    fn of(rows: &[TimelineRow]) -> Option<Self> {
        let days = || rows.iter().flat_map(|row| &row.days).map(|count| count.day);
        let (first, last) = (days().min()?, days().max()?);
        let span = last.saturating_sub(first).saturating_add(1);
        let fits = |size: &i64| span / size < BINS_MAX;
        let longest = 1 + span / BINS_MAX;
        let days_per_bin = [1, 7, 28, 364].into_iter().find(fits).unwrap_or(longest);
        Some(Self {
            first,
            days_per_bin,
            bins: (span - 1) / days_per_bin + 1,
        })
    }

    /// Ads in each bin that has any.
    fn counts(self, row: &TimelineRow) -> BTreeMap<i64, u32> {
        let mut counts = BTreeMap::new();
        for count in &row.days {
            let bin = (count.day - self.first) / self.days_per_bin;
            *counts.entry(bin).or_default() += count.ads;
        }
        counts
    }

    fn day(self, bin: i64) -> i64 {
        self.first
            .saturating_add(bin.saturating_mul(self.days_per_bin))
    }

    fn unit(self, language: Language) -> Markup {
        match self.days_per_bin {
            1 => html! { (language.say("day")) },
            7 => html! { (language.say("week")) },
            28 => html! { (language.say("four weeks")) },
            days => language.fill("{0} days", &[&days]),
        }
    }
}

/// The strips of a network and their twin in figures.
pub(crate) fn section(
    language: Language,
    view: &NetworkView,
    heading: &str,
    leads: Option<&Leads<'_>>,
) -> Markup {
    let mut rows: Vec<&TimelineRow> = view.timeline.iter().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(total(row)), &row.label));
    html! {
        h3 { (language.say("When")) }
        @if let Some(scale) = Scale::of(&view.timeline) {
            (strips(language, &rows, scale, leads))
            (twin(language, &rows, scale, heading))
        } @else {
            p.quiet { (language.say("None of its ads has a date.")) }
        }
        @if view.ads_without_date > 0 {
            p.quiet { (language.fill("{0} without a date.", &[&language.counted(u64::from(view.ads_without_date), "ad")])) }
        }
    }
}

fn total(row: &TimelineRow) -> u32 {
    row.days.iter().map(|count| count.ads).sum()
}

fn strips(
    language: Language,
    rows: &[&TimelineRow],
    scale: Scale,
    leads: Option<&Leads<'_>>,
) -> Markup {
    let counts: Vec<_> = rows.iter().map(|row| scale.counts(row)).collect();
    let most = counts.iter().flat_map(BTreeMap::values).max().copied();
    let most = most.unwrap_or(1).max(1);
    let middle = scale.day(scale.bins / 2);
    let last = scale.day(scale.bins - 1);
    let more = rows.len().saturating_sub(ROWS_MAX);
    html! {
        div.timeline {
            p.axis-note {
                (language.fill("Ads per {0}; the tallest bar is {1}.", &[&scale.unit(language), &language.counted(u64::from(most), "ad")]))
            }
            @for (row, counts) in rows.iter().zip(&counts).take(ROWS_MAX) {
                div.strip {
                    span.strip-label {
                        @if let Some(leads) = leads {
                            a href=((leads.selecting)("cluster", &row.label)) { (token(&row.label)) }
                        } @else { (token(&row.label)) }
                    }
                    (strip(counts, scale, most))
                    span.strip-total { (grouped(u64::from(total(row)))) }
                }
            }
            div.axis aria-hidden="true" {
                span { (date(scale.first)) }
                @if scale.bins > 2 {
                    span { (date(middle)) }
                }
                @if scale.bins > 1 {
                    span { (date(last)) }
                }
            }
            @if more > 0 {
                p.quiet { (language.and_more(more as u64, "more cluster")) }
            }
        }
    }
}

fn strip(counts: &BTreeMap<i64, u32>, scale: Scale, most: u32) -> Markup {
    let view_box = format!("0 0 {} {HEIGHT}", scale.bins);
    html! {
        svg.ticks viewBox=(view_box) preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            line.base x1="0" x2=(scale.bins) y1=(HEIGHT) y2=(HEIGHT) {}
            @for (bin, ads) in counts {
                @let height = tall(*ads, most);
                rect x=(format!("{bin}.1")) width="0.8"
                    y=(format!("{:.1}", f64::from(HEIGHT) - height)) height=(format!("{height:.1}")) {}
            }
        }
    }
}

/// The height of a bar; the smallest can still be seen.
fn tall(ads: u32, most: u32) -> f64 {
    let share = f64::from(ads) / f64::from(most);
    3.0 + share * (f64::from(HEIGHT) - 3.0)
}

fn twin(language: Language, rows: &[&TimelineRow], scale: Scale, heading: &str) -> Markup {
    html! {
        details.twin {
            summary { (language.say("The same in figures")) }
            div.scroll tabindex="0" role="region" aria-label=(language.fill("When, in figures, network {0}", &[&heading])) {
                table {
                    caption.hidden { (language.fill("Ads per {0} and cluster, network {1}", &[&scale.unit(language), &heading])) }
                    thead { tr {
                        th scope="col" { (language.say("Cluster")) }
                        th scope="col" { (language.fill("Ads from each {0} that has any", &[&scale.unit(language)])) }
                        th.number scope="col" { (language.say("Ads")) }
                    } }
                    tbody {
                        @for row in rows {
                            tr {
                                th scope="row" { (token(&row.label)) }
                                td { (figures(&scale.counts(row), scale)) }
                                td.number { (grouped(u64::from(total(row)))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn figures(counts: &BTreeMap<i64, u32>, scale: Scale) -> Markup {
    html! {
        @for (index, (bin, ads)) in counts.iter().enumerate() {
            @if index > 0 { ", " }
            span.day { (date(scale.day(*bin))) ": " (grouped(u64::from(*ads))) }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::timeline::BINS_MAX;
    use crate::report::timeline::Scale;
    use daylight_findings::DayCount;
    use daylight_findings::TimelineRow;

    fn row(days: &[i64]) -> TimelineRow {
        TimelineRow {
            label: "c".to_owned(),
            days: days
                .iter()
                .map(|day| DayCount { day: *day, ads: 1 })
                .collect(),
        }
    }

    #[test]
    fn bins_hold_every_ad_and_stay_few() {
        for last in [0, 1, 109, 110, 769, 770, 3_000, 40_000, 4_000_000] {
            let row = row(&[0, last / 2, last]);
            let scale = Scale::of(std::slice::from_ref(&row)).expect("has days");
            assert!(scale.bins <= BINS_MAX, "{last}: {scale:?}");
            let counts = scale.counts(&row);
            assert_eq!(counts.values().sum::<u32>(), 3);
            assert!(counts.keys().all(|bin| (0..scale.bins).contains(bin)));
        }
    }

    #[test]
    fn without_days_there_is_no_scale() {
        assert_eq!(Scale::of(&[row(&[])]), None);
        assert_eq!(Scale::of(&[]), None);
    }
}
