#!/usr/bin/env bash
# Ten imports with a link after each, beside one import of the same file: every table, row by row.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="${1:?usage: run.sh FOLDER [ADS] [SEED]}"
daylight="${DAYLIGHT:-$here/../../target/release/daylight}"

mkdir -p "$folder"
cd "$folder"
rm -rf one ten parts tables_one tables_ten
"$daylight" -q synth --ads "${2:-20000}" --seed "${3:-101}" --difficulty 3 --out market.csv --truth truth.csv
python3 "$here/compare.py" deal market.csv parts
"$daylight" -w one -q scan market.csv >/dev/null
# The same keys give the same tokens.
mkdir -p ten/facts/batches ten/facts/runs
cp -a one/daylight.toml one/lock one/keys ten/
for part in parts/*.csv; do
    "$daylight" -w ten -q import "$part" >/dev/null
    "$daylight" -w ten -q link >/dev/null
done
for workspace in one ten; do
    "$daylight" -w "$workspace" -q export tables --out "tables_$workspace" --format csv >/dev/null
done
python3 "$here/compare.py" compare tables_one tables_ten
