//! Faults on purpose: in tests any step that touches the disk can be made to fail.

use std::io;

#[cfg(test)]
thread_local! {
    static STEPS_LEFT: std::cell::Cell<Option<u32>> = const { std::cell::Cell::new(None) };
}

/// Called before every step that changes the disk; fails where a test asked for it.
#[cfg(not(test))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "it can fail in tests, where the step is made to"
)]
pub(crate) fn step() -> io::Result<()> {
    Ok(())
}

/// Called before every step that changes the disk; fails where a test asked for it.
#[cfg(test)]
pub(crate) fn step() -> io::Result<()> {
    STEPS_LEFT.with(|left| match left.get() {
        None => Ok(()),
        // Once the disk has failed it stays failed, as after a power cut.
        Some(0) => Err(io::Error::from(io::ErrorKind::StorageFull)),
        Some(n) => {
            left.set(Some(n - 1));
            Ok(())
        }
    })
}

/// Runs `work` on a disk that fails after `steps` steps and every time from then on.
#[cfg(test)]
pub(crate) fn after<T>(steps: u32, work: impl FnOnce() -> T) -> T {
    STEPS_LEFT.with(|left| left.set(Some(steps)));
    let result = work();
    STEPS_LEFT.with(|left| left.set(None));
    result
}
