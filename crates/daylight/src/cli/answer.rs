//! Networks that answer a question, laid out for a terminal.

use daylight_findings::text::counted;
use daylight_model::AdId;
use daylight_model::NetworkId;

use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::ranking;
use crate::cli::text::hanging;

/// Networks and ads of each named at a terminal; JSON holds all.
const NETWORKS_SHOWN: usize = 20;
const ADS_SHOWN: usize = 20;

/// A network and what in it answers.
#[derive(Debug)]
pub(crate) struct Answering<'a> {
    pub(crate) network_id: &'a NetworkId,
    pub(crate) rank: Option<u32>,
    /// What its ads show, with a word that leads on to them; may be empty.
    pub(crate) shows: String,
    pub(crate) ads: Vec<&'a AdId>,
}

/// Prints them; `of_many` is said where not all are named.
pub(crate) fn print(answers: &[Answering<'_>], of_many: &str, output: &mut Output) {
    // What is nowhere and what is only where nobody may look are told in the same words.
    if answers.is_empty() {
        output.line("no network shows it");
    }
    for network in answers.iter().take(NETWORKS_SHOWN) {
        let rank = network
            .rank
            .map_or("not ranked".to_owned(), |rank| format!("rank {rank}"));
        let ads = counted(network.ads.len() as u64, "ad");
        output.line(safe(&format!(
            "network {}, {rank}: {}{ads}",
            network.network_id, network.shows,
        )));
        let ids = network.ads.iter().map(|ad| safe(ad.as_str()));
        let ids: Vec<String> = ids.take(ADS_SHOWN).collect();
        ranking::lines(&hanging("   ", &ids.join("  ")), output);
        if network.ads.len() > ADS_SHOWN {
            let more = counted((network.ads.len() - ADS_SHOWN) as u64, "more ad");
            output.line(format!("   and {more}: `--json` holds all"));
        }
    }
    if answers.len() > NETWORKS_SHOWN {
        let more = counted((answers.len() - NETWORKS_SHOWN) as u64, "more network");
        output.line(format!("and {more}: `--json` holds all; {of_many}"));
    }
}
