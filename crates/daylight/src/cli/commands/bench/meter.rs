//! What a stage took: time, processor time, memory, and bytes through the system.

use std::fs;
use std::time::Instant;

use serde::Serialize;

/// What one stage took; `None` where the system does not tell.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Measured {
    pub(super) stage: &'static str,
    pub(super) seconds: f64,
    pub(super) processor_seconds: Option<f64>,
    pub(super) peak_bytes: Option<u64>,
    pub(super) read_bytes: Option<u64>,
    pub(super) written_bytes: Option<u64>,
}

/// A clock that is read at the end of each stage.
#[derive(Debug)]
pub(super) struct Meter {
    begun: Instant,
    processor: Option<f64>,
    moved: Option<(u64, u64)>,
    laps: Vec<Measured>,
}

impl Meter {
    /// Starts the clock.
    pub(super) fn start() -> Self {
        forget_peak();
        Self {
            begun: Instant::now(),
            processor: processor_seconds(),
            moved: bytes_moved(),
            laps: Vec::new(),
        }
    }

    /// Ends a stage; the next begins.
    pub(super) fn lap(&mut self, stage: &'static str) {
        let seconds = self.begun.elapsed().as_secs_f64();
        let (processor, moved) = (processor_seconds(), bytes_moved());
        let bytes = moved.zip(self.moved);
        self.laps.push(Measured {
            stage,
            seconds,
            processor_seconds: processor.zip(self.processor).map(|(now, then)| now - then),
            peak_bytes: peak_bytes(),
            read_bytes: bytes.map(|(now, then)| now.0.saturating_sub(then.0)),
            written_bytes: bytes.map(|(now, then)| now.1.saturating_sub(then.1)),
        });
        self.processor = processor;
        self.moved = moved;
        forget_peak();
        self.begun = Instant::now();
    }

    /// What every stage took, in order.
    pub(super) fn finish(self) -> Vec<Measured> {
        self.laps
    }
}

/// Stages together: sums, and the highest peak.
pub(super) fn sum<'a>(stage: &'static str, stages: impl Iterator<Item = &'a Measured>) -> Measured {
    stages.fold(
        Measured {
            stage,
            processor_seconds: Some(0.0),
            peak_bytes: Some(0),
            read_bytes: Some(0),
            written_bytes: Some(0),
            ..Measured::default()
        },
        |all, one| Measured {
            stage,
            seconds: all.seconds + one.seconds,
            processor_seconds: add(all.processor_seconds, one.processor_seconds),
            peak_bytes: all
                .peak_bytes
                .zip(one.peak_bytes)
                .map(|(one, other)| one.max(other)),
            read_bytes: add(all.read_bytes, one.read_bytes),
            written_bytes: add(all.written_bytes, one.written_bytes),
        },
    )
}

fn add<T: std::ops::Add<Output = T>>(one: Option<T>, other: Option<T>) -> Option<T> {
    one.zip(other).map(|(one, other)| one + other)
}

/// A count as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

/// The most memory held since the peak was last forgotten (Linux, `VmHWM`).
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Lets the next stage have a peak of its own. Where the system refuses, peaks only rise.
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Bytes this process asked the system to read and to write (Linux, `rchar` and `wchar`).
fn bytes_moved() -> Option<(u64, u64)> {
    let text = fs::read_to_string("/proc/self/io").ok()?;
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        line.trim().parse::<u64>().ok()
    };
    Some((value("rchar:")?, value("wchar:")?))
}

/// Processor time of all threads, in steps of 10 ms (Linux, `utime` and `stime`).
fn processor_seconds() -> Option<f64> {
    /// The kernel's unit of these two fields, fixed on every Linux in use.
    const TICKS_PER_SECOND: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, in brackets, may hold spaces.
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_SECOND)
}
