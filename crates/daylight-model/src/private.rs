//! Text about people, which neither prints nor logs by accident.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

/// Text that may say something about a person.
///
/// `Debug` shows its length only and there is no `Display`, so a stray log line cannot leak it.
/// This is a speed bump: the wall is what the store hands out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private(String);

impl Private {
    /// Marks text as private.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Calls are few and easy to search for.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Private({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use crate::Private;

    #[test]
    fn debug_hides_the_text() {
        assert_eq!(format!("{:?}", Private::new("canary")), "Private(6 bytes)");
    }
}
