//! The places of a network on a map: an outline of the land, and a circle for each city.
//!
//! The outline is Natural Earth's land at 1:110 million (public domain), thinned out to a fifth of a
//! degree and without Antarctica: tenths of a degree east and south, as the path of an SVG.

use daylight_findings::NetworkView;
use daylight_findings::places::locate;
use daylight_model::Coordinates;
use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::text::clean;

const LAND: &str = include_str!("world.txt");
/// The least that a map is wide and high, in degrees: the outline is no finer.
const SPAN_MIN: f64 = 14.0;
/// What is left free round the outermost places, as a share.
const MARGIN: f64 = 0.15;
/// A map is so many times as wide as high, at least and at most.
const SHAPE: (f64, f64) = (1.2, 2.4);

/// Names written on a map, and how far they stand apart, as shares of its width and height.
const NAMED_MAX: usize = 5;
const APART: (f64, f64) = (0.22, 0.07);

/// The outline, once on a page, for its maps to show.
pub(crate) fn outline() -> Markup {
    html! {
        svg.outline width="0" height="0" aria-hidden="true" focusable="false" {
            symbol #land overflow="visible" { path d=(LAND) vector-effect="non-scaling-stroke" {} }
        }
    }
}

/// A city with how many ads name it.
struct Spot<'v> {
    name: &'v str,
    ads: u32,
    at: Coordinates,
}

/// What of the world is shown, in tenths of a degree; east is drawn shorter by `shrink`, as it is
/// in the middle of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    shrink: f64,
}

impl Frame {
    /// A frame round some places; `None` round none.
    fn around(places: &[Coordinates]) -> Option<Self> {
        let of = |value: fn(&Coordinates) -> f64| {
            let values = places.iter().map(value);
            let most = values.clone().fold(f64::NEG_INFINITY, f64::max);
            (values.fold(f64::INFINITY, f64::min), most)
        };
        if places.is_empty() {
            return None;
        }
        let (south, north) = of(|it| it.latitude);
        let (west, east) = of(|it| it.longitude);
        let shrink = f64::midpoint(south, north).to_radians().cos().max(0.3);
        let span = |from: f64, to: f64| ((to - from) * (1.0 + 2.0 * MARGIN)).max(SPAN_MIN) * 10.0;
        let (mut width, mut height) = (span(west, east) * shrink, span(south, north));
        width = width.max(height * SHAPE.0);
        height = height.max(width / SHAPE.1);
        Some(Self {
            left: f64::midpoint(west, east) * 10.0 * shrink - width / 2.0,
            top: -f64::midpoint(south, north) * 10.0 - height / 2.0,
            width,
            height,
            shrink,
        })
    }

    fn point(self, at: Coordinates) -> (f64, f64) {
        (at.longitude * 10.0 * self.shrink, -at.latitude * 10.0)
    }
}

/// The map of a network; nothing where none of its places is known. The table beside it has the same.
pub(super) fn figure(language: Language, view: &NetworkView) -> Markup {
    let mut spots: Vec<Spot<'_>> = Vec::new();
    for place in &view.places {
        let (name, ads) = (place.place.as_str(), place.ads);
        spots.extend(locate(name).map(|at| Spot { name, ads, at }));
    }
    spots.sort_by_key(|it| std::cmp::Reverse(it.ads));
    let unknown = view.places.len() - spots.len();
    let places: Vec<Coordinates> = spots.iter().map(|it| it.at).collect();
    let Some(frame) = Frame::around(&places) else {
        return html! {};
    };
    let most = spots.first().map_or(1, |it| it.ads.max(1));
    let radius = |ads: u32| {
        let share = (f64::from(ads) / f64::from(most)).sqrt();
        frame.width * (0.006 + 0.024 * share)
    };
    let one = |value: f64| format!("{value:.1}");
    let view_box = [frame.left, frame.top, frame.width, frame.height].map(one);
    let named = named(frame, &spots);
    html! {
        figure.map {
            svg viewBox=(view_box.join(" ")) role="img" aria-label=(language.fill("Map of {0}, in the table below", &[&language.counted(spots.len() as u64, "place")])) {
                use.land href="#land" transform={ "scale(" (format!("{:.4}", frame.shrink)) " 1)" } {}
                @for spot in &spots {
                    @let (x, y) = frame.point(spot.at);
                    circle cx=(one(x)) cy=(one(y)) r=(one(radius(spot.ads))) {
                        title { (clean(spot.name)) ": " (language.counted(u64::from(spot.ads), "ad")) }
                    }
                }
                @for spot in &named {
                    @let (x, y) = frame.point(spot.at);
                    @let is_right = x > frame.left + frame.width * 0.7;
                    @let aside = radius(spot.ads) + frame.width * 0.01;
                    text x=(one(if is_right { x - aside } else { x + aside })) y=(one(y + frame.width * 0.011))
                        font-size=(one(frame.width * 0.034)) text-anchor=(if is_right { "end" } else { "start" }) { (clean(spot.name)) }
                }
            }
            figcaption {
                (language.say("A circle's area tells how many ads name the city. Cities are found by name; of several of one name the map may show another."))
                @if unknown > 0 { " " (language.fill("Not on the map: {0}.", &[&language.counted(unknown as u64, "place")])) }
                span.hidden { " " (language.fill("Drawn {0} degrees wide.", &[&language.decimal(frame.width / frame.shrink / 10.0)])) }
            }
        }
    }
}

