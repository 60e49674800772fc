//! Any bytes as a file: compression, encodings, spreadsheets, formats found by content.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| daylight_fuzz::read("ads", bytes));
