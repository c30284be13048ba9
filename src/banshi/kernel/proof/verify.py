"""Offline verifier of Banshi proofs. 办实事证明的离线核验程序。

One file, Python 3.9 or later, the standard library alone; it trusts nothing but the key it is given.
只需本文件和 Python 3.9 以上版本，不联网，只认给定的公钥。

    python verify.py proof.json [--key KEY]... [--body FILE] [--checkpoint FILE]

``proof.json`` may also be the text of a receipt's QR code, or a pending receipt's note. ``--key`` is a
verifier key (name+hash+base64) or a file with one per line; compare its fingerprint with the printed one.
``--checkpoint`` is a checkpoint from paper or mail that the proof must not contradict.

Exit codes 退出码: 0 proved 成立; 1 does not hold 不成立; 2 wrong call or file missing 用法错误;
3 sound, but no key was given to compare with 自洽，但未核对公钥; 4 sound, not yet in the log 自洽，待入册.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections import namedtuple

Finding = namedtuple("Finding", "code ok reason")
Key = namedtuple("Key", "name id algorithm material text")
Line = namedtuple("Line", "name id data")
Note = namedtuple("Note", "text lines")
Head = namedtuple("Head", "origin size root suite")

FIELDS = {
    "banshi-proof/1": "body earlier format index key leaf note path rotations size suite witnesses",
    "banshi-pending/1": "body format key note rotations",
    "banshi-consistency/1": "format key new old path rotations suite witnesses",
}
PENDING = "待入册 not yet in the log"
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
LIMIT = 1 << 63


class Wrong(Exception):
    """A step that does not hold; the argument is its reason code."""


def need(condition, reason):
    """Stop the step unless ``condition``."""
    if not condition:
        raise Wrong(reason)


# --- hashes: SHA-256 (suite 1) and SM3 (suite 2, GB/T 32905-2016) ---------------------------------------


def _turn(value, count):
    count %= 32
    return (value << count | value >> 32 - count) & 0xFFFFFFFF


def sm3(data):
    """SM3 of ``data``, 32 bytes (GB/T 32905-2016), for Pythons whose hashlib has none."""
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        block = _sm3_block(state, padded[start : start + 64])
        state = [old ^ new for old, new in zip(state, block)]  # noqa: B905
    return b"".join(word.to_bytes(4, "big") for word in state)


def _sm3_block(state, block):
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        mixed = words[j - 16] ^ words[j - 9] ^ _turn(words[j - 3], 15)
        mixed ^= _turn(mixed, 15) ^ _turn(mixed, 23)
        words.append(mixed ^ _turn(words[j - 13], 7) ^ words[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        ss1 = _turn(_turn(a, 12) + e + _turn(0x79CC4519 if j < 16 else 0x7A879D8A, j) & 0xFFFFFFFF, 7)
        ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
        gg = e ^ f ^ g if j < 16 else e & f | ~e & g & 0xFFFFFFFF
        tt1 = ff + d + (ss1 ^ _turn(a, 12)) + (words[j] ^ words[j + 4]) & 0xFFFFFFFF
        tt2 = gg + h + ss1 + words[j] & 0xFFFFFFFF
        a, b, c, d = tt1, a, _turn(b, 9), c
        e, f, g, h = tt2 ^ _turn(tt2, 9) ^ _turn(tt2, 17), e, _turn(f, 19), g
    return a, b, c, d, e, f, g, h


def digest(suite, data):
    """The hash of ``data`` in a suite."""
    need(type(suite) is int and suite in (1, 2), "suite_unknown")
    if suite == 1:
        return hashlib.sha256(data).digest()
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError:
        return sm3(data)


# --- Ed25519 (RFC 8032), verification only; nothing here is secret, so nothing is constant-time ---------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _point(data):
    """The point of 32 bytes, or None when they are no canonical encoding of one."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _plus(one, two):
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


ZERO = (0, 1, 1, 0)
BASE = _point(b"\x58" + b"\x66" * 31)


