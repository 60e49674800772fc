//! Any order and any split of real listings gives the same tables.

use crate::market::Folder;
use crate::market::Market;
use crate::market::comparable;
use crate::market::groups;
use crate::recruitment;
use crate::spam;

/// Scans a market in file order, shuffled, and in three parts, and compares every table.
fn check(name: &str) {
    let Some(market) = Market::open(name) else {
        return;
    };
    let folder = Folder::new();
    let order: Vec<usize> = (0..market.rows.len()).collect();
    let shuffled = market.shuffled();
    folder.write("whole.csv", &market, &order);
    folder.write("shuffled.csv", &market, &shuffled);
    folder.run(["-w", "whole", "scan", "whole.csv"]);
    let whole = folder.tables("whole");
    assert_eq!(whole.len(), 9);

    folder.share_keys("whole", "shuffled");
    folder.run(["-w", "shuffled", "scan", "shuffled.csv"]);
    let again = folder.tables("shuffled");
    for (table, rows) in &whole {
        let (one, other) = (comparable(rows), comparable(&again[table]));
        assert_eq!(one.len(), other.len(), "{table}");
        let differs = one.iter().zip(&other).position(|(one, other)| one != other);
        assert!(differs.is_none(), "{table} differs at row {differs:?}");
    }

    for (part, rows) in shuffled.chunks(shuffled.len().div_ceil(3)).enumerate() {
        let file = format!("part{part}.csv");
        folder.write(&file, &market, rows);
        folder.run(["-w", "parts", "import", &file]);
        folder.run(["-w", "parts", "link"]);
    }
    let parts = folder.tables("parts");
    for (table, id) in [
        ("clusters", "cluster_id"),
        ("network_members", "network_id"),
    ] {
        assert_eq!(
            groups(&whole[table], id),
            groups(&parts[table], id),
            "{table}"
        );
    }
    println!(
        "{name}: {} ads, {} facts, {} in clusters, {} in networks, the same in any order",
        whole["ads"].len(),
        whole["facts"].len(),
        whole["clusters"].len(),
        whole["network_members"].len()
    );
}

#[test]
#[ignore = "needs ../shared"]
fn shared_spam_gives_the_same_tables_in_any_order() {
    check(spam::FILE);
}

#[test]
#[ignore = "needs ../shared"]
fn shared_recruitment_gives_the_same_tables_in_any_order() {
    check(recruitment::FILE);
}
