"""Signed notes and checkpoints: the published vector of the Go note package, round trips, and everything that must be refused."""

from base64 import b64decode, b64encode
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.merkle.checkpoint import Checkpoint, sign_checkpoint, verify_checkpoint
from sembilan.merkle.errors import (
    CheckpointMalformed,
    KeyMalformed,
    MerkleError,
    NoteMalformed,
    NoteUnsigned,
    OriginUnexpected,
    SignatureInvalid,
)
from sembilan.merkle.note import SigningKey, VerifierKey, sign_note, verify_note
from sembilan.merkle.tree import EMPTY_ROOT, leaf_hash

# The example of golang.org/x/mod/sumdb/note, the format's first implementation.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = (
    GO_TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

ORIGIN = "sembilan.example/log"
KEY = SigningKey(ORIGIN, bytes(range(32)))
OTHER = SigningKey(ORIGIN, bytes(32))
WITNESS = SigningKey("witness.example/one", bytes([7]) * 32)
ROOT = leaf_hash(b"one leaf")
NOTE = sign_checkpoint(KEY, ORIGIN, 20_852_163, ROOT)


def test_the_published_note_is_signed_byte_for_byte_and_verified():
    key = SigningKey.from_text(GO_PRIVATE)
    assert sign_note(GO_TEXT, [key]) == GO_NOTE
    assert verify_note(GO_NOTE, [VerifierKey.from_text(GO_PUBLIC)]).text == GO_TEXT
    assert (key.to_text(), key.verifier.to_text()) == (GO_PRIVATE, GO_PUBLIC)


def test_a_checkpoint_comes_back_as_it_was_signed():
    assert NOTE.startswith(f"{ORIGIN}\n20852163\n")
    assert f"\n\n— {ORIGIN} " in NOTE
    assert verify_checkpoint(NOTE, [KEY.verifier], origin=ORIGIN) == Checkpoint(ORIGIN, 20_852_163, ROOT)


