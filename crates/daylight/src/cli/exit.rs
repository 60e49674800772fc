//! How a command ends.

use std::process::ExitCode;

/// The exit codes that scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Failed: the world was not as it must be.
    Failed,
    /// Used wrongly.
    Usage,
    /// Refused by policy.
    Refused,
    /// Done, and some rows were rejected.
    Rejects,
    /// Interrupted from the keyboard.
    Interrupted,
}

impl Exit {
    /// The code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Rejects => 4,
            Self::Interrupted => 130,
        }
    }

    /// Prints what the argument parser says; help and version are results, all else is bad usage.
    pub(crate) fn of_usage(error: &clap::Error) -> Self {
        let printed = error.print();
        if error.use_stderr() || printed.is_err() {
            Self::Usage
        } else {
            Self::Done
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
