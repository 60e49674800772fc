//! Parquet: any bytes between its marks.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| daylight_fuzz::read(
    "ads.parquet",
    &[b"PAR1".as_slice(), bytes, b"PAR1"].concat()
));
