//! Workspaces that an earlier Daylight wrote, kept as they were.

use std::path::Path;

use crate::program::Folder;
use crate::program::copy;

const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/old");

/// One batch of 40 ads and a run over it, and a batch of 20 more that no run has read.
#[test]
fn format_1_is_read_as_it_is_and_goes_on() {
    let folder = Folder::new();
    copy(
        &Path::new(STORED).join("format-1"),
        &folder.path("daylight-workspace"),
    );
    let marker = || folder.read("daylight-workspace/daylight.toml");
    let old = marker();
    let show = "show n-c032526b2165bbdf";
    let shown = folder.run(show).ends(0).out;
    assert!(shown.contains("there since run r-3f8de225e3f6"), "{shown}");
    folder.run("networks").ends(0);
    folder.run("verify").ends(0);
    assert_eq!(marker(), old, "reading changes nothing");

    let linked = folder.run("link --json").ends(0).json();
    assert_eq!(linked["ads"], 60);
    assert!(marker().contains("format = 2\n"), "{}", marker());
    folder.run("verify").ends(0);
    let shown = folder.run(show).ends(0).out;
    assert!(
        shown.contains("6 ads joined (link l-a450d3a2feb89833)"),
        "{shown}"
    );
    assert!(
        shown.contains("batch b000002-dc0a8cb8cc85 of 2026-11-27"),
        "{shown}"
    );
    assert!(shown.contains("there since run r-3f8de225e3f6"), "{shown}");
}
