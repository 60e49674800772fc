//! Where the ads of a network were posted.

use daylight_findings::NetworkView;
use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::map;
use crate::report::network::Leads;
use crate::report::text::bar;
use crate::report::text::foreign;
use crate::report::text::grouped;

/// Places shown with a bar; the others are counted.
const PLACES_MAX: usize = 12;

/// The table of places, most ads first.
pub(crate) fn section(
    language: Language,
    view: &NetworkView,
    heading: &str,
    leads: Option<&Leads<'_>>,
) -> Markup {
    let mut places: Vec<_> = view.places.iter().collect();
    places.sort_by(|one, other| (other.ads, &one.place).cmp(&(one.ads, &other.place)));
    let most = places.first().map_or(1, |place| place.ads.max(1));
    let more = places.len().saturating_sub(PLACES_MAX);
    html! {
        h3 { (language.say("Places")) }
        @if places.is_empty() {
            p.quiet { (language.say("None of its ads names a place.")) }
        } @else {
            (map::figure(language, view))
            table.places {
                caption.hidden { (language.fill("Ads by place, network {0}", &[&heading])) }
                thead { tr {
                    th scope="col" { (language.say("Place")) }
                    th.number scope="col" { (language.say("Ads")) }
                    td {}
                } }
                tbody {
                    @for place in places.iter().take(PLACES_MAX) {
                        tr {
                            th scope="row" {
                                @if let Some(leads) = leads {
                                    a href=((leads.selecting)("place", &place.place)) { (foreign(&place.place)) }
                                } @else { (foreign(&place.place)) }
                            }
                            td.number { (grouped(u64::from(place.ads))) }
                            td.bar-cell { (bar(f64::from(place.ads) / f64::from(most))) }
                        }
                    }
                }
            }
            @if more > 0 {
                p.quiet { (language.and_more(more as u64, "more place")) }
            }
        }
        @if view.ads_without_place > 0 {
            p.quiet { (language.fill("{0} without a place.", &[&language.counted(u64::from(view.ads_without_place), "ad")])) }
        }
    }
}