def ed25519(public, message, signature):
    """Whether ``signature`` over ``message`` is by ``public``; strict: canonical S and points, no weak key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = _point(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    eight = _plus(key, key)
    eight = _plus(eight, eight)
    eight = _plus(eight, eight)
    if eight[0] == 0 and eight[1] == eight[2]:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    minus = (P - key[0], key[1], 1, P - key[3])
    table, reached = (ZERO, BASE, minus, _plus(BASE, minus)), ZERO
    for bit in reversed(range(253)):
        reached = _plus(_plus(reached, reached), table[(s >> bit & 1) + 2 * (k >> bit & 1)])
    inverse = pow(reached[2], P - 2, P)
    x, y = reached[0] * inverse % P, reached[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# --- the tree (RFC 6962, section 2.1) --------------------------------------------------------------------


def _join(suite, left, right):
    return digest(suite, b"\x01" + left + right)


def included(suite, leaf, index, size, path):
    """The root that a leaf and its path lead to."""
    need(0 <= index < size < LIMIT, "index_outside")
    if size == 1:
        need(not path, "path_too_long")
        return leaf
    need(path, "path_too_short")
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return _join(suite, included(suite, leaf, index, half, path[:-1]), path[-1])
    return _join(suite, path[-1], included(suite, leaf, index - half, size - half, path[:-1]))


def grown(suite, old, new, path, whole):
    """The old and the new root that a consistency path leads to; ``whole`` is the old root or None."""
    if old == new:
        need(len(path) == (whole is None), "path_too_long" if path else "path_too_short")
        return (path[0], path[0]) if whole is None else (whole, whole)
    need(path, "path_too_short")
    half, last = 1 << (new - 1).bit_length() - 1, path[-1]
    if old <= half:
        first, second = grown(suite, old, half, path[:-1], whole)
        return first, _join(suite, second, last)
    first, second = grown(suite, old - half, new - half, path[:-1], None)
    return _join(suite, last, first), _join(suite, last, second)


# --- texts: base64, keys, notes, checkpoints -------------------------------------------------------------


def unbase64(text):
    """Strict base64: one text for one value."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Wrong("base64") from None
    need(base64.b64encode(data).decode() == text, "base64")
    return data


def unhex(text):
    """A hash in lower-case hex."""
    need(isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text, re.ASCII), "hash_form")
    return bytes.fromhex(text)


def good_name(name):
    """Whether ``name`` may name a key."""
    return bool(name) and "+" not in name and not any(c.isspace() or ord(c) < 32 for c in name)


def read_key(text):
    """Read a verifier key."""
    parts = text.split("+", 2) if isinstance(text, str) else ()
    need(len(parts) == 3 and good_name(parts[0]), "key_form")
    data = unbase64(parts[2])
    need(len(data) == 33, "key_length")
    need(data[0] in (1, 4), "key_algorithm")
    hashed = hashlib.sha256(parts[0].encode() + b"\n" + data).digest()[:4]
    need(hashed.hex() == parts[1], "key_hash")
    return Key(parts[0], hashed, data[0], data[1:], text)


def fingerprint(key):
    """The fingerprint as it is printed on paper."""
    digits = hashlib.sha256(key.text.encode()).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def read_note(text):
    """Read a signed note."""
    need(isinstance(text, str) and all(ord(c) >= 32 or c == "\n" for c in text), "note_control_character")
    at = text.rfind("\n\n")
    need(at > 0 and text.endswith("\n"), "note_form")
    lines = []
    for line in text[at + 2 : -1].split("\n"):
        mark, _, rest = line.partition(" ")
        name, _, coded = rest.partition(" ")
        need(mark == "—" and good_name(name), "signature_form")
        data = unbase64(coded)
        need(len(data) > 4, "signature_form")
        lines.append(Line(name, data[:4], data[4:]))
    need(len(lines) <= 100, "note_form")
    need(len({(line.name, line.id) for line in lines}) == len(lines), "signature_twice")
    return Note(text[: at + 1], lines)


def holds(note, line, key):
    """Whether a signature line holds (algorithm 4: timestamped cosignature)."""
    if key.algorithm == 1:
        return ed25519(key.material, note.text.encode(), line.data)
    at = int.from_bytes(line.data[:8], "big")
    message = f"cosignature/v1\ntime {at}\n{note.text}".encode()
    return len(line.data) == 72 and at < LIMIT and ed25519(key.material, message, line.data[8:])


