"""Writes files of ads that would take quadratic time where a stage compares all with all.

usage: make.py FOLDER [MARKET.csv]; the market, from `daylight synth`, gives the last file its texts.
"""

import csv
import random
import sys
from pathlib import Path

PHONE = "(212) 555-0123"
COPIES = 200_000
SHARED = 500_000
LONG_BYTES = 20 << 20

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


def write(name, rows):
    with open(folder / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "body"])
        writer.writerows(rows)


sentence = "quiet room near the station clean and calm write or call before noon "
write("long.csv", [["long", sentence * (LONG_BYTES // len(sentence)) + "call 555-0123"]])


def copies():
    random.seed(1)
    base = ("rooms by the week new kitchen fresh paint quiet street good light big garden " * 4).split()
    for at in range(COPIES):
        words = list(base)
        words[random.randrange(len(words))] = f"w{random.randrange(50)}"
        yield [f"c{at}", f"{' '.join(words)} call {PHONE}"]


write("copies.csv", copies())

if len(sys.argv) > 2:
    csv.field_size_limit(1 << 26)
    with open(sys.argv[2], newline="", encoding="utf-8") as market:
        with open(folder / "one_phone.csv", "w", newline="", encoding="utf-8") as file:
            rows = csv.DictReader(market)
            writer = csv.DictWriter(file, rows.fieldnames)
            writer.writeheader()
            for _, row in zip(range(SHARED), rows):
                row["body"] += f" hotline {PHONE}"
                writer.writerow(row)
