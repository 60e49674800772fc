//! A product file holds at most 400 lines of code.

use crate::tidy::Finding;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "size";

/// The most lines of code in one file; blank lines, comments and test modules do not count.
const LINES_MAX: usize = 400;

/// Product files that are too long.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.is_rust() && !file.is_test())
        .filter_map(|file| {
            let count = file
                .rust
                .iter()
                .filter(|line| !line.test && line.has_code())
                .count();
            (count > LINES_MAX).then(|| {
                let why = format!("at most {LINES_MAX} in a file; split it by what it is for");
                file.finding(NAME, 0, format!("{count} lines of code"), why)
            })
        })
        .collect()
}
