//! Template: lines of words.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| daylight_fuzz::template(text));
