//! The ranking and the links held against what people judged.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::partition::float;
use crate::evaluate::partition::ratio;

/// How a run stands to what people said.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Judged {
    /// Networks that anybody reviewed.
    pub reviewed: usize,
    /// Those that enough people reviewed and say the same of, and that the run ranks, by side:
    /// `organised`, `benign`, `unsure`.
    pub settled: BTreeMap<String, usize>,
    /// Those that the run does not rank, or does not have any more.
    pub not_ranked: usize,
    /// Average precision over the settled networks in the order of the ranking, the organised ones
    /// wanted; unsure ones are left out. `None` where no organised one is settled.
    pub average_precision: Option<f64>,
    /// Pairs of ads that people put together, and how many are in one network.
    pub together: Held,
    /// Pairs of ads that people parted, and how many are not.
    pub apart: Held,
}

/// How many pairs the run has as people judged them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Pairs judged so.
    pub pairs: usize,
    /// Those that the run has so.
    pub held: usize,
}

impl Held {
    /// Counts a pair.
    pub(crate) fn add(&mut self, is_held: bool) {
        self.pairs += 1;
        self.held += usize::from(is_held);
    }
}

/// Average precision of the settled sides, the first network of the ranking first.
pub(crate) fn average_precision(sides: &[&str]) -> Option<f64> {
    let (mut seen, mut found, mut sum) = (0, 0, 0.0);
    for side in sides.iter().filter(|side| **side != "unsure") {
        seen += 1;
        if *side == "organised" {
            found += 1;
            sum += ratio(found, seen);
        }
    }
    (found > 0).then(|| sum / float(found))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::judged::average_precision;

    #[test]
    fn the_unsure_are_left_out_of_the_precision() {
        assert_eq!(average_precision(&[]), None);
        assert_eq!(average_precision(&["benign", "unsure"]), None);
        assert_eq!(average_precision(&["organised", "benign"]), Some(1.0));
        // Found at the second and the third of four that are told: (1/2 + 2/3) / 2.
        let sides = ["benign", "organised", "unsure", "organised", "benign"];
        let precision = average_precision(&sides).unwrap();
        assert!((precision - 7.0 / 12.0).abs() < 1e-12);
    }
}
