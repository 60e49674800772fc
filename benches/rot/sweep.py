"""Turns single bits of a workspace's files round, one at a time: each must be refused.

usage: sweep.py WORKSPACE [FLIPS]

Flips are spread evenly over all tables of the run in force, and asked for with `show`, which reads all
of them where no index is there; then over the tables of the batches, which `verify` reads. Give a
copy: the indexes of the run are removed, and each bit is turned back. DAYLIGHT names the program.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DAYLIGHT = os.environ.get("DAYLIGHT", str(HERE / "../../target/release/daylight"))
workspace, flips = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 400


def answer(*words):
    done = subprocess.run([DAYLIGHT, "-q", "-w", workspace, *words], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def turn(path, at):
    with open(path, "r+b") as file:
        file.seek(at // 8)
        byte = file.read(1)[0]
        file.seek(at // 8)
        file.write(bytes([byte ^ 1 << at % 8]))


def sweep(what, paths, flips, *words):
    sizes = [path.stat().st_size for path in paths]
    refused, same, wrong = 0, 0, []
    sound = answer(*words)
    assert sound[0] == 0, sound
    for flip in range(flips):
        at = (2 * flip + 1) * sum(sizes) * 8 // (2 * flips) + flip % 8
        for path, size in zip(paths, sizes):
            if at < size * 8:
                break
            at -= size * 8
        turn(path, at)
        code, out, err = answer(*words)
        turn(path, at)
        if code != 0 and path.name in out + err:
            refused += 1
        elif (code, out) == sound[:2]:
            same += 1
        else:
            wrong.append((path.name, at, code, (out + err)[:200]))
    assert answer(*words) == sound
    mib = sum(sizes) / 2**20
    print(f"{what}, {mib:.0f} MiB, {flips} bits: {refused} refused by file, {same} the same answer, {len(wrong)} else {wrong[:3]}")


run = max(workspace.glob("facts/runs/r-*"), key=lambda it: it.stat().st_mtime)
for index in ("network_index", "word_index", "token_index"):
    (run / f"{index}.parquet").unlink(missing_ok=True)
sweep("tables of the run", sorted(run.glob("*.parquet")), flips, "show", "1", "--json")
batches = sorted(workspace.glob("facts/batches/b*/*.parquet"))
sweep("tables of the batches", batches, max(1, flips // 8), "verify")