/// Those whose names fit on the map beside each other, most ads first.
fn named<'s, 'v>(frame: Frame, spots: &'s [Spot<'v>]) -> Vec<&'s Spot<'v>> {
    let mut named: Vec<&Spot<'v>> = Vec::new();
    for spot in spots {
        let (x, y) = frame.point(spot.at);
        let is_near = |other: &&Spot<'v>| {
            let (left, top) = frame.point(other.at);
            (x - left).abs() < frame.width * APART.0 && (y - top).abs() < frame.height * APART.1
        };
        if named.len() < NAMED_MAX && !named.iter().any(is_near) {
            named.push(spot);
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use daylight_findings::NetworkView;
    use daylight_findings::PlaceCount;
    use daylight_model::Coordinates;

    use crate::language::Language;
    use crate::report::map::Frame;
    use crate::report::map::LAND;
    use crate::report::map::figure;
    use crate::report::tests::sample;

    fn at(latitude: f64, longitude: f64) -> Coordinates {
        Coordinates {
            latitude,
            longitude,
        }
    }

    #[test]
    fn every_place_lies_in_its_frame() {
        for places in [
            vec![at(52.4, 4.9)],
            vec![at(-33.9, 151.2), at(51.5, -0.1)],
            vec![at(89.0, 0.0), at(-89.0, 180.0), at(0.0, -180.0)],
        ] {
            let frame = Frame::around(&places).unwrap();
            for place in &places {
                let (x, y) = frame.point(*place);
                assert!(
                    (frame.left..=frame.left + frame.width).contains(&x),
                    "{frame:?}"
                );
                assert!(
                    (frame.top..=frame.top + frame.height).contains(&y),
                    "{frame:?}"
                );
            }
            assert!(frame.width >= frame.height * 1.199, "{frame:?}");
        }
        assert_eq!(Frame::around(&[]), None);
    }

    #[test]
    fn the_outline_is_a_path_of_the_world() {
        assert!(
            LAND.lines()
                .all(|it| it.starts_with('M') && it.ends_with('z'))
        );
        let known = |it: char| it.is_ascii_digit() || " Mlz-\n".contains(it);
        assert!(LAND.chars().all(known));
    }

    #[test]
    fn what_is_not_known_is_counted_and_draws_nothing() {
        let mut view: NetworkView = sample::report().networks.remove(0);
        let place = |place: &str, ads| PlaceCount {
            place: place.to_owned(),
            ads,
        };
        view.places = vec![
            place("Leeds", 4),
            place("Nowhere-upon-Nothing", 1),
            place("York", 1),
        ];
        let drawn = figure(Language::English, &view).into_string();
        assert_eq!(drawn.matches("<circle").count(), 2, "{drawn}");
        assert!(drawn.contains("Not on the map: 1 place."), "{drawn}");
        view.places.truncate(0);
        assert_eq!(figure(Language::English, &view).into_string(), "");
    }
}
