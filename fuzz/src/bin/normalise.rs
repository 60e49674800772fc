//! Normalise: any text.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| daylight_fuzz::normalised(text));