@given(st.integers(1, 2**64 - 1), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_any_size_and_root_survive_the_round_trip(size, root, seed):
    key = SigningKey(ORIGIN, seed)
    assert verify_checkpoint(sign_checkpoint(key, ORIGIN, size, root), [key.verifier], origin=ORIGIN).root == root
    assert SigningKey.from_text(key.to_text()) == key
    assert VerifierKey.from_text(key.verifier.to_text()) == key.verifier


@pytest.mark.parametrize(("old", "new"), [("20852163", "20852164"), (ORIGIN + "\n", ORIGIN + "x\n")])
def test_a_changed_text_is_refused(old, new):
    with pytest.raises(SignatureInvalid, match="does not match the text"):
        verify_checkpoint(NOTE.replace(old, new, 1), [KEY.verifier], origin=ORIGIN)


def test_every_flipped_bit_of_the_signature_is_refused():
    head, encoded = NOTE.rstrip("\n").rsplit(" ", 1)
    blob = b64decode(encoded)
    for bit in range(32, len(blob) * 8, 37):
        spoilt = bytearray(blob)
        spoilt[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(SignatureInvalid):
            verify_note(f"{head} {b64encode(bytes(spoilt)).decode()}\n", [KEY.verifier])


def test_a_key_of_the_same_name_is_not_enough():
    with pytest.raises(NoteUnsigned, match="by none of the keys trusted here"):
        verify_checkpoint(NOTE, [OTHER.verifier], origin=ORIGIN)
    with pytest.raises(NoteUnsigned):
        verify_checkpoint(NOTE, [], origin=ORIGIN)


def test_signatures_of_strangers_are_passed_over_and_those_of_all_trusted_keys_are_named():
    note = sign_note(Checkpoint(ORIGIN, 5, ROOT).to_text(), [WITNESS, KEY])
    assert verify_note(note, [KEY.verifier]).signers == (KEY.verifier,)
    assert verify_note(note, [KEY.verifier, WITNESS.verifier]).signers == (WITNESS.verifier, KEY.verifier)


def test_one_wrong_signature_of_a_trusted_key_spoils_the_note_although_another_holds():
    genuine, foreign = sign_note("a text\n", [KEY]), sign_note("another text\n", [WITNESS])
    mixed = genuine + foreign.split("\n\n", 1)[1]
    assert verify_note(mixed, [KEY.verifier]).text == "a text\n"
    with pytest.raises(SignatureInvalid, match="witness"):
        verify_note(mixed, [KEY.verifier, WITNESS.verifier])


def test_a_checkpoint_of_another_log_is_refused_even_under_a_trusted_key():
    note = sign_checkpoint(KEY, "sembilan.example/other", 5, ROOT)
    with pytest.raises(OriginUnexpected, match=r"of sembilan\.example/other, not of sembilan\.example/log"):
        verify_checkpoint(note, [KEY.verifier], origin=ORIGIN)


def test_extension_lines_are_kept():
    checkpoint = Checkpoint(ORIGIN, 5, ROOT, ("a line", "another"))
    assert verify_checkpoint(sign_note(checkpoint.to_text(), [KEY]), [KEY.verifier], origin=ORIGIN) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n5\n",
        f"{ORIGIN}\n05\n{'A' * 43}=\n",
        f"{ORIGIN}\n+5\n{'A' * 43}=\n",
        f"{ORIGIN}\n\u0665\n{'A' * 43}=\n",
        f"{ORIGIN}\n5\n{'A' * 42}B=\n",
        f"{ORIGIN}\n5\n{'A' * 40}\n",
        f"{ORIGIN}\n99999999999999999999\n{'A' * 43}=\n",
        f"\n5\n{'A' * 43}=\n",
        f"{ORIGIN}\n5\n{'A' * 43}=\n\nx\n",
        f"{ORIGIN}\n0\n{'A' * 43}=\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(CheckpointMalformed):
        verify_checkpoint(sign_note(text, [KEY]), [KEY.verifier], origin=ORIGIN)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("sembilan", "sembi\ud800lan"),
        NOTE + f"— {ORIGIN} AAAA\n",
        NOTE + f"— {ORIGIN} not base64\n",
        NOTE + "— a+b AAAAAAAA\n",
        NOTE + f"— {ORIGIN} AAAAAAB=\n",
        NOTE + f"— {ORIGIN} AAAAAAAA\n" * 64,
    ],
)
def test_a_malformed_note_is_refused(note):
    with pytest.raises(NoteMalformed):
        verify_note(note, [KEY.verifier])


@given(st.text(max_size=300) | st.text("— \nAb+=/", max_size=80).map(lambda tail: NOTE + tail))
def test_any_text_whatever_gives_the_signed_text_or_a_named_error(note):
    with suppress(MerkleError):
        assert verify_note(note, [KEY.verifier]).text + "\n" == NOTE[: NOTE.index("—")]


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+c74f20a3",
        "Peter Neumann" + GO_PUBLIC[12:],
        GO_PUBLIC.replace("c74f20a3", "c74f20a4"),
        GO_PUBLIC.replace("+AR", "+BB"),
        GO_PUBLIC[:-4],
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_malformed_key_is_refused(text):
    with pytest.raises(KeyMalformed):
        VerifierKey.from_text(text)


def test_a_signing_key_never_shows_its_secret():
    assert "seed" not in repr(KEY)
    with pytest.raises(KeyMalformed) as refusal:
        SigningKey.from_text(GO_PRIVATE.replace("c74f20a3", "c74f20a4"))
    assert "AYEKFALVFGy" not in str(refusal.value)


def test_the_checkpoint_of_an_empty_log_has_the_empty_root():
    assert verify_checkpoint(sign_checkpoint(KEY, ORIGIN, 0, EMPTY_ROOT), [KEY.verifier], origin=ORIGIN).size == 0