def by(line, key):
    """Whether a line claims to come from ``key``."""
    return (line.name, line.id) == (key.name, key.id)


def signers(note, keys):
    """The keys whose lines stand in the note. Every line must be by one of ``keys``; log keys must hold."""
    found = []
    for line in note.lines:
        key = next((one for one in keys if by(line, one)), None)
        need(key, "signature_unknown")
        need(key.algorithm == 4 or holds(note, line, key), "signature_bad")
        found.append(key)
    return found


def read_head(text):
    """Read the text of a checkpoint."""
    lines = text.split("\n")
    need(len(lines) > 3 and lines.pop() == "" and all(lines), "checkpoint_form")
    need(good_name(lines[0]) and NUMBER.fullmatch(lines[1]) and int(lines[1]) < LIMIT, "checkpoint_form")
    root = unbase64(lines[2])
    need(len(root) == 32, "checkpoint_form")
    named = [line[5:] for line in lines[3:] if line.startswith("hash ")]
    need(named in ([], ["sm3"]), "suite_unknown")
    return Head(lines[0], int(lines[1]), root, 2 if named else 1)


def read_rotation(text):
    """Read the announcement of a new key: ``(old, new, size)``; both must have signed."""
    note = read_note(text)
    lines = note.text.split("\n")
    need(len(lines) == 6 and lines[0] == "banshi/key-rotation/v1" and not lines[5], "rotation_form")
    old, new = read_key(lines[2]), read_key(lines[3])
    need(
        old.name == new.name == lines[1] and old != new and old.algorithm == new.algorithm == 1,
        "rotation_form",
    )
    need(NUMBER.fullmatch(lines[4]) and int(lines[4]) < LIMIT, "rotation_form")
    need(len(signers(note, [old, new])) == 2, "signature_missing")
    return old, new, int(lines[4])


# --- documents -------------------------------------------------------------------------------------------


def read(data):
    """Read proof.json, the text of a QR code or a pending note into a dictionary."""
    try:
        text = data.decode()
        if text.startswith("{"):
            fields = json.loads(text)
            again = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
            need(again.encode() == data, "not_canonical")
            texts = [fields.get(name, "") for name in ("body", "key", "leaf", "new", "note", "old")]
            need(all(isinstance(one, str) for one in texts), "document_form")
        elif text.startswith("BANSHI1:"):
            fields = read_compact(text.rstrip("\r\n"))
        else:
            fields = {"format": "banshi-pending/1", "note": text, "rotations": [], "key": None, "body": None}
    except (ValueError, RecursionError):
        raise Wrong("unreadable") from None
    form = FIELDS.get(str(fields.get("format")))
    need(form, "format_unknown")
    need(sorted(fields) == form.split(), "document_form")
    lists = [fields[name] for name in ("path", "rotations", "witnesses", "earlier") if name in fields]
    need(all(isinstance(one, list) for one in lists), "document_form")
    numbers = [fields[name] for name in ("index", "size", "suite") if name in fields]
    need(all(type(one) is int for one in numbers), "document_form")
    return fields


def read_compact(text):
    """The text of a QR code: no body and no key in it, the root follows from leaf and path."""
    coded = text[8:]
    data = base64.b32decode(coded + "=" * (-len(coded) % 8))
    need(base64.b32encode(data).decode().rstrip("=") == coded, "compact_form")
    at = 0

    def take(count):
        nonlocal at
        at += count
        need(at <= len(data), "compact_form")
        return data[at - count : at]

    def number():
        value, shift, byte = 0, 0, 0x80
        while byte & 0x80:
            byte = take(1)[0]
            value, shift = value | (byte & 0x7F) << shift, shift + 7
        need((byte or shift == 7) and value < LIMIT, "compact_form")
        return value

    suite, index, size, leaf = take(1)[0], number(), number(), take(32)
    path = [take(32) for _ in range(take(1)[0])]
    origin = take(number()).decode()
    more = [take(number()).decode() for _ in range(take(1)[0])]
    lines = []
    for _ in range(take(1)[0]):
        name = take(number()).decode() or origin
        lines.append(f"— {name} {base64.b64encode(take(4) + take(number())).decode()}\n")
    need(at == len(data), "compact_form")
    root = base64.b64encode(included(suite, leaf, index, size, path)).decode()
    note = "\n".join([origin, str(size), root, *more, "", "".join(lines)])
    names = dict.fromkeys(FIELDS["banshi-proof/1"].split())
    hexes = {"leaf": leaf.hex(), "path": [one.hex() for one in path], "note": note}
    lists = {"earlier": [], "rotations": [], "witnesses": []}
    return {
        **names,
        "format": "banshi-proof/1",
        "suite": suite,
        "index": index,
        "size": size,
        **hexes,
        **lists,
    }


