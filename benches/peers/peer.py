"""Clusters a file of ads with a peer and says what it took and how right it was."""

import csv
import json
import re
import resource
import sys
import time
from collections import Counter

PERMUTATIONS = 128
THRESHOLD = 0.5


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    if len(words) < 3:
        return [" ".join(words)]
    return list({" ".join(words[at : at + 3]) for at in range(len(words) - 2)})


def rensa(texts):
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=32)
    for at, text in enumerate(texts):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(shingles(text))
        yield at, index.query(sketch)
        index.insert(at, sketch)


def datasketch(texts):
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for at, text in enumerate(texts):
        sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update_batch([shingle.encode() for shingle in shingles(text)])
        yield at, index.query(sketch)
        index.insert(at, sketch)


def groups(pairs, count):
    parent = list(range(count))

    def root(at):
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for at, others in pairs:
        for other in others:
            a, b = root(at), root(other)
            parent[max(a, b)] = min(a, b)
    return [root(at) for at in range(count)]


def b_cubed_f1(found, truth):
    pairs, sizes, kinds = Counter(zip(found, truth)), Counter(found), Counter(truth)
    count = len(found)
    precision = sum(n * n / sizes[a] for (a, _), n in pairs.items()) / count
    recall = sum(n * n / kinds[b] for (_, b), n in pairs.items()) / count
    return 2 * precision * recall / (precision + recall)


def main():
    name, ads, truth = sys.argv[1:]
    csv.field_size_limit(1 << 26)
    with open(ads, newline="", encoding="utf-8") as file:
        texts = [row["body"] for row in csv.DictReader(file)]
    wall, processor = time.perf_counter(), time.process_time()
    found = groups({"rensa": rensa, "datasketch": datasketch}[name](texts), len(texts))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    with open(truth, newline="", encoding="utf-8") as file:
        templates = [row["template"] for row in csv.DictReader(file)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    f1 = b_cubed_f1(found, templates)
    row = {"seconds": wall, "processor_seconds": processor, "peak_bytes": peak, "f1": f1}
    print(json.dumps(row))


main()
