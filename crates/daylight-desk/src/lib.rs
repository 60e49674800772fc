//! What people look at: the report in one file, and the desk in a browser.

mod desk;
pub mod report;

pub use desk::Desk;
pub use desk::DeskError;
pub use desk::serve;
