"""The tree against RFC 6962's own recursive definition, the eight well-known leaves of Certificate Transparency, and tampering."""

import random
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.merkle import tree
from sembilan.merkle.errors import ConsistencyRefused, FrontierMalformed, HashLengthWrong, InclusionRefused, IndexOutsideTree

# Leaves, roots and proofs that the Certificate Transparency implementations have checked each other with since 2012.
CT_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
G = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
CT_INCLUSION = [(0, 8, [A, B, C]), (5, 8, [D, E, CT_ROOTS[3]]), (2, 3, [CT_ROOTS[1]]), (1, 5, [CT_ROOTS[0], B, D])]
CT_CONSISTENCY = [(1, 8, [A, B, C]), (6, 8, [F, E, CT_ROOTS[3]]), (2, 5, [B, D]), (6, 7, [F, G, CT_ROOTS[3]])]

LARGEST = 257
HASHES = [tree.leaf_hash(n.to_bytes(4, "big")) for n in range(LARGEST)]


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def naive_root(leaves):
    """MTH as RFC 6962 2.1 defines it; remembered by its leaves, because 257 trees share their parts."""
    return naive_range(tuple(leaves)) if leaves else tree.EMPTY_ROOT


@cache
def naive_range(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return tree.node_hash(naive_range(leaves[:k]), naive_range(leaves[k:]))


def naive_path(m, leaves):
    """PATH(m, D[n]) of RFC 6962 2.1.1."""
    n = len(leaves)
    if n == 1:
        return []
    k = split(n)
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m, leaves, whole):
    """SUBPROOF(m, D[n], b) of RFC 6962 2.1.2."""
    n = len(leaves)
    if m == n:
        return [] if whole else [naive_root(leaves)]
    k = split(n)
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def unhex(hashes):
    return [bytes.fromhex(text) for text in hashes]


def test_hashes_of_leaf_and_node_are_those_of_rfc_6962():
    assert tree.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree.leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert tree.node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


def test_the_eight_well_known_leaves_give_the_well_known_roots():
    leaves = [tree.leaf_hash(content) for content in CT_LEAVES]
    frontier, grown = tree.Frontier(), tree.Tree()
    assert tree.root([]) == frontier.root() == grown.root() == tree.EMPTY_ROOT
    for n, expected in enumerate(CT_ROOTS, start=1):
        assert frontier.append(leaves[n - 1]) == grown.append(leaves[n - 1]) == n - 1
        assert tree.root(leaves[:n]).hex() == frontier.root().hex() == grown.root().hex() == expected


@pytest.mark.parametrize(("index", "size", "proof"), CT_INCLUSION)
def test_the_well_known_inclusion_proofs_are_made_and_verified(index, size, proof):
    leaves = [tree.leaf_hash(content) for content in CT_LEAVES[:size]]
    assert tree.inclusion_proof(leaves, index) == unhex(proof)
    tree.verify_inclusion(leaves[index], unhex(proof), index=index, size=size, root=bytes.fromhex(CT_ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "size", "proof"), CT_CONSISTENCY)
def test_the_well_known_consistency_proofs_are_made_and_verified(old, size, proof):
    leaves = [tree.leaf_hash(content) for content in CT_LEAVES[:size]]
    roots = unhex(CT_ROOTS)
    assert tree.consistency_proof(leaves, old) == unhex(proof)
    tree.verify_consistency(unhex(proof), old=old, size=size, old_root=roots[old - 1], root=roots[size - 1])


def test_every_size_up_to_257_has_the_root_of_the_recursive_definition():
    grown, frontier = tree.Tree(HASHES), tree.Frontier()
    for n in range(1, LARGEST + 1):
        frontier.append(HASHES[n - 1])
        assert frontier.root() == grown.root(n) == naive_root(HASHES[:n])


