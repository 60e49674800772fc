"""Prints what Daylight and its peers took, and the ratios to Daylight's clustering."""

import json

bench = json.load(open("bench.json", encoding="utf-8"))
f1 = json.load(open("evaluation.json", encoding="utf-8"))["clusters"]["f1"]
cluster = next(row for row in bench["stages"] if row["stage"] == "cluster")
wall, user, system, peak = (float(part) for part in open("scan.txt", encoding="utf-8").read().split())
rows = {
    "daylight, cluster": {**cluster, "f1": f1},
    "daylight, scan": {
        "seconds": wall,
        "processor_seconds": user + system,
        "peak_bytes": peak * 1024,
        "f1": f1,
    },
}
for peer in ("rensa", "datasketch"):
    rows[peer] = json.load(open(f"{peer}.json", encoding="utf-8"))
print(f"{bench['ads']} ads")
print(f"{'':20} {'seconds':>9} {'x':>7} {'processor':>9} {'x':>7} {'peak MiB':>9} {'F1':>7}")
for name, row in rows.items():
    print(
        f"{name:20} {row['seconds']:9.2f} {row['seconds'] / cluster['seconds']:7.1f}"
        f" {row['processor_seconds']:9.2f} {row['processor_seconds'] / cluster['processor_seconds']:7.1f}"
        f" {row['peak_bytes'] / 2**20:9.0f} {row['f1']:7.4f}"
    )
