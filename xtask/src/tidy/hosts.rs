//! Every host in the tree is made up, this machine, or named with a reason.

use crate::tidy::Finding;
use crate::tidy::allow;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "hosts";

/// Names that RFC 2606 and RFC 6761 keep out of use.
const RESERVED: &[&str] = &["example", "test", "invalid", "localhost"];

/// Hosts of addresses and e-mails that may belong to somebody.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        // Cargo writes its lock file itself; the list of exceptions names what it excepts.
        .filter(|file| file.path != "Cargo.lock" && file.path != allow::LIST)
        .flat_map(|file| {
            file.numbered()
                .flat_map(|(number, line)| hosts(line).into_iter().map(move |host| (number, host)))
                .filter(|(_, host)| !is_reserved(host))
                .map(|(number, host)| {
                    let why = "may belong to somebody; use a host under `.example`";
                    file.finding(NAME, number, host, why)
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The hosts in a line: after `://`, after `www.`, and after the `@` of an e-mail.
fn hosts(line: &str) -> Vec<String> {
    let after = |mark: &'static str| {
        line.match_indices(mark)
            .filter_map(move |(at, _)| Some((line.get(..at)?, line.get(at + mark.len()..)?)))
    };
    let mut found: Vec<String> = after("://").filter_map(|(_, rest)| host(rest)).collect();
    found.extend(
        after("www.")
            .filter(|(before, _)| !before.ends_with("://"))
            .filter_map(|(_, rest)| host(rest)),
    );
    found.extend(
        after("@")
            .filter(|(before, _)| before.ends_with(|c: char| c.is_alphanumeric()))
            .filter_map(|(_, rest)| host(rest)),
    );
    found.sort();
    found.dedup();
    found
}

/// The host a text begins with: labels of letters, digits and hyphens, at least two of them.
fn host(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.')))
        .unwrap_or(text.len());
    let host = text.get(..end)?.trim_matches(['.', '-']).to_lowercase();
    let ending = host.rsplit_once('.')?.1;
    ending.chars().all(char::is_alphabetic).then_some(host)
}

fn is_reserved(host: &str) -> bool {
    let ending = host.rsplit('.').next().unwrap_or(host);
    RESERVED.contains(&ending)
}

#[cfg(test)]
mod tests {
    use crate::tidy::hosts::hosts;

    #[test]
    fn hosts_are_read_from_addresses_and_emails() {
        assert_eq!(
            hosts("see https://a.example/x and me@b.example."),
            ["a.example", "b.example"]
        );
        assert_eq!(hosts("http://user:pw@c.example:80"), ["c.example"]);
        assert_eq!(hosts("WWW www.d.example"), ["d.example"]);
    }

    #[test]
    fn other_text_is_no_host() {
        for text in [
            "http://localhost:80",
            "name @ 0..3",
            "#[derive(x)]",
            "std::a",
            "a@b",
        ] {
            assert_eq!(hosts(text), Vec::<String>::new(), "{text}");
        }
    }
}
