"""A witness: a second machine that cosigns a zone's checkpoints after seeing that the log only grew.

    ./banshi witness init NAME           make its key, print the public half for the zone to register
    ./banshi witness trust VKEY          name a log by its public key, compared with the one on paper
    ./banshi witness pull ADDRESS        http(s) address of the zone's door: fetch, check, cosign, send back
    ./banshi witness cosign FILE OUT     the same with files, where there is no network between the two
    ./banshi witness follow FILE         take over a log's new key from its announcements
    ./banshi witness list                the logs, how far each was seen, and this witness's key

It needs no database. Its folder (``--home``, or ``BANSHI_WITNESS``) holds its key and, per log, the last
checkpoint that it cosigned: what it has once cosigned it never contradicts.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from banshi.kernel.proof import ed25519, witnessing
from banshi.kernel.proof.checkpoints import Checkpoint
from banshi.kernel.proof.errors import NoteError, ProofError
from banshi.kernel.proof.keys import COSIGNATURE, ED25519, PublicKey, decode64
from banshi.kernel.proof.notes import Note

MOST_BYTES = 1_000_000
REFUSED = {
    "prooflog.no_witness": "this witness is not registered there; enter its key on the page of the proof log",
    "prooflog.not_ours": "the checkpoint is not one of that zone",
}
SECONDS = 20


class Trouble(Exception):
    """Something that whoever runs the witness must know; nothing was cosigned."""


class Home:
    """The witness's folder."""

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def signer(self):
        """Signs cosignatures. Raises :class:`Trouble` before ``init``."""
        try:
            text = (self.folder / "witness.key").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise Trouble("this witness has no key yet; run: witness init NAME") from None
        return ed25519.signer(ed25519.read_secret(text))

    def make_key(self, name: str) -> PublicKey:
        """Draw the key, once."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = ed25519.secret(name, os.urandom(32), COSIGNATURE)
        path = self.folder / "witness.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise Trouble(f"there is a key already: {path}") from None
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secret.text() + "\n")
            file.flush()
            os.fsync(file.fileno())
        return secret.public

    def logs(self) -> dict[str, dict]:
        """By origin: the log's key and the last checkpoint that was cosigned."""
        try:
            return json.loads((self.folder / "logs.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}

    def keep(self, logs: dict[str, dict]) -> None:
        """Have it on the disk before anything is given out."""
        waiting = self.folder / "logs.json.part"
        with waiting.open("w", encoding="utf-8") as file:
            json.dump(logs, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(self.folder / "logs.json")
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(handle)
        os.close(handle)


def read_request(data: bytes) -> tuple[int, list[bytes], bytes]:
    """``old N``, path lines, an empty line, the checkpoint (C2SP tlog-witness). Raises :class:`Trouble`."""
    head, gap, note = data.partition(b"\n\n")
    try:
        first, *lines = head.decode().split("\n")
        word, number = first.split(" ")
        old, path = int(number), [decode64(line) for line in lines]
    except (ValueError, UnicodeDecodeError) as error:
        raise Trouble(f"this is not what a log hands to a witness: {error}") from None
    if word != "old" or not gap or old < 0:
        raise Trouble("this is not what a log hands to a witness")
    return old, path, note


def cosign(home: Home, data: bytes) -> bytes:
    """Check and cosign what a log handed over; the cosigned checkpoint. Raises :class:`Trouble`."""
    old, path, note = read_request(data)
    signer, logs = home.signer, home.logs()
    try:
        origin = Checkpoint.parse(Note.parse(note).text).origin
        if origin not in logs:
            raise Trouble(f"the log {origin} is not known here; run: witness trust VKEY")
        last = Checkpoint.parse(logs[origin]["last"]) if logs[origin]["last"] else None
        if old != (last.size if last else 0):
            raise Trouble(f"the path begins at {old}; this witness last saw {last.size if last else 0}")
        made, kept = witnessing.witness(
            note,
            path,
            key=PublicKey.parse(logs[origin]["key"]),
            last=last,
            signer=signer,
            at=int(time.time()),
            verify=ed25519.verify,
        )
    except ProofError as error:
        raise Trouble(f"NOT cosigned: {error}") from None
    logs[origin]["last"] = kept.text()
    home.keep(logs)
    return made.encode()


def trust(home: Home, vkey: str) -> PublicKey:
    """Name a log. A log that is known keeps its key; a new one comes by ``follow``."""
    key, logs = PublicKey.parse(vkey), home.logs()
    if key.algorithm != ED25519:
        raise Trouble("this is a witness's key, not a log's")
    if key.name in logs and logs[key.name]["key"] != key.text():
        raise Trouble(
            f"{key.name} is known under another key; a new key is taken over with: witness follow FILE"
        )
    logs.setdefault(key.name, {"key": key.text(), "last": ""})
    home.keep(logs)
    return key


def follow(home: Home, data: bytes) -> PublicKey:
    """Take over a new key, if the announcements lead to it from the one that is known."""
    try:
        said = json.loads(data)
        announcements = [str(one).encode() for one in said["announcements"]]
        origin, wanted = str(said["origin"]), str(said["key"])
    except (ValueError, KeyError, TypeError):
        raise Trouble("this is not the list of keys of a log") from None
    logs = home.logs()
    if origin not in logs:
        raise Trouble(f"the log {origin} is not known here")
    known = PublicKey.parse(logs[origin]["key"])
    try:
        for start in range(len(announcements) + 1):
            found = _followed(known, announcements[start:])
            if found is not None and found.text() == wanted:
                logs[origin]["key"] = wanted
                home.keep(logs)
                return found
    except ProofError as error:
        raise Trouble(f"the announcements do not hold: {error}") from None
    raise Trouble("the announcements do not lead from the known key to that one")


def _followed(key: PublicKey, announcements: list[bytes]) -> PublicKey | None:
    try:
        return witnessing.follow(key, announcements, ed25519.verify)
    except NoteError as error:
        if error.code == "rotation_broken":
            return None
        raise


def pull(home: Home, address: str, out: Path | None) -> str:
    """Fetch from a zone's door, cosign, send the cosignature back (and keep a copy)."""
    door = address.rstrip("/")
    if urlsplit(door).scheme not in ("http", "https"):
        raise Trouble("the address must begin with http:// or https://")
    keys = json.loads(_fetch(f"{door}/keys"))
    logs = home.logs()
    known = logs.get(str(keys.get("origin")))
    if known is not None and known["key"] != keys.get("key"):
        follow(home, json.dumps(keys).encode())
    old = Checkpoint.parse(known["last"]).size if known and known["last"] else 0
    made = cosign(home, _fetch(f"{door}/since/{old}"))
    if out is not None:
        out.write_bytes(made)
    _fetch(f"{door}/cosignature", made)
    return Note.parse(made).text


def _fetch(address: str, data: bytes | None = None) -> bytes:
    request = Request(address, data=data, headers={"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310 - the scheme was checked
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            found = answer.read(MOST_BYTES + 1)
    except HTTPError as error:
        said = error.read(200).decode(errors="replace").strip().split("\n")[0]
        raise Trouble(f"{address}: {error.code} {REFUSED.get(said, said)}") from None
    except (URLError, OSError) as error:
        raise Trouble(f"{address}: {error}") from None
    if len(found) > MOST_BYTES:
        raise Trouble(f"{address}: more than {MOST_BYTES} bytes")
    return found


def main(argv: Sequence[str]) -> int:
    """One command; 0 when done, 1 when nothing was cosigned, 2 for a wrong call."""
    chosen = _parser().parse_args(argv)
    home = Home(Path(chosen.home))
    try:
        print(chosen.run(home, chosen))
    except (Trouble, ProofError, OSError) as error:
        print(f"witness: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="banshi witness", allow_abbrev=False)
    default = os.environ.get("BANSHI_WITNESS", str(Path.home() / ".banshi-witness"))
    known.add_argument("--home", default=default, help=f"the witness's folder ({default})")
    commands = known.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("init", help="make this witness's key")
    one.add_argument("name", help="such as banshi/witness-1")
    one.set_defaults(run=lambda home, chosen: home.make_key(chosen.name).text())
    one = commands.add_parser("trust", help="name a log by its public key")
    one.add_argument("vkey")
    one.set_defaults(
        run=lambda home, chosen: f"fingerprint, compare with paper: {trust(home, chosen.vkey).fingerprint()}"
    )
    one = commands.add_parser("pull", help="fetch from a zone's door, cosign, send back")
    one.add_argument("address", help="http(s)://host/proof/open/ZONE")
    one.add_argument("--out", type=Path, help="also keep the cosigned checkpoint in this file")
    one.set_defaults(run=lambda home, chosen: f"cosigned:\n{pull(home, chosen.address, chosen.out)}")
    one = commands.add_parser("cosign", help="cosign what a log handed over as a file")
    one.add_argument("file", type=Path)
    one.add_argument("out", type=Path)
    one.set_defaults(run=_cosign_file)
    one = commands.add_parser("follow", help="take over a log's new key")
    one.add_argument("file", type=Path)
    one.set_defaults(run=lambda home, chosen: follow(home, chosen.file.read_bytes()).text())
    one = commands.add_parser("list", help="logs seen, and this witness's key")
    one.set_defaults(run=_list)
    return known


def _cosign_file(home: Home, chosen: argparse.Namespace) -> str:
    made = cosign(home, chosen.file.read_bytes())
    chosen.out.write_bytes(made)
    return f"cosigned:\n{Note.parse(made).text}"


def _list(home: Home, chosen: argparse.Namespace) -> str:
    lines = [home.signer.key.text()]
    for origin, row in sorted(home.logs().items()):
        seen = Checkpoint.parse(row["last"]).size if row["last"] else 0
        lines.append(f"{origin}: {seen} entries seen, key {PublicKey.parse(row['key']).fingerprint()}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