def test_every_inclusion_proof_up_to_257_leaves_verifies_and_sampled_ones_equal_the_definition():
    grown = tree.Tree(HASHES)
    for n in range(1, LARGEST + 1):
        root = grown.root(n)
        for index in range(n):
            proof = grown.inclusion_proof(index, n)
            tree.verify_inclusion(HASHES[index], proof, index=index, size=n, root=root)
            if index in (0, n // 3, n - 1):
                assert proof == naive_path(index, HASHES[:n])


def test_every_consistency_proof_up_to_257_leaves_verifies_and_sampled_ones_equal_the_definition():
    grown = tree.Tree(HASHES)
    roots = [grown.root(n) for n in range(LARGEST + 1)]
    for n in range(1, LARGEST + 1):
        for old in range(n + 1):
            proof = grown.consistency_proof(old, n)
            tree.verify_consistency(proof, old=old, size=n, old_root=roots[old], root=roots[n])
            if old in (1, n // 3 + 1, n - 1) and 0 < old < n:
                assert proof == naive_subproof(old, HASHES[:n], True)


def tampered(proof, rng):
    """Every way to spoil a list of hashes: a bit flipped, one left out, one too many in front or behind, two exchanged."""
    stray = rng.randbytes(32)
    yield [*proof, stray]
    yield [stray, *proof]
    for at in range(len(proof)):
        bit = 1 << rng.randrange(8)
        yield [*proof[:at], bytes([proof[at][0] ^ bit]) + proof[at][1:], *proof[at + 1 :]]
        yield proof[:at] + proof[at + 1 :]
    if len(proof) > 1:
        yield [proof[1], proof[0], *proof[2:]]


def is_refused(verify, *proof, **facts):
    try:
        verify(*proof, **facts)
    except (InclusionRefused, ConsistencyRefused):
        return True
    return False


def test_a_tampered_inclusion_proof_is_refused():
    rng, grown = random.Random(6962), tree.Tree(HASHES)
    for n in (1, 2, 3, 7, 8, 9, 64, 100, 256, 257):
        for index in sorted({0, 1 % n, n // 2, n - 1}):
            leaf, proof = HASHES[index], grown.inclusion_proof(index, n)
            facts = {"index": index, "size": n, "root": grown.root(n)}
            for spoilt in tampered(proof, rng):
                assert is_refused(tree.verify_inclusion, leaf, spoilt, **facts)
            for other in (index + 1, index - 1, index ^ 2):
                assert is_refused(tree.verify_inclusion, leaf, proof, **facts | {"index": other})
            assert is_refused(tree.verify_inclusion, leaf, proof, **facts | {"root": tree.EMPTY_ROOT})
            assert is_refused(tree.verify_inclusion, HASHES[index - 1], proof, **facts)


def test_a_tampered_consistency_proof_is_refused():
    rng, grown = random.Random(9162), tree.Tree(HASHES)
    for n in (2, 3, 7, 8, 9, 64, 100, 256, 257):
        for old in sorted({1, n // 2, n - 1}):
            was, now, proof = grown.root(old), grown.root(n), grown.consistency_proof(old, n)
            facts = {"old": old, "size": n, "old_root": was, "root": now}
            for spoilt in [*tampered(proof, rng), []]:
                assert is_refused(tree.verify_consistency, spoilt, **facts)
            assert is_refused(tree.verify_consistency, proof, **facts | {"old_root": now, "root": was})
            assert is_refused(tree.verify_consistency, proof, **facts | {"old": n, "size": old})


def test_a_log_that_rewrote_one_leaf_cannot_prove_that_it_only_appended():
    honest = tree.Tree(HASHES[:100])
    rewritten = tree.Tree([*HASHES[:41], tree.leaf_hash(b"another story"), *HASHES[42:150]])
    proof = rewritten.consistency_proof(100)
    with pytest.raises(ConsistencyRefused, match="another root for the first 100 leaves"):
        tree.verify_consistency(proof, old=100, size=150, old_root=honest.root(), root=rewritten.root())


def test_trees_of_equal_size_or_an_empty_old_tree_need_no_proof_but_right_roots():
    grown = tree.Tree(HASHES[:5])
    tree.verify_consistency([], old=5, size=5, old_root=grown.root(), root=grown.root())
    tree.verify_consistency([], old=0, size=5, old_root=tree.EMPTY_ROOT, root=grown.root())
    with pytest.raises(ConsistencyRefused, match="was changed"):
        tree.verify_consistency([], old=5, size=5, old_root=HASHES[0], root=grown.root())
    with pytest.raises(ConsistencyRefused, match="said to be empty"):
        tree.verify_consistency([], old=0, size=5, old_root=HASHES[0], root=grown.root())
    with pytest.raises(ConsistencyRefused, match="nothing has to be proved"):
        tree.verify_consistency([HASHES[0]], old=5, size=5, old_root=grown.root(), root=grown.root())


@given(st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_a_frontier_stored_and_read_back_goes_on_as_if_it_had_never_stopped(first, last):
    first, last = sorted((first, last))
    frontier = tree.Frontier()
    frontier.extend(HASHES[:first])
    resumed = tree.Frontier.from_bytes(frontier.to_bytes())
    assert (len(resumed), resumed.peaks, resumed.root()) == (first, frontier.peaks, frontier.root())
    resumed.extend(HASHES[first:last])
    assert resumed.root() == tree.Tree(HASHES).root(last)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_frontier_are_refused_or_round_trip(stored):
    with suppress(FrontierMalformed):
        assert tree.Frontier.from_bytes(stored).to_bytes() == stored


def test_what_does_not_exist_in_the_tree_is_refused():
    grown = tree.Tree(HASHES[:5])
    for wrong in (
        lambda: grown.inclusion_proof(5),
        lambda: grown.inclusion_proof(-1),
        lambda: grown.inclusion_proof(0, 6),
        lambda: grown.consistency_proof(6),
        lambda: grown.consistency_proof(4, 3),
        lambda: grown.root(6),
    ):
        with pytest.raises(IndexOutsideTree):
            wrong()
    with pytest.raises(HashLengthWrong, match="31 bytes instead of 32"):
        tree.Frontier().append(HASHES[0][:31])
    with pytest.raises(HashLengthWrong):
        tree.verify_inclusion(HASHES[0], [b"short"], index=0, size=2, root=HASHES[1])


def test_a_refusal_says_whether_the_proof_was_too_long_too_short_or_led_elsewhere():
    grown = tree.Tree(HASHES[:11])
    inclusion, consistency = grown.inclusion_proof(4), grown.consistency_proof(6)
    place = {"index": 4, "size": 11, "root": grown.root()}
    growth = {"old": 6, "size": 11, "old_root": grown.root(6), "root": grown.root()}
    with pytest.raises(InclusionRefused, match="more than leaf 4 of 11 needs"):
        tree.verify_inclusion(HASHES[4], [*inclusion, HASHES[0]], **place)
    with pytest.raises(InclusionRefused, match="fewer than leaf 4 of 11 needs"):
        tree.verify_inclusion(HASHES[4], inclusion[:-1], **place)
    with pytest.raises(InclusionRefused, match="leads to the root"):
        tree.verify_inclusion(HASHES[5], inclusion, **place)
    with pytest.raises(ConsistencyRefused, match="too many hashes"):
        tree.verify_consistency([*consistency, HASHES[0]], **growth)
    with pytest.raises(ConsistencyRefused, match="too few hashes"):
        tree.verify_consistency(consistency[:-1], **growth)
    with pytest.raises(ConsistencyRefused, match="another root for 11 leaves"):
        tree.verify_consistency(consistency, **growth | {"root": HASHES[0]})
