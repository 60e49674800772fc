"""Fifty analysts at the desk of a workspace, each a person with a session of their own.

usage: load.py WORKSPACE [--seconds 600] [--analysts 50] [--import FILE]

The workspace must hold a linked run and no people yet; it has them afterwards, so give a copy.
Each analyst opens a page of the queue, a network out of all, and every third time an ad of it, with
4 to 12 seconds between. With --import the file is imported into the same workspace meanwhile, and
again when that is done: the first time its ads are new, then all of them are seen again.
Only Python's own library is used; DAYLIGHT names the program.
"""

import argparse
import base64
import hashlib
import hmac
import http.client
import os
import random
import re
import struct
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

PASSWORD = "four plain words here"
HERE = Path(__file__).resolve().parent
DAYLIGHT = os.environ.get("DAYLIGHT", str(HERE / "../../target/release/daylight"))


class Browser:
    """Keeps a cookie and the code that forms carry."""

    def __init__(self, host, source="127.0.0.1"):
        self.host, self.cookie, self.form, self.key = host, "", "", b""
        self.connection = http.client.HTTPConnection(
            host, timeout=120, source_address=(source, 0)
        )

    def ask(self, method, path, fields=None):
        headers = {"Cookie": f"__Host-daylight={self.cookie}", "Sec-Fetch-Site": "same-origin"}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode([*fields, ("form", self.form)])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        cookie = answer.getheader("Set-Cookie", "")
        if cookie.startswith("__Host-daylight="):
            self.cookie = cookie.split("=", 1)[1].split(";")[0]
        code = re.search(r'name="form" value="([^"]+)"', text)
        self.form = code.group(1) if code else self.form
        if answer.status == 303:
            return self.ask("GET", answer.getheader("Location"))
        return answer.status, text

    def keep_key(self, page):
        key = re.search(r'class="secret"><code>([^<]+)<', page).group(1).replace(" ", "")
        self.key = base64.b32decode(key + "=" * (-len(key) % 8))

    def code(self, ahead=0):
        step = struct.pack(">Q", int(time.time()) // 30 + ahead)
        tag = hmac.new(self.key, step, hashlib.sha1).digest()
        number = struct.unpack(">I", tag[tag[19] & 15 :][:4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"

    def sign_in(self, login):
        fields = [("login", login), ("password", PASSWORD), ("code", self.code())]
        status, page = self.ask("POST", "/sign-in", fields)
        assert status == 200 and "What for?" in page, page
        self.ask("POST", "/purpose", [("purpose", "investigation")])


def people(host, code, roles):
    """A signed-in browser for each role, and the ids of the ranked networks."""
    first = Browser(host)
    who = [("code", code), ("name", "Ana Example"), ("login", "ana"), ("password", PASSWORD)]
    first.keep_key(first.ask("POST", "/setup", [*who, ("role", "analyst")])[1])
    first.sign_in("ana")
    found = []
    for at, role in enumerate(roles):
        login = f"{role}{at}"
        page = first.ask("POST", "/people", [("name", login), ("role", role)])[1]
        code = re.search(r'class="secret"><code>([^<]+)<', page).group(1)
        one = Browser(host)
        join = [("code", code), ("login", login), ("password", PASSWORD)]
        one.keep_key(one.ask("POST", "/join", join)[1])
        one.sign_in(login)
        found.append(one)
    rows = first.ask("GET", "/networks.csv")[1].splitlines()[1:]
    return found, [row.split(",")[0] for row in rows]


def work(browser, networks, until, seed, times, wrong):
    chance = random.Random(seed)

    def timed(kind, path):
        begun = time.monotonic()
        status, page = browser.ask("GET", path)
        times.append((kind, time.monotonic() - begun))
        if status != 200:
            wrong.append((path, status))
        return page

    pages = max(1, len(networks) // 50)
    while time.monotonic() < until:
        time.sleep(chance.uniform(4, 12))
        timed("queue", f"/networks?page={chance.randint(1, pages)}")
        time.sleep(chance.uniform(4, 12))
        page = timed("network", f"/networks/{chance.choice(networks)}")
        ads = re.findall(r'href="(/networks/[^"]+/ads/[^"]+)"', page)
        if ads and chance.random() < 1 / 3:
            time.sleep(chance.uniform(4, 12))
            timed("ad", chance.choice(ads))


def peak_mib(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def importing(workspace, file, until, told):
    while time.monotonic() < until:
        subprocess.run([DAYLIGHT, "-q", "-w", workspace, "import", file], check=False)
        told.append(1)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("workspace")
    words.add_argument("--seconds", type=int, default=600)
    words.add_argument("--analysts", type=int, default=50)
    words.add_argument("--import", dest="file")
    given = words.parse_args()
    command = [DAYLIGHT, "-w", given.workspace, "desk", "--listen", "127.0.0.1:0"]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        host = desk.stdout.readline().strip().removesuffix("/").split("//")[1]
        code = desk.stdout.readline().split()[-1]
        analysts, networks = people(host, code, ["analyst"] * given.analysts)
        times, wrong, imports = [], [], []
        until = time.monotonic() + given.seconds
        threads = [
            threading.Thread(target=work, args=(one, networks, until, at, times, wrong))
            for at, one in enumerate(analysts)
        ]
        if given.file:
            beside = (given.workspace, given.file, until, imports)
            threads.append(threading.Thread(target=importing, args=beside))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for kind in ("queue", "network", "ad"):
            took = sorted(seconds for name, seconds in times if name == kind)
            at = lambda share: took[min(len(took) - 1, int(share * len(took)))]
            print(f"{kind:8} {len(took):6} asked, p50 {at(0.5):.3f} s, p95 {at(0.95):.3f} s, most {took[-1]:.3f} s")
        print(f"{len(networks)} networks, {len(wrong)} errors, desk at most {peak_mib(desk):.0f} MiB, {len(imports)} imports beside")
    finally:
        desk.terminate()


if __name__ == "__main__":
    main()
