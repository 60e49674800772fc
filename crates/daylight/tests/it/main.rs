//! From files to networks, run as the real program: exit codes, both streams, and what is on disk.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test stops at the first thing that is wrong"
)]

mod asvs;
mod bad_files;
mod bad_places;
mod browser;
mod chromium;
mod demo;
mod desk;
mod desk_api;
mod desk_cases;
mod desk_import;
mod desk_languages;
mod desk_matrix;
mod desk_parts;
mod examples;
mod find;
mod import;
mod judged;
mod killed;
mod lasting;
mod networks;
mod old_formats;
mod planted;
mod policy;
mod program;
mod report;
mod search;
mod sheets;
mod walk;
