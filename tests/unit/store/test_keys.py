"""Signing keys: made once, kept from others, changed without losing trust in the old ones."""

import hashlib
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from entrepot.kernel.errors import InputError, OutsideError
from entrepot.store.keys import read_foreign, rotate, signing_key, trusted_keys


def test_a_signature_fits_the_trusted_key_and_no_other_message(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    trusted = trusted_keys(tmp_path)[key.key_id]
    signature = key.sign(b"said")

    assert trusted.check(signature, b"said")
    assert not trusted.check(signature, b"sai")
    assert not trusted.check(bytes(64), b"said")


def test_the_key_is_named_by_its_hash(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    raw = load_pem_public_key(trusted_keys(tmp_path)[key.key_id].pem.encode()).public_bytes_raw()

    assert key.key_id == hashlib.sha256(raw).hexdigest()[:16]


def test_only_its_owner_may_read_the_private_key(tmp_path: Path) -> None:
    signing_key(tmp_path)
    (private,) = (tmp_path / "keys").glob("*.key")

    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(private.parent.stat().st_mode) == 0o700


def test_the_key_stays_the_same_until_it_is_changed(tmp_path: Path) -> None:
    first = signing_key(tmp_path).key_id
    again = signing_key(tmp_path).key_id
    second = rotate(tmp_path).key_id

    assert again == first != second
    assert signing_key(tmp_path).key_id == second
    assert list(trusted_keys(tmp_path)) == [first, second]


def test_a_key_taken_away_is_no_longer_trusted(tmp_path: Path) -> None:
    first = signing_key(tmp_path).key_id
    second = rotate(tmp_path).key_id
    next((tmp_path / "keys").glob("0001-*.pub")).unlink()

    assert first not in trusted_keys(tmp_path)
    assert list(trusted_keys(tmp_path)) == [second]


def test_to_trust_makes_no_key(tmp_path: Path) -> None:
    assert trusted_keys(tmp_path) == {}
    assert not (tmp_path / "keys").exists()


def test_processes_that_need_a_key_at_once_make_one(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from entrepot.store.keys import signing_key; "
        "print(signing_key(pathlib.Path(sys.argv[1])).key_id)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = {process.communicate()[0].strip() for process in running}

    assert told == set(trusted_keys(tmp_path))
    assert len(told) == 1


def test_what_a_killed_process_left_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/0001-00.key.partial").write_text("half")
    key = signing_key(tmp_path)

    assert list(trusted_keys(tmp_path)) == [key.key_id]


@pytest.mark.parametrize("content", ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_broken_key_is_told(tmp_path: Path, content: str) -> None:
    signing_key(tmp_path)
    next((tmp_path / "keys").glob("*.key")).write_text(content)

    with pytest.raises(OutsideError, match=r"keys\.unusable"):
        signing_key(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")

    with pytest.raises(OutsideError, match=r"keys\.unusable"):
        signing_key(tmp_path)


def test_another_houses_key_is_read_from_its_file(tmp_path: Path) -> None:
    theirs = trusted_keys(tmp_path) or {signing_key(tmp_path).key_id: None}
    pem = trusted_keys(tmp_path)[next(iter(theirs))].pem
    file = tmp_path / "their.pem"
    file.write_text(pem)

    assert read_foreign(file).key_id in theirs


@pytest.mark.parametrize("kind", ["none", "text", "curve"])
def test_a_file_without_an_ed25519_key_is_told(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "key.pem"
    if kind == "text":
        file.write_text("a key")
    elif kind == "curve":
        other = generate_private_key(SECP256R1()).public_key()
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        file.write_bytes(other.public_bytes(serialization.Encoding.PEM, form))

    with pytest.raises(InputError, match=r"keys\.foreign"):
        read_foreign(file)
