"""Benchmark of the proof engine, in CPU time of one process: no Django, no database.

    python bench/proof/run.py [--json]

Entries are canonical JSON of about 600 bytes. Each operation runs three times; the best and the middle
rate are printed (CPU seconds, so that other jobs on the machine count less). Making the input is not timed.
"""

import argparse
import hashlib
import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from banshi.kernel.proof import compact, ed25519, merkle, receipts, verify
from banshi.kernel.proof.chain import canonical
from banshi.kernel.proof.checking import check
from banshi.kernel.proof.checkpoints import Checkpoint, sign_checkpoint
from banshi.kernel.proof.walk import walk

ORIGIN, ENTRIES, BATCH, SAMPLE = "banshi/bench", 100_000, 512, 2_000
SIGNER = ed25519.signer(ed25519.secret(ORIGIN, bytes(range(32))))


def bodies() -> list[bytes]:
    """Entries as long as those of the history."""
    rest = {
        "kind": "matter.leg_ended",
        "actor": "0190a6e6-0000-7000-8000-000000000001",
        "data": {"text": "办" * 130},
    }
    return [
        canonical({"v": 1, "n": n, "prev": hashlib.sha256(b"%d" % n).hexdigest(), **rest})
        for n in range(ENTRIES)
    ]


def rate(count: int, work: Callable[[], object]) -> dict[str, float]:
    """Operations per CPU second: best and middle of three runs."""
    rates = []
    for _ in range(3):
        begun = process_time()
        work()
        rates.append(count / (process_time() - begun))
    return {"best": round(max(rates)), "median": round(median(rates))}


def append(suite: int, entries: list[bytes]) -> None:
    """Hash every entry, append in batches, sign a checkpoint after each: the sequencer without its database."""
    frontier = merkle.Frontier(suite)
    for at in range(0, len(entries), BATCH):
        frontier, _ = frontier.extend([merkle.leaf_hash(one, suite) for one in entries[at : at + BATCH]])
        sign_checkpoint(Checkpoint.of(ORIGIN, frontier.size, frontier.root(), suite), SIGNER)


def main() -> None:
    """Run all operations and print them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    entries = bodies()
    leaves = [merkle.leaf_hash(one) for one in entries]
    frontier, nodes = merkle.Frontier().extend(leaves)
    node = merkle.lookup_of(leaves, nodes)
    head = sign_checkpoint(Checkpoint.of(ORIGIN, ENTRIES, frontier.root()), SIGNER)
    places = [n * 7919 % ENTRIES for n in range(SAMPLE)]
    heads = {size: merkle.root_at(size, node) for size in range(BATCH, ENTRIES, BATCH)}

    def receipt(index: int) -> receipts.Receipt:
        path = tuple(merkle.inclusion_path(index, ENTRIES, node))
        return receipts.Receipt(1, leaves[index], index, path, head, entries[index], SIGNER.key)

    made = [receipt(place) for place in places]
    files, key = [receipts.encode(one) for one in made], SIGNER.key.text()
    signatures = [(b"%d" % n, SIGNER.sign(b"%d" % n)) for n in range(200)]
    operations: dict[str, dict[str, float]] = {
        "hash, append, checkpoint per 512 (SHA-256), entries/s": rate(ENTRIES, lambda: append(1, entries)),
        "hash, append, checkpoint per 512 (SM3), entries/s": rate(ENTRIES, lambda: append(2, entries)),
        "walk of the whole log with re-hashing, entries/s": rate(
            ENTRIES,
            lambda: walk(((n, merkle.leaf_hash(one)) for n, one in enumerate(entries)), heads, stored=node),
        ),
        "inclusion path, paths/s": rate(
            SAMPLE, lambda: [merkle.inclusion_path(n, ENTRIES, node) for n in places]
        ),
        "consistency path, paths/s": rate(
            SAMPLE, lambda: [merkle.consistency_path(n + 1, ENTRIES, node) for n in places]
        ),
        "receipt written as JSON, receipts/s": rate(SAMPLE, lambda: [receipts.encode(one) for one in made]),
        "receipt written as compact text, receipts/s": rate(
            SAMPLE, lambda: [compact.encode(one) for one in made]
        ),
        "receipt read and checked (kernel), receipts/s": rate(
            SAMPLE, lambda: [check(receipts.decode(one), [SIGNER.key], ed25519.verify) for one in files]
        ),
        "receipt checked (verify.py, own Ed25519), receipts/s": rate(
            200, lambda: [verify.examine(one, [key]) for one in files[:200]]
        ),
        "Ed25519 verification (verify.py), signatures/s": rate(
            200,
            lambda: [verify.ed25519(SIGNER.key.material, message, signed) for message, signed in signatures],
        ),
        "SM3 of 600 bytes (verify.py), hashes/s": rate(
            500, lambda: [verify.sm3(one) for one in entries[:500]]
        ),
    }
    sizes = {
        "entry": len(entries[-1]),
        "receipt as JSON": len(files[0]),
        "receipt as compact text": len(compact.encode(made[0])),
        "hashes in the path": len(made[0].path),
    }
    result = {
        "python": platform.python_version(),
        "entries": ENTRIES,
        "per_cpu_second": operations,
        "bytes": sizes,
    }
    if given.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    for name, found in operations.items():
        print(f"{name:58} best {found['best']:>9,} median {found['median']:>9,}")
    print(sizes)


if __name__ == "__main__":
    main()
