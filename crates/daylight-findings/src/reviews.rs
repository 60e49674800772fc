//! What people said of networks, taken together: how far they have come, and how far they agree.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_store::Review;

/// How far people have come with a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nobody said anything of it.
    Open,
    /// One person did.
    Once,
    /// Two or more did, and say the same.
    Agreed,
    /// Two or more did, and do not.
    Disagreed,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Once, Self::Agreed, Self::Disagreed];

    /// As an address names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Once => "once",
            Self::Agreed => "agreed",
            Self::Disagreed => "disagreed",
        }
    }

    /// As people read it.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Open => "not reviewed",
            Self::Once => "one review",
            Self::Agreed => "reviewers agree",
            Self::Disagreed => "reviewers disagree",
        }
    }
}

/// The reviews in force, by network.
#[derive(Debug, Default)]
pub struct Reviews(BTreeMap<String, Vec<Review>>);

impl Reviews {
    /// Of all that were ever said those that are in force.
    #[must_use]
    pub fn new(all: Vec<Review>) -> Self {
        let mut by_network: BTreeMap<String, Vec<Review>> = BTreeMap::new();
        for review in all.into_iter().filter(|it| it.withdrawn_at.is_empty()) {
            let own = by_network.entry(review.network.clone()).or_default();
            own.push(review);
        }
        Self(by_network)
    }

    /// What was said of a network, the oldest first.
    #[must_use]
    pub fn of(&self, network: &str) -> &[Review] {
        self.0.get(network).map_or(&[], Vec::as_slice)
    }

    /// How far people have come with it.
    #[must_use]
    pub fn status(&self, network: &str) -> Status {
        let sides: BTreeSet<&str> = self
            .of(network)
            .iter()
            .map(|it| it.verdict.side())
            .collect();
        match (self.of(network).len(), sides.len()) {
            (0, _) => Status::Open,
            (1, _) => Status::Once,
            (_, 1) => Status::Agreed,
            _ => Status::Disagreed,
        }
    }

    /// The networks that at least so many people reviewed and say the same side of: `organised`,
    /// `benign` or `unsure`.
    pub fn settled(&self, least: usize) -> impl Iterator<Item = (&str, &'static str)> {
        let many = self
            .0
            .iter()
            .filter(move |(_, all)| all.len() >= least.max(1));
        many.filter_map(|(network, all)| {
            let side = all.first()?.verdict.side();
            let is_one = all.iter().all(|it| it.verdict.side() == side);
            is_one.then_some((network.as_str(), side))
        })
    }

    /// How many networks were reviewed.
    #[must_use]
    pub fn networks(&self) -> usize {
        self.0.len()
    }

    /// All of them, by network.
    pub fn all(&self) -> impl Iterator<Item = &Review> {
        self.0.values().flatten()
    }

    /// How often the first two reviews of a network said which sides, over the networks that two
    /// people or more reviewed.
    #[must_use]
    pub fn pairs(&self) -> BTreeMap<(&'static str, &'static str), u32> {
        let mut pairs = BTreeMap::new();
        for reviews in self.0.values() {
            if let [one, other, ..] = reviews.as_slice() {
                let sides = (one.verdict.side(), other.verdict.side());
                *pairs.entry(sides).or_default() += 1;
            }
        }
        pairs
    }

    /// Cohen's kappa (1960) over the networks that two people or more reviewed, of the first two
    /// reviews of each, by side; `None` where there is none, or chance alone explains all.
    #[must_use]
    pub fn kappa(&self) -> Option<(f64, u32)> {
        let pairs = self.pairs();
        let all: u32 = pairs.values().sum();
        let share = |count: u32| f64::from(count) / f64::from(all.max(1));
        let same: u32 = pairs
            .iter()
            .filter(|((one, other), _)| one == other)
            .map(count_of)
            .sum();
        let firsts = |side: &str| {
            pairs
                .iter()
                .filter(move |((it, _), _)| *it == side)
                .map(count_of)
                .sum()
        };
        let seconds = |side: &str| {
            pairs
                .iter()
                .filter(move |((_, it), _)| *it == side)
                .map(count_of)
                .sum()
        };
        let by_chance: f64 = ["organised", "benign", "unsure"]
            .iter()
            .map(|side| share(firsts(side)) * share(seconds(side)))
            .sum();
        let is_told = all > 0 && by_chance < 1.0;
        is_told.then(|| ((share(same) - by_chance) / (1.0 - by_chance), all))
    }
}

/// How often a pair of sides was said.
fn count_of((_, count): (&(&str, &str), &u32)) -> u32 {
    *count
}

#[cfg(test)]
mod tests {
    use daylight_store::Review;
    use daylight_store::Verdict;

    use crate::reviews::Reviews;
    use crate::reviews::Status;

    fn review(id: i64, network: &str, by: &str, verdict: Verdict) -> Review {
        Review {
            id,
            network: network.to_owned(),
            verdict,
            entry: 0,
            reviewed_by: by.to_owned(),
            reviewed_at: String::new(),
            withdrawn_at: String::new(),
        }
    }

    #[test]
    fn agreement_is_told_by_side() {
        use Verdict::Agency;
        use Verdict::Organised;
        use Verdict::Spam;
        let mut all = vec![
            review(1, "a", "p", Organised),
            review(2, "a", "q", Organised),
            review(3, "b", "p", Agency),
            review(4, "b", "q", Spam),
            review(5, "c", "p", Organised),
        ];
        let reviews = Reviews::new(all.clone());
        assert_eq!(reviews.status("a"), Status::Agreed);
        assert_eq!(reviews.status("b"), Status::Agreed, "both are benign");
        assert_eq!(reviews.status("c"), Status::Once);
        assert_eq!(reviews.status("d"), Status::Open);
        assert_eq!(reviews.kappa(), Some((1.0, 2)));
        let settled = |least| reviews.settled(least).collect::<Vec<_>>();
        assert_eq!(settled(2), [("a", "organised"), ("b", "benign")]);
        assert_eq!(settled(1).len(), 3);
        all.push(review(6, "c", "q", Agency));
        all.push(review(7, "d", "p", Agency));
        all.push(review(8, "d", "q", Organised));
        let reviews = Reviews::new(all);
        assert_eq!(reviews.status("c"), Status::Disagreed);
        // Two of four alike, and chance makes two of four alike.
        assert_eq!(reviews.kappa(), Some((0.0, 4)));
        assert_eq!(Reviews::default().kappa(), None);
    }
}
