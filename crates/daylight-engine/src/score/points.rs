//! From values to points: caps, families, weak signs, and when not to rank at all.

use std::collections::BTreeMap;
use std::fmt;

use daylight_model::Grade;
use daylight_model::Indicator;

use crate::score::Found;
use crate::score::Measured;
use crate::score::Offer;
use crate::score::Reference;
use crate::score::Registry;
use crate::score::Scored;
use crate::score::registry::Family;
use crate::score::time::broadcasts;
use crate::score::view::View;
use crate::score::view::share;

/// Most points that all weak signs together may give.
const WEAK_MAX: f64 = 10.0;

/// Names in a window below which nobody is ranked.
const NAMES_MIN: usize = 2;

/// Share of a network's ads with fraud wording from which it leaves the ranking.
const SCAM_SHARE: f64 = 0.3;

/// Share of a network's ads in broadcast or sold texts from which it leaves the ranking.
const SPAM_SHARE: f64 = 0.5;

/// Networks that use a template from which it is a kit.
const KIT_NETWORKS: u32 = 20;

/// Why a network is not ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Abstention {
    /// Too few ads.
    Thin,
    /// Fewer than two names in any 30 days: this shields people who work alone.
    OneName,
    /// Fraud wording.
    Scam,
    /// Broadcast or sold texts.
    Spam,
    /// Nothing but signs of grade C.
    WeakSigns,
    /// No value above the 90th percentile of ordinary operators.
    NoSign,
}

impl fmt::Display for Abstention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Thin => "unranked: fewer than 5 ads",
            Self::OneName => "unranked: fewer than two names in any 30 days",
            Self::Scam => "unranked: wording of fraud",
            Self::Spam => "unranked: a broadcast or sold text",
            Self::WeakSigns => "unranked: weak signs only",
            Self::NoSign => "unranked: no sign above what ordinary operators show",
        })
    }
}

/// A network too small to be measured.
pub(super) fn thin() -> Scored {
    Scored {
        score: 0.0,
        abstained: Some(Abstention::Thin),
        reasons: Vec::new(),
    }
}

/// Gives the values of a network their points.
pub(super) fn weigh(
    view: &View<'_>,
    found: Vec<Found>,
    registry: &Registry,
    reference: &Reference,
) -> Scored {
    let mut reasons: Vec<Measured> = Indicator::ALL
        .into_iter()
        .zip(found)
        .filter_map(|(indicator, found)| reason(indicator, found, registry, reference))
        .collect();
    discount_families(&mut reasons, registry);
    let weak_only = cap_weak(&mut reasons);
    let score = reasons.iter().map(|reason| reason.points).sum();
    let abstained = withheld(view).or(match (weak_only, score > 0.0) {
        (true, _) => Some(Abstention::WeakSigns),
        (false, false) => Some(Abstention::NoSign),
        (false, true) => None,
    });
    Scored {
        score,
        abstained,
        reasons,
    }
}

fn reason(
    indicator: Indicator,
    found: Found,
    registry: &Registry,
    reference: &Reference,
) -> Option<Measured> {
    let entry = registry.entry(indicator)?;
    let strength = found
        .value
        .map_or(0.0, |value| reference.ramp(indicator, value));
    Some(Measured {
        indicator,
        grade: entry.grade,
        value: found.value,
        summary: found.summary,
        points: entry.weight * strength,
        percentile: found
            .value
            .and_then(|value| reference.percentile(indicator, value)),
        ads_used: u32::try_from(found.ads_used).unwrap_or(u32::MAX),
        coverage: found.coverage,
        evidence: found.evidence,
        innocent: entry.innocent.clone(),
    })
}

/// Inside one family the best sign counts whole, the second half, later ones a quarter.
fn discount_families(reasons: &mut [Measured], registry: &Registry) {
    let mut families: BTreeMap<Family, Vec<&mut Measured>> = BTreeMap::new();
    for reason in reasons {
        if let Some(entry) = registry.entry(reason.indicator) {
            families.entry(entry.family).or_default().push(reason);
        }
    }
    for family in families.values_mut() {
        family.sort_by(|a, b| {
            b.points
                .total_cmp(&a.points)
                .then(a.indicator.cmp(&b.indicator))
        });
        let factors = [1.0, 0.5].into_iter().chain(std::iter::repeat(0.25));
        for (reason, factor) in family.iter_mut().zip(factors) {
            reason.points *= factor;
        }
    }
}

/// Weak signs count only beside a stronger one, never for more than it, and for ten points at
/// most. True where there were weak signs and nothing else.
fn cap_weak(reasons: &mut [Measured]) -> bool {
    let sum = |reasons: &[Measured], weak: bool| -> f64 {
        reasons
            .iter()
            .filter(|reason| (reason.grade == Grade::C) == weak)
            .map(|reason| reason.points)
            .sum()
    };
    let (strong, weak) = (sum(reasons, false), sum(reasons, true));
    let allowed = weak.min(strong).min(WEAK_MAX);
    if weak > allowed {
        for reason in reasons.iter_mut().filter(|reason| reason.grade == Grade::C) {
            reason.points *= allowed / weak;
        }
    }
    weak > 0.0 && strong <= 0.0
}

/// What keeps a network out of the ranking whatever its points.
fn withheld(view: &View<'_>) -> Option<Abstention> {
    let ads = view.ads().len();
    if ads < crate::score::ADS_MIN {
        return Some(Abstention::Thin);
    }
    let scam = view.usable(|signs| signs.scam).len();
    if share(scam, ads) >= SCAM_SHARE {
        return Some(Abstention::Scam);
    }
    let broadcast = broadcasts(view);
    let templates = view.market().templates;
    let broadcast_or_sold = view.usable(|signs| {
        let kit = signs
            .template
            .and_then(|template| templates.get(template as usize))
            .is_some_and(|known| known.networks > KIT_NETWORKS);
        kit || broadcast.contains(&signs.text)
    });
    if share(broadcast_or_sold.len(), ads) >= SPAM_SHARE {
        return Some(Abstention::Spam);
    }
    let jobs = view.usable(|signs| matches!(signs.offer, Offer::Job { .. }));
    let recruits = share(jobs.len(), ads) >= SPAM_SHARE && view.fronts() >= NAMES_MIN;
    (view.names_in_window() < NAMES_MIN && !recruits).then_some(Abstention::OneName)
}