class Examination:
    """Goes through the steps of one document and keeps what it found."""

    def __init__(self, data, keys=(), body=None, paper=None):
        self.findings, self.facts = [], []
        self.given, self.body, self.paper = [read_key(one) for one in keys], body, paper
        self.fields = self.step("format", lambda: read(data))
        if self.fields is not None and self.step("key", self.keys) is not None:
            self.trust()
            kind = self.fields["format"].split("-")[1].split("/")[0]
            getattr(self, kind)()

    def add(self, code, ok, reason=""):
        self.findings.append(Finding(code, ok, reason))

    def step(self, code, work):
        """Do a step; what it returns, or None when it does not hold."""
        try:
            result = work()
        except Wrong as wrong:
            return self.add(code, False, wrong.args[0])
        self.add(code, True)
        return result

    def keys(self):
        """The log's keys in order of service, sizes of handover, and the witnesses."""
        fields = self.fields
        key = read_key(fields["key"]) if fields["key"] is not None else self.known_key()
        turns = [read_rotation(one) for one in fields["rotations"]]
        self.log, self.sizes = [turn[0] for turn in turns] + [key], [turn[2] for turn in turns]
        need(key.algorithm == 1 and [turn[1] for turn in turns] == self.log[1:], "rotation_broken")
        need(self.sizes == sorted(self.sizes), "rotation_broken")
        listed = [read_key(one) for one in fields.get("witnesses", ())]
        need(len(set(listed)) == len(listed) and all(one.algorithm == 4 for one in listed), "witness_form")
        asked = [one for one in self.given if one.algorithm == 4]
        self.witnesses = list(dict.fromkeys(listed + asked))
        return self.log

    def known_key(self):
        """For a document without its key: the given key that its note names."""
        note = read_note(self.fields["note"])
        found = [
            one for one in self.given if one.algorithm == 1 and any(by(line, one) for line in note.lines)
        ]
        need(found, "key_needed")
        return found[0]

    def trust(self):
        mine = [one for one in self.given if one.algorithm == 1]
        ok = bool(set(mine) & set(self.log)) if mine else None
        self.add("trust", ok, {None: "no_key_given", True: "", False: "key_not_trusted"}[ok])
        self.facts.append(("公钥指纹 key fingerprint", f"{fingerprint(self.log[-1])}  ({self.log[-1].name})"))

    def opened(self, text, any_key=False):
        """A checkpoint signed by the key in service (``any_key``: by any of the keys in its own time)."""
        note = read_note(text)
        head, found = read_head(note.text), signers(note, self.log + self.witnesses)
        need(head.origin == self.log[-1].name, "key_not_of_log")
        low, high = [0, *self.sizes], [*self.sizes, LIMIT]
        places = [n for n, key in enumerate(self.log) if key in found and low[n] <= head.size <= high[n]]
        need(places and (any_key or places[-1] == len(self.log) - 1), "signature_missing")
        return note, head

    def witness(self, note, other=None):
        """Every witness listed or given must have cosigned."""
        if not self.witnesses:
            self.add("witness", None, "no_witness")
        for key in self.witnesses:
            own = [line for line in note.lines if by(line, key)]
            more = [line for line in (other.lines if other else ()) if by(line, key)]
            good = all(holds(note, line, key) for line in own) and all(
                holds(other, line, key) for line in more
            )
            reason = key.name if own and good else "signature_bad" if own else "signature_missing"
            self.add("witness", bool(own) and good, reason)

    def entry(self):
        """The entry's bytes, from the document or as they were given."""
        return unbase64(self.fields["body"]) if self.fields["body"] is not None else self.body

    def leaf(self, suite, leaf):
        """The entry's bytes must have the leaf."""
        if self.fields["body"] is None and self.body is None:
            self.add("leaf", None, "body_absent")
        else:
            self.step("leaf", lambda: self.unchanged(suite, leaf))

    def unchanged(self, suite, leaf):
        body = self.entry()
        need(self.body in (None, body), "body_differs")
        need(digest(suite, b"\x00" + body) == leaf, "leaf_differs")
        self.facts.append(("记录内容 entry", body.decode("utf-8", "replace")))
        return True

    def proof(self):
        fields = self.fields
        opened = self.step("signature", lambda: self.opened(fields["note"]))
        if opened:
            self.witness(opened[0])
        self.leaf(fields["suite"], self.quiet_hash(fields["leaf"]))
        if fields["earlier"]:
            self.step("chain", self.chain)
        else:
            self.add("chain", None, "no_earlier_entries")
        if opened:
            self.step("inclusion", lambda: self.inclusion(opened[1]))
            self.compare(opened[1])

    def quiet_hash(self, text):
        return bytes.fromhex(text) if isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) else b""

    def inclusion(self, head):
        fields = self.fields
        need(head.suite == fields["suite"], "suite_differs")
        need(head.size == fields["size"], "size_differs")
        path = [unhex(one) for one in fields["path"]]
        root = included(head.suite, unhex(fields["leaf"]), fields["index"], head.size, path)
        need(root == head.root, "root_differs")
        self.facts.append(("位置 place", f"{fields['index'] + 1} / {head.size}"))
        return True

    def chain(self):
        """The entries before must be all of the same thing, unbroken from the first."""
        before, suite, subjects = "", self.fields["suite"], set()
        for n, one in enumerate([*map(unbase64, self.fields["earlier"]), self.entry()], 1):
            try:
                entry = json.loads(one)
                said = (entry.get("prev"), entry.get("n"))
                subjects.add(entry["subject"])
            except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
                raise Wrong("body_unreadable") from None
            need(said == (before, n) and len(subjects) == 1, "link_broken")
            before = digest(suite, b"\x00" + one).hex()
        need(before == self.fields["leaf"], "head_differs")
        return True

    def pending(self):
        stated = self.step("signature", self.statement)
        if stated:
            self.leaf(*stated)
        self.add("sequenced", None, "not_yet_in_the_log")

    def statement(self):
        note = read_note(self.fields["note"])
        form = r"banshi/receipt/v1\n(.+)\nsuite ([12])\nleaf ([0-9a-f]{64})\nprev (?:-|[0-9a-f]{64})\n"
        form += r"time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n" + PENDING + r"\n"
        found = re.fullmatch(form, note.text, re.ASCII)
        need(found, "statement_form")
        need(found[1] == self.log[-1].name, "key_not_of_log")
        need(self.log[-1] in signers(note, self.log), "signature_missing")
        self.facts.append(("受理时间 accepted at", found[4]))
        return int(found[2]), bytes.fromhex(found[3])

    def consistency(self):
        new = self.step("signature", lambda: self.opened(self.fields["new"]))
        old = self.step("signature_old", lambda: self.opened(self.fields["old"], any_key=True))
        if new and old:
            self.witness(new[0], old[0])
            self.step("consistency", lambda: self.growth(old[1], new[1]))
            self.compare(new[1])

    def growth(self, old, new):
        suite, path = self.fields["suite"], [unhex(one) for one in self.fields["path"]]
        need({old.suite, new.suite} == {suite}, "suite_differs")
        need(old.size <= new.size, "size_impossible")
        if old.size == 0:
            need(not path, "path_too_long")
            need(old.root == digest(suite, b"") and (new.size or old.root == new.root), "root_differs")
        else:
            roots = grown(suite, old.size, new.size, path, old.root)
            need(roots == (old.root, new.root), "root_differs")
        self.facts.append(("增长 growth", f"{old.size} → {new.size}"))
        return True

    def compare(self, head):
        """A checkpoint from outside must not contradict the proof's."""
        if self.paper is not None:
            self.step("paper", lambda: self.same(head))

    def same(self, head):
        _, outside = self.opened(self.paper, any_key=True)
        need(outside.size == head.size, "sizes_differ_ask_for_consistency")
        need(outside == head, "split_view")
        return True


