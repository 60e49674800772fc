//! The mapping file.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| daylight_fuzz::mapping(text));
