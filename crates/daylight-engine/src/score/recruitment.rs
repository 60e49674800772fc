//! The recruitment family: D11 recruitment meets service ads, D12 tied labour offer.

use std::collections::BTreeSet;

use crate::score::AdSigns;
use crate::score::EVIDENCE_MAX;
use crate::score::Found;
use crate::score::Offer;
use crate::score::view::View;
use crate::score::view::number;
use crate::score::view::share;

/// Signs of a tied offer that one ad must show.
const FLAGS_MIN: u8 = 2;

/// Employer names a recruiter must use.
const EMPLOYERS_MIN: usize = 2;

/// D11: identifiers that stand in job ads and in service ads.
pub(super) fn both_classes(view: &View<'_>) -> Found {
    let usable = view.usable(|signs| signs.offer != Offer::Unknown);
    let mut found = match view.found(&usable, "a recognised offer") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let of = |wanted: fn(Offer) -> bool| -> BTreeSet<(bool, u32)> {
        view.ads()
            .iter()
            .filter(|(_, signs)| wanted(signs.offer))
            .flat_map(|(_, signs)| identifiers(signs))
            .collect()
    };
    let jobs = of(|offer| matches!(offer, Offer::Job { .. }));
    let services = of(|offer| offer == Offer::Service);
    let shared: BTreeSet<&(bool, u32)> = jobs.intersection(&services).collect();
    found.value = Some(number(shared.len()));
    found.summary = format!("{} identifiers in job ads and service ads", shared.len());
    found.evidence = view
        .usable(|signs| identifiers(signs).any(|identifier| shared.contains(&identifier)))
        .into_iter()
        .take(EVIDENCE_MAX)
        .collect();
    found
}

fn identifiers(signs: &AdSigns) -> impl Iterator<Item = (bool, u32)> + '_ {
    let contacts = signs
        .contacts
        .iter()
        .map(|contact| (true, contact.identifier));
    contacts.chain(signs.pages.iter().map(|page| (false, *page)))
}

/// D12: share of job ads with two or more signs of a tied offer, for a recruiter of two or more
/// employer names.
pub(super) fn tied_offer(view: &View<'_>) -> Found {
    let jobs = view.usable(|signs| matches!(signs.offer, Offer::Job { .. }));
    let mut found = match view.found(&jobs, "a job offer") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let tied =
        view.usable(|signs| matches!(signs.offer, Offer::Job { flags } if flags >= FLAGS_MIN));
    let employers = view.fronts();
    found.value = Some(if employers >= EMPLOYERS_MIN {
        share(tied.len(), jobs.len())
    } else {
        0.0
    });
    found.summary = format!(
        "{} of {} job ads show two or more signs of a tied offer; {employers} employer names",
        tied.len(),
        jobs.len()
    );
    found.evidence = tied.into_iter().take(EVIDENCE_MAX).collect();
    found
}
