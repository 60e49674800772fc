#!/usr/bin/env bash
# Daylight beside `rensa` and `datasketch` on the same file in the same run.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="${1:?usage: run.sh FOLDER [ADS]}"
ads="${2:-200000}"
daylight="${DAYLIGHT:-$here/../../target/release/daylight}"

mkdir -p "$folder"
cd "$folder"
"$daylight" -q synth --ads "$ads" --seed 1 --difficulty 3 --out market.csv --truth truth.csv
python3 -m venv peers
peers/bin/pip install --quiet --disable-pip-version-check rensa datasketch
"$daylight" bench market.csv --json >bench.json
rm -rf workspace
/usr/bin/env time -f '%e %U %S %M' -o scan.txt "$daylight" -w workspace -q scan market.csv >/dev/null
"$daylight" -w workspace evaluate --truth truth.csv --json >evaluation.json
for peer in rensa datasketch; do
    peers/bin/python "$here/peer.py" "$peer" market.csv truth.csv >"$peer.json"
done
python3 "$here/compare.py"