# --- messages and command line ---------------------------------------------------------------------------

WORDS = {
    "format": ("文件格式", "file format"),
    "key": ("公钥与更换公告", "key and its rotations"),
    "trust": ("公钥与给定公钥一致", "key is the one given"),
    "signature": ("检查点签名", "signature"),
    "signature_old": ("较早检查点签名", "signature of the earlier checkpoint"),
    "witness": ("见证方会签", "witness cosignature"),
    "leaf": ("记录内容未改动", "entry unchanged"),
    "chain": ("同一事项的全部前序记录相连", "all earlier entries linked"),
    "inclusion": ("记录在册", "entry is in the log"),
    "consistency": ("后册包含前册，未删未改", "later log begins with the earlier one"),
    "sequenced": ("已入册", "taken into the log"),
    "paper": ("与外部检查点一致", "agrees with the checkpoint from outside"),
}
VERDICTS = {
    0: ("成立", "PROVED"),
    1: ("不成立", "DOES NOT HOLD"),
    3: (
        "自洽，但未核对公钥：请用 --key 给出公钥，或与纸面指纹逐字核对",
        "sound, but no key was compared: give --key",
    ),
    4: ("自洽，待入册：尚不能证明已入册", "sound, not yet in the log"),
}
HINTS = {
    "key_not_trusted": (
        "文件所用公钥不在给定公钥之列。换钥之前出具的回执须用当时的公钥核验；历次公钥见示范区证明页",
        "the document's key is none of those given: one from before a change of keys needs the key of its time",
    ),
    "sizes_differ_ask_for_consistency": (
        "两个检查点条数不同，不能直接比对：请在证明页索取两者之间的一致性证明，再行核验",
        "checkpoints of two sizes cannot be compared as they are: ask for the proof of consistency between them",
    ),
}


