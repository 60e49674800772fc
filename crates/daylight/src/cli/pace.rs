//! How far a reading is, how fast it goes, and how long it will take.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use daylight_findings::text::counted;
use daylight_findings::text::grouped;

use crate::cli::output::Steps;

/// Rows between two signs of life on a terminal.
pub(crate) const ROWS_A_STEP: u64 = 20_000;
/// A rate measured over less time says nothing.
const MEASURED_MIN: Duration = Duration::from_secs(2);

/// Where in a file its reader stands, for those who wait.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    /// The byte behind the last that was read.
    pub(crate) at: Arc<AtomicU64>,
    /// All bytes.
    bytes: u64,
}

impl Progress {
    /// Nothing read yet, of so many bytes.
    pub(crate) fn of(bytes: u64) -> Self {
        Self {
            at: Arc::default(),
            bytes,
        }
    }

    /// The part read, 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        part(self.at.load(Ordering::Relaxed), self.bytes)
    }
}

/// How much of `whole` is done, 0 to 1; 0 where there is nothing to do.
#[expect(
    clippy::cast_precision_loss,
    reason = "a share for people to read; nothing is computed from it"
)]
pub(crate) fn part(done: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    done as f64 / whole as f64
}

/// A share of a number, for people to read.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share for people to read; nothing is computed from it"
)]
pub(crate) fn of(share: f64, all: u64) -> u64 {
    (share.clamp(0.0, 1.0) * all as f64) as u64
}

/// Tells a terminal of one reading.
#[derive(Debug)]
pub(crate) struct Pace<'a> {
    steps: &'a Steps,
    doing: String,
    noun: &'static str,
    begun: Instant,
}

impl<'a> Pace<'a> {
    /// Begins to tell of `doing`, which counts things called `noun`.
    pub(crate) fn begin(steps: &'a Steps, doing: String, noun: &'static str) -> Self {
        steps.begin(&doing);
        Self {
            steps,
            doing,
            noun,
            begun: Instant::now(),
        }
    }

    /// Tells of `done` things; `share` is the part of all there are, 0 to 1.
    pub(crate) fn tell(&self, done: u64, share: f64) {
        let so_far = format!("{}: {}", self.doing, counted(done, self.noun));
        self.steps
            .begin(&told(so_far, done, self.begun.elapsed(), share));
    }
}

fn told(text: String, done: u64, since: Duration, share: f64) -> String {
    if since < MEASURED_MIN {
        return text;
    }
    let seconds = since.as_secs_f64();
    let rate = grouped(done / since.as_secs().max(1));
    let mut parts = vec![text, format!("{rate} a second")];
    if share > 0.0 && share <= 1.0 {
        let left = Duration::try_from_secs_f64(seconds * (1.0 - share) / share);
        let left = left.unwrap_or(Duration::MAX).as_secs();
        let (minutes, seconds) = (left / 60, left % 60);
        parts.push(format!("{minutes}:{seconds:02} left"));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::cli::pace::told;

    #[test]
    fn a_rate_and_the_time_left_are_told_once_they_mean_something() {
        let told = |since, share| {
            let so_far = "reading a.csv: 20,000 rows".to_owned();
            told(so_far, 20_000, Duration::from_secs(since), share)
        };
        assert_eq!(told(1, 0.5), "reading a.csv: 20,000 rows");
        assert_eq!(told(10, 0.0), "reading a.csv: 20,000 rows, 2,000 a second");
        assert_eq!(
            told(10, 0.1),
            "reading a.csv: 20,000 rows, 2,000 a second, 1:30 left"
        );
    }
}
