//! A fault in Daylight itself ends in one plain line, as every other failure does.

use std::panic;
use std::panic::AssertUnwindSafe;
use std::panic::PanicHookInfo;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

use anyhow::anyhow;

/// Where the last panic arose: the file's name and line, and nothing of its message, which may
/// quote an ad.
type Place = Arc<Mutex<String>>;

/// Runs the program. A panic prints no trace: parsers of foreign formats run behind walls of
/// their own, and theirs is no fault at all; one that comes this far becomes an error.
pub(crate) fn guarded<T>(run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let place = Place::default();
    let seen = Arc::clone(&place);
    panic::set_hook(Box::new(move |info| note(&seen, info)));
    panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let place = place.lock().map(|place| place.clone()).unwrap_or_default();
        Err(anyhow!(
            "a fault in daylight {} stopped it{place}\n\
             hint: what was written before is unchanged; please report this line",
            env!("CARGO_PKG_VERSION")
        ))
    })
}

fn note(place: &Place, info: &PanicHookInfo<'_>) {
    let name = |at: &panic::Location<'_>| {
        let file = Path::new(at.file()).file_name().unwrap_or_default();
        format!(" at {}:{}", file.to_string_lossy(), at.line())
    };
    if let Ok(mut place) = place.lock() {
        *place = info.location().map(name).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::fault::guarded;

    #[test]
    fn a_fault_is_one_error_without_its_message() {
        let done: anyhow::Result<()> = guarded(|| panic!("canary text of an ad"));
        let text = done.unwrap_err().to_string();
        assert!(
            text.contains("fault.rs:") && text.contains("hint: "),
            "{text}"
        );
        assert!(!text.contains("canary"));
        drop(std::panic::take_hook());
    }
}
