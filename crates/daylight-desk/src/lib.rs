//! What people look at: the report in one file, and the desk in a browser.

pub mod report;
