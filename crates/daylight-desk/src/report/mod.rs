//! The report: one HTML file that holds all it needs, for a reader who has only a browser.
//!
//! It runs no script and asks no host for anything; its content security policy forbids both.
//! Every string that may come from an ad passes through one door, `text::clean`, which makes
//! invisible and reordering characters visible; maud escapes the rest.

mod frame;
mod graph;
pub(crate) mod links;
pub(crate) mod map;
pub(crate) mod network;
mod places;
mod ranking;
mod reasons;
mod template;
pub(crate) mod text;
mod timeline;
mod view;

#[cfg(test)]
mod tests;

use maud::DOCTYPE;
use maud::PreEscaped;
use maud::html;

use crate::language::Language;
use crate::report::text::clean;

pub use reasons::by_points;
pub use reasons::title;
pub(crate) use text::date;
pub use view::Counts;
pub use view::Report;
pub use view::Source;

/// Nothing may be fetched and nothing may run; only the sheet in the file itself applies.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; form-action 'none'";

/// The report as one HTML file; the same report gives the same bytes.
///
/// A report without networks says that none is ranked.
#[must_use]
pub fn render(report: &Report, language: Language) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex, nofollow";
                title { (clean(&report.title)) " - Daylight" }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                a.skip href="#main" { (language.say("Skip to the ranking")) }
                (frame::masthead(language, report))
                (map::outline())
                main #main {
                    (ranking::ranking(language, &report.networks))
                    @for (index, network) in report.networks.iter().enumerate() {
                        (network::section(language, network, index))
                    }
                    (ranking::unranked(language, &report.unranked))
                    (ranking::set_aside(language, &report.set_aside))
                    (frame::words(language))
                    (frame::limits(language, &report.limits))
                }
                (frame::footer(language, &report.counts))
            }
        }
    };
    page.into_string()
}
