//! Every step that changes the disk passes here, so that tests can make it fail, or write it down
//! and work out what a power cut would have left.

#[cfg(not(test))]
use std::io;
use std::path::Path;

/// A step that changes the disk.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "what a step is about is read in tests only")
)]
pub(crate) enum Step<'a> {
    /// A folder is made, with those above it.
    MakeDir(&'a Path),
    /// A file is made anew, empty.
    MakeFile(&'a Path),
    /// A file is cut off at a place and bytes are written there.
    Write(&'a Path, u64, &'a [u8]),
    /// A file's bytes are saved.
    SyncFile(&'a Path),
    /// A folder's list of names is saved.
    SyncDir(&'a Path),
    /// A file or folder gets another name.
    Rename(&'a Path, &'a Path),
    /// A folder is removed with all in it.
    RemoveDir(&'a Path),
    /// A file is removed.
    RemoveFile(&'a Path),
    /// Something outside a workspace's folders, or without a name.
    Other,
}

/// Called before every step; fails where a test asked for it.
#[cfg(not(test))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "it can fail in tests, where the step is made to"
)]
pub(crate) fn step(_step: Step<'_>) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(crate) use in_tests::*;

#[cfg(test)]
mod in_tests {
    use std::cell::Cell;
    use std::cell::RefCell;
    use std::io;

    use crate::fault::Step;

    /// Who is told of every step.
    type Hears = Box<dyn FnMut(Step<'_>)>;

    thread_local! {
        static STEPS_LEFT: Cell<Option<(u32, io::ErrorKind)>> = const { Cell::new(None) };
        static HEARS: RefCell<Option<Hears>> = const { RefCell::new(None) };
    }

    /// Called before every step; fails where a test asked for it.
    pub(crate) fn step(step: Step<'_>) -> io::Result<()> {
        HEARS.with_borrow_mut(|hears| {
            if let Some(hears) = hears {
                hears(step);
            }
        });
        STEPS_LEFT.with(|left| match left.get() {
            None => Ok(()),
            // Once the disk has failed it stays failed, as after a power cut.
            Some((0, kind)) => Err(io::Error::from(kind)),
            Some((n, kind)) => {
                left.set(Some((n - 1, kind)));
                Ok(())
            }
        })
    }

    /// Runs `work` on a disk that is full after `steps` steps and every time from then on.
    pub(crate) fn after<T>(steps: u32, work: impl FnOnce() -> T) -> T {
        after_with(steps, io::ErrorKind::StorageFull, work)
    }

    /// The same with another fault.
    pub(crate) fn after_with<T>(steps: u32, kind: io::ErrorKind, work: impl FnOnce() -> T) -> T {
        STEPS_LEFT.with(|left| left.set(Some((steps, kind))));
        let result = work();
        STEPS_LEFT.with(|left| left.set(None));
        result
    }

    /// Runs `work`, and `hears` is told of every step of this thread.
    pub(crate) fn heard<T>(hears: impl FnMut(Step<'_>) + 'static, work: impl FnOnce() -> T) -> T {
        HEARS.set(Some(Box::new(hears)));
        let result = work();
        HEARS.set(None);
        result
    }
}
