"""Checks an audit log written by `daylight audit export DIR`, without Daylight.

    python3 verify_log.py DIR [KEY]

KEY is what `daylight audit key` printed when somebody you trust read it out; without it the key in
DIR is believed. Hashes are those of RFC 6962, the checkpoint is a signed note of C2SP, the
signature is Ed25519 (RFC 8032), written out here so that nothing has to be installed.
"""
import base64, hashlib, json, pathlib, sys

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P)

def times(n, point):
    total = (0, 1)
    while n:
        if n & 1:
            total = add(total, point)
        point, n = add(point, point), n >> 1
    return total

def decode(bytes32):
    n = int.from_bytes(bytes32, "little")
    sign, y = n >> 255, n & (2**255 - 1)
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if x * x % P != xx:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != xx:
        raise ValueError("not a point")
    return (x if x & 1 == sign else P - x, y)

BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

def is_signed(key, text, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(r + key + text).digest(), "little") % ORDER
    return s < ORDER and times(s, BASE) == add(decode(r), times(h, decode(key)))

def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()

def main(folder, key=None):
    folder = pathlib.Path(folder)
    origin, _, key = (key or (folder / "key").read_text()).strip().split("+", 2)
    note = (folder / "checkpoint").read_text()
    text, signature = note.split("\n\n")
    name, size, hash64 = text.split("\n")
    signed = base64.b64decode(signature.strip().split(" ")[-1])[4:]
    if name != origin or not is_signed(base64.b64decode(key)[1:], (text + "\n").encode(), signed):
        sys.exit("the checkpoint is not signed with this key")
    entries = []
    bundles = (folder / "tile" / "entries").rglob("*")
    for bundle in sorted((it for it in bundles if it.is_file()), key=lambda it: str(it).split(".p/")[0]):
        bytes_ = bundle.read_bytes()
        while bytes_:
            length = int.from_bytes(bytes_[:2], "big")
            entries.append(bytes_[2 : 2 + length])
            bytes_ = bytes_[2 + length :]
    leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    if len(entries) != int(size) or root(leaves) != base64.b64decode(hash64):
        sys.exit("the entries are not those of the checkpoint")
    times_ = [json.loads(entry)["at"] for entry in entries]
    if times_ != sorted(times_):
        sys.exit("an entry is older than the one before it")
    print(f"{size} entries, as the checkpoint says")

main(*sys.argv[1:])