def verdict(findings):
    """The exit code for what was found."""
    state = {one.code: one.ok for one in findings}
    if any(one.ok is False for one in findings):
        return 1
    if state.get("trust") is None:
        return 3
    return 4 if "sequenced" in state else 0


def examine(data, keys=(), body=None, paper=None):
    """The findings for a document given as bytes; ``keys`` are verifier key texts."""
    return Examination(data, keys, body, paper).findings


def _read(name):
    with open(name, "rb") as file:
        return file.read()


def _keys(values):
    for value in values:
        if value.count("+") >= 2:
            yield value.strip()
        else:
            yield from (line.strip() for line in _read(value).decode().splitlines() if line.strip())


def _plain(text):
    return "".join(c if c.isprintable() else " " for c in text)


def main(arguments=None):
    """Run as a command; returns the exit code."""
    parser = argparse.ArgumentParser(description="核验办实事证明 / verify a Banshi proof")
    parser.add_argument("proof")
    parser.add_argument("--key", action="append", default=[])
    parser.add_argument("--body")
    parser.add_argument("--checkpoint")
    given = parser.parse_args(arguments)
    try:
        body = _read(given.body) if given.body else None
        paper = _read(given.checkpoint).decode() if given.checkpoint else None
        done = Examination(_read(given.proof), list(_keys(given.key)), body, paper)
    except (OSError, UnicodeDecodeError, Wrong) as error:
        print(f"用法错误 wrong call: {error}", file=sys.stderr)
        return 2
    marks = {True: "[成立 ok]", False: "[不成立 FAILED]", None: "[未核 open]"}
    for one in done.findings:
        chinese, english = WORDS[one.code]
        print(marks[one.ok], chinese, "/", english, f"({_plain(one.reason)})" if one.reason else "")
    for name, value in done.facts:
        print(f"{name}: {_plain(value)}")
    code = verdict(done.findings)
    print("结论 verdict:", " / ".join(VERDICTS[code]))
    for one in done.findings:
        if one.ok is False and one.reason in HINTS:
            print("提示 hint:", " / ".join(HINTS[one.reason]))
    return code


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
