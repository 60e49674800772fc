"""Deals the rows of a file out to ten files, or holds the tables of two workspaces side by side."""

import csv
import sys
from pathlib import Path

PARTS = 10
# What tells only of the import a row came with.
OF_IMPORT = {"batch_id", "source_file", "source_row"}


def deal(market, folder):
    Path(folder).mkdir()
    with open(market, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    for part in range(PARTS):
        with open(f"{folder}/{part}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows[part::PARTS])


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {name: value for name, value in row.items() if name not in OF_IMPORT}


def first_ads(folder):
    """The smallest ad of every network, which names it whatever id its history gave it."""
    first = {}
    for row in rows_of(Path(folder) / "network_members.csv"):
        known = first.setdefault(row["network_id"], row["ad_id"])
        first[row["network_id"]] = min(known, row["ad_id"])
    return first


def named_by_ads(path, first):
    rows = list(rows_of(path))
    if rows and "network_id" in rows[0]:
        for row in rows:
            row["network_id"] = first[row["network_id"]]
        rows.sort(key=lambda row: list(row.values()))
    return rows


def compare(one, ten):
    differ = 0
    ids_one, ids_ten = first_ads(one), first_ads(ten)
    for path in sorted(Path(one).glob("*.csv")):
        first = named_by_ads(path, ids_one)
        second = named_by_ads(Path(ten) / path.name, ids_ten)
        differ += first != second
        print(f"{path.stem:16} {len(first):8} rows, {'the same' if first == second else 'DIFFERENT'}")
    sys.exit(differ > 0)


csv.field_size_limit(1 << 26)
{"deal": deal, "compare": compare}[sys.argv[1]](*sys.argv[2:])
