//! Writes a market: `write_market ADS SEED DIFFICULTY ADS_FILE TRUTH_FILE [GENERIC_FILE]`.

use daylight_synth::Settings;
use daylight_synth::market;
use std::env::args;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok());
    let file = |at: usize| {
        arguments
            .get(at)
            .map(|path| File::create(path).map(BufWriter::new))
            .transpose()
    };
    let settings = Settings {
        ads: number(0).unwrap_or(20_000),
        seed: number(1).unwrap_or(1),
        difficulty: number(2)
            .and_then(|level| u8::try_from(level).ok())
            .unwrap_or(0),
    };
    let market = market(&settings);
    let (Some(ads), Some(truth)) = (file(3)?, file(4)?) else {
        return Err(io::Error::other(
            "give a file for the ads and one for the truth",
        ));
    };
    let summary = market.write_csv(ads, truth)?;
    if let Some(generic) = file(5)? {
        market.write_generic(generic)?;
    }
    writeln!(io::stderr(), "{summary:#?}")
}
