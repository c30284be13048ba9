"""The tree against published vectors, against the text of the RFC and against itself."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.proof import chain, merkle
from banshi.kernel.proof.errors import PathError, ProofError, TreeError

# The eight leaves and the roots of sizes 1 to 8 that the Certificate Transparency implementations share.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): "96a296d2 5f083f0a 6b47aaf2",
    (5, 8): "bc1a0643 ca854ea1 d37ee418",
    (2, 3): "fac54203",
    (1, 5): "6e340b9c 5f083f0a bc1a0643",
}
CONSISTENCY = {
    (1, 8): "96a296d2 5f083f0a 6b47aaf2",
    (6, 8): "0ebc5d34 ca854ea1 d37ee418",
    (2, 5): "5f083f0a bc1a0643",
    (6, 7): "0ebc5d34 b08693ec d37ee418",
    (1, 1): "",
}
LEAVES = [merkle.leaf_hash(bytes.fromhex(one)) for one in INPUTS]


def tree(leaves, suite=1):
    frontier, nodes = merkle.Frontier(suite).extend(leaves)
    return frontier, merkle.lookup_of(leaves, nodes)


def many(count):
    return [hashlib.sha256(n.to_bytes(4, "big")).digest() for n in range(count)]


EVERY = many(2000)
WHOLE, NODE = tree(EVERY)


def by_the_book(leaves):
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle.node_hash(by_the_book(leaves[:k]), by_the_book(leaves[k:]))


def short(path):
    return " ".join(one.hex()[:8] for one in path)


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size):
    assert tree(LEAVES[:size])[0].root().hex() == ROOTS[size - 1]


def test_the_empty_tree():
    assert (
        merkle.Frontier().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert merkle.Frontier().root() == merkle.empty_root()


@pytest.mark.parametrize(("place", "expected"), INCLUSION.items())
def test_published_inclusion_paths(place, expected):
    index, size = place
    path = merkle.inclusion_path(index, size, tree(LEAVES)[1])
    assert short(path) == expected
    merkle.verify_inclusion(LEAVES[index], index, size, path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("sizes", "expected"), CONSISTENCY.items())
def test_published_consistency_paths(sizes, expected):
    old, new = sizes
    path = merkle.consistency_path(old, new, tree(LEAVES)[1])
    assert short(path) == expected
    merkle.verify_consistency(old, new, path, *(bytes.fromhex(ROOTS[one - 1]) for one in sizes))


def test_leaves_are_those_of_the_chain():
    assert merkle.leaf_hash(b"entry").hex() == chain.leaf_hash(b"entry")
    assert merkle.leaf_hash(b"entry", 2).hex() == chain.leaf_hash(b"entry", 2)


def test_frozen_answers_of_an_independent_library():
    """All roots and inclusion paths up to 64 leaves, as pymerkle 7.0.0 gave them (SHA-256 over them in order)."""
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(64)]
    _, node = tree(leaves)
    seen = hashlib.sha256()
    for size in range(1, 65):
        seen.update(merkle.root_at(size, node))
        for index in range(size):
            seen.update(b"".join(merkle.inclusion_path(index, size, node)))
    assert seen.hexdigest() == "4b5159287992c250dc0574b2f36052212eee8060b61cba624038557bdfa726e1"


def test_against_an_independent_library():
    pymerkle = pytest.importorskip("pymerkle", reason="a GPL package, installed by hand where wanted")
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    leaves = []
    for n in range(40):
        oracle.append_entry(bytes([n]))
        leaves.append(merkle.leaf_hash(bytes([n])))
    _, node = tree(leaves)
    for size in range(1, 41):
        assert oracle.get_root(size) == merkle.root_at(size, node)
        for index in range(size):
            theirs = oracle.prove_inclusion(index + 1, size).serialize()["path"]
            ours = [one.hex() for one in merkle.inclusion_path(index, size, node)]
            assert theirs == [leaves[index].hex(), *ours]
        for old in range(1, size + 1):
            ours = merkle.consistency_path(old, size, node)
            merkle.verify_consistency(old, size, ours, oracle.get_root(old), oracle.get_root(size))
            theirs = oracle.prove_consistency(old, size)
            pymerkle.verify_consistency(merkle.root_at(old, node), merkle.root_at(size, node), theirs)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 2000), st.data())
def test_one_by_one_equals_bulk_and_resumes_from_storage(size, data):
    cut = data.draw(st.integers(0, size))
    frontier, first = merkle.Frontier().extend(EVERY[:cut])
    resumed, second = merkle.Frontier.load(frontier.dump()).extend(EVERY[cut:size])
    bulk, nodes = merkle.Frontier().extend(EVERY[:size])
    assert resumed == bulk
    assert first + second == nodes
    assert merkle.Frontier.at(size, NODE) == bulk
    assert bulk.root() == by_the_book(EVERY[:size]) == merkle.root_at(size, NODE)
    step = merkle.Frontier.at(cut, NODE)
    for leaf in EVERY[cut : min(size, cut + 40)]:
        step, _ = step.extend([leaf])
    assert step == merkle.Frontier.at(min(size, cut + 40), NODE)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 2000), st.data())
def test_every_inclusion_proof_holds_and_no_other(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(index, size, NODE)
    root = merkle.root_at(size, NODE)
    merkle.verify_inclusion(EVERY[index], index, size, path, root)
    hashes = [EVERY[index], root, *path]
    at = data.draw(st.integers(0, len(hashes) - 1))
    changed = [flip(one, data) if n == at else one for n, one in enumerate(hashes)]
    if size > 1 or at != 1:
        with pytest.raises(PathError):
            merkle.verify_inclusion(changed[0], index, size, changed[2:], changed[1])
    for wrong in {index + 1, index - 1, index ^ 2, index // 2} - {index}:
        with pytest.raises(ProofError):
            merkle.verify_inclusion(EVERY[index], wrong, size, path, root)
    for other in ([*path, root], [root, *path], path[:-1]):
        if other != path:
            with pytest.raises(PathError):
                merkle.verify_inclusion(EVERY[index], index, size, other, root)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 2000), st.data())
def test_every_consistency_proof_holds_and_no_other(new, data):
    old = data.draw(st.integers(1, new))
    path = merkle.consistency_path(old, new, NODE)
    roots = [merkle.root_at(old, NODE), merkle.root_at(new, NODE)]
    merkle.verify_consistency(old, new, path, *roots)
    hashes = [*roots, *path]
    at = data.draw(st.integers(0, len(hashes) - 1))
    hashes[at] = flip(hashes[at], data)
    with pytest.raises(PathError):
        merkle.verify_consistency(old, new, hashes[2:], *hashes[:2])
    for other in ([*path, roots[1]], [roots[0], *path], path[:-1]):
        if other != path:
            with pytest.raises(PathError):
                merkle.verify_consistency(old, new, other, *roots)


def flip(value, data):
    bit = data.draw(st.integers(0, 255))
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(32, "big")


def test_needed_names_the_nodes_of_one_query():
    asked = merkle.needed(lambda node: merkle.inclusion_path(5, 1000, node))
    table = {place: NODE(*place) for place in asked}
    path = merkle.inclusion_path(5, 1000, lambda level, position: table[level, position])
    assert path == merkle.inclusion_path(5, 1000, NODE)
    assert len(asked) == len(set(asked)) <= 20


def test_only_complete_nodes_are_stored():
    _, nodes = merkle.Frontier().extend(EVERY[:1000])
    assert len(nodes) == sum(1000 >> level for level in range(1, 11))
    assert all(node.position + 1 << node.level <= 1000 for node in nodes)


def test_suites_give_other_trees_and_do_not_mix():
    sha, _ = tree(EVERY[:5])
    sm, node = tree(EVERY[:5], 2)
    assert sha.root() != sm.root()
    assert merkle.Frontier.load(sm.dump()).suite == 2
    path = merkle.inclusion_path(3, 5, node, 2)
    merkle.verify_inclusion(EVERY[3], 3, 5, path, sm.root(), 2)
    with pytest.raises(PathError):
        merkle.verify_inclusion(EVERY[3], 3, 5, path, sm.root(), 1)


def test_sm3_without_openssl(monkeypatch):
    expected = merkle.node_hash(EVERY[0], EVERY[1], 2)
    real = hashlib.new

    def without(name, *rest, **more):
        if name == "sm3":
            raise ValueError("unsupported hash type sm3")
        return real(name, *rest, **more)

    monkeypatch.setattr(hashlib, "new", without)
    assert merkle.node_hash(EVERY[0], EVERY[1], 2) == expected


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: merkle.digest(3), "suite_unknown"),
        (lambda: merkle.Frontier(9), "suite_unknown"),
        (lambda: merkle.Frontier(1, 3, (EVERY[0],)), "frontier_broken"),
        (lambda: merkle.Frontier(1, 1, (b"short",)), "hash_length"),
        (lambda: merkle.Frontier(1, -1), "size_impossible"),
        (lambda: merkle.Frontier.load(b"\x01"), "frontier_broken"),
        (lambda: merkle.Frontier.load(WHOLE.dump()[:-1]), "frontier_broken"),
        (lambda: merkle.Frontier.load(WHOLE.dump()[:-32]), "frontier_broken"),
        (lambda: merkle.Frontier().extend([b"short"]), "hash_length"),
        (lambda: merkle.inclusion_path(3, 3, NODE), "index_outside"),
        (lambda: merkle.consistency_path(4, 3, NODE), "size_impossible"),
        (lambda: merkle.verify_consistency(4, 3, [], EVERY[0], EVERY[1]), "size_impossible"),
        (lambda: merkle.lookup_of([], [])(0, 0), "node_missing"),
        (lambda: merkle.lookup_of([], [])(2, 7), "node_missing"),
    ],
)
def test_impossible_trees_are_refused(call, code):
    with pytest.raises(TreeError) as caught:
        call()
    assert caught.value.code == code


def test_consistency_from_nothing_and_to_itself():
    merkle.verify_consistency(0, 5, [], merkle.empty_root(), merkle.root_at(5, NODE))
    merkle.verify_consistency(5, 5, [], merkle.root_at(5, NODE), merkle.root_at(5, NODE))
    for old_root, path in ((EVERY[0], []), (merkle.empty_root(), [EVERY[0]])):
        with pytest.raises(PathError):
            merkle.verify_consistency(0, 5, path, old_root, merkle.root_at(5, NODE))
    with pytest.raises(PathError):
        merkle.verify_consistency(5, 5, [], merkle.root_at(5, NODE), EVERY[0])
