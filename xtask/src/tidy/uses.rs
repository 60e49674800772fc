//! One path per `use` line, from the root of the crate, so that a text match can read it; and
//! every module where its name says.

use crate::tidy::Finding;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "uses";

/// Groups in a `use`, several on one line, paths through `super`, modules from elsewhere.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .flat_map(|file| {
            file.code()
                .filter_map(|(number, code)| {
                    let (subject, why) = fault(code)?;
                    Some(file.finding(NAME, number, subject, why))
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn fault(code: &str) -> Option<(&'static str, &'static str)> {
    if code.contains("super::") || code.contains("super ::") {
        return Some(("super::", "start the path at `crate::`"));
    }
    if code.contains("#[path") || code.contains("include!(") {
        return Some(("path", "a module stands where its name says"));
    }
    let path = imported(code.trim())?;
    if !path.ends_with(';') || path.contains('{') || path.matches(';').count() > 1 {
        return Some(("use", "one path per `use` line, with no group"));
    }
    None
}

/// What a line imports, if it is a `use` of any visibility.
fn imported(code: &str) -> Option<&str> {
    let bare = match code.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')')?.1.trim_start(),
        Some(rest) => rest.trim_start(),
        None => code,
    };
    bare.strip_prefix("use ")
}
