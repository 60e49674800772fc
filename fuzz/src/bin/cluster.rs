//! Cluster: each line is a text.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| daylight_fuzz::clustered(text));
