//! What people look at: the report in one file, and the desk in a browser.

mod desk;
mod language;
pub mod report;

pub use desk::Brought;
pub use desk::Corrections;
pub use desk::Desk;
pub use desk::DeskError;
pub use desk::NewFile;
pub use desk::Program;
pub use desk::Understood;
pub use desk::UnderstoodColumn;
pub use desk::serve;
pub use language::Language;
pub use language::UnknownLanguage;
