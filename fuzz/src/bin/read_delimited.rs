//! CSV and TSV: any bytes under a header that says so.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| daylight_fuzz::read(
    "ads.csv",
    &[b"text,place\n".as_slice(), bytes].concat()
));
