//! JSON and JSON Lines: any bytes after an opening.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| daylight_fuzz::read(
    "ads.jsonl",
    &[b"{\"text\": ".as_slice(), bytes].concat()
));
