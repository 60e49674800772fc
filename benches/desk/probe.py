"""What the time of an answer tells, and who waits while somebody tries passwords.

usage: probe.py WORKSPACE

The workspace must hold a linked run and no people yet; it has them afterwards, so give a copy.
Forbidden against absent: an auditor, who may open no network, asks in turn for one that is there and
one that is not, 1,000 times each; the share of pairs in which the first took longer is that of a coin
where the time tells nothing. The storm: 200 wrong sign-ins at once, again each second, under names of
their own from an address of their own, while 20 others sign in and work. DAYLIGHT names the program.
"""

import subprocess
import sys
import threading
import time

from load import DAYLIGHT, PASSWORD, Browser, people

PAIRS = 1_000
STORM = 200
LATE = 20


def forbidden_or_absent(auditor, network):
    longer, there, absent = 0, [], []
    for at in range(PAIRS):
        times = {}
        order = [network, "n-0000000000000000"]
        for name in order if at % 2 else order[::-1]:
            begun = time.perf_counter()
            status, _ = auditor.ask("GET", f"/networks/{name}")
            times[name] = time.perf_counter() - begun
            assert status == 403, status
        one, other = (times[name] for name in order)
        there.append(one)
        absent.append(other)
        longer += one > other
    middle = lambda times: sorted(times)[len(times) // 2] * 1000
    print(
        f"forbidden {middle(there):.2f} ms, absent {middle(absent):.2f} ms in the middle; "
        f"the forbidden one took longer in {longer} of {PAIRS} pairs"
    )


def storm(host, worker, late):
    answers = []
    is_over = threading.Event()

    def wrong(at):
        # From an address of its own: who storms the desk is not who works there.
        browser = Browser(host, "127.0.0.9")
        fields = [("login", f"nobody{at}"), ("password", "not the password"), ("code", "000000")]
        while not is_over.is_set():
            answers.append(browser.ask("POST", "/sign-in", fields)[0])
            time.sleep(1)

    threads = [threading.Thread(target=wrong, args=(at,)) for at in range(STORM)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    signing, working = [], []
    for at, one in late:
        begun = time.monotonic()
        # The code of now was used before; the next one is good already.
        fields = [("login", f"analyst{at}"), ("password", PASSWORD), ("code", one.code(1))]
        status, page = one.ask("POST", "/sign-in", fields)
        assert status == 200 and "What for?" in page, page
        signing.append(time.monotonic() - begun)
        begun = time.monotonic()
        assert worker.ask("GET", "/networks")[0] == 200
        working.append(time.monotonic() - begun)
    is_over.set()
    for thread in threads:
        thread.join()
    told = {status: answers.count(status) for status in sorted(set(answers))}
    p95 = lambda times: sorted(times)[int(len(times) * 0.95)]
    print(
        f"storm of {STORM}: {len(answers)} answers {told}; {len(signing)} others signed in, "
        f"p95 {p95(signing):.2f} s; the queue meanwhile p95 {p95(working):.3f} s"
    )


def main():
    command = [DAYLIGHT, "-w", sys.argv[1], "desk", "--listen", "127.0.0.1:0"]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        host = desk.stdout.readline().strip().removesuffix("/").split("//")[1]
        code = desk.stdout.readline().split()[-1]
        roles = ["auditor", *["analyst"] * LATE]
        (auditor, *analysts), networks = people(host, code, roles)
        forbidden_or_absent(auditor, networks[0])
        storm(host, analysts[0], list(enumerate(analysts, 1)))
    finally:
        desk.terminate()


main()
