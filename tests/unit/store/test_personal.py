"""Ids of persons: found by a keyed hash, opened by the key that sealed them and no other."""

import stat
from pathlib import Path

import pytest

from entrepot.kernel.errors import OutsideError
from entrepot.store.personal import KEY_BYTES, personal_keys

FOLDER = "keys"


def read(home: Path):
    personal_keys.cache_clear()
    return personal_keys(home)


def test_a_person_is_found_again_and_sealed_anew_each_time(tmp_path: Path) -> None:
    keys = read(tmp_path)
    hashed = keys.hash("Id-1 ")
    one, other = keys.seal("Id-1", hashed), keys.seal("Id-1", hashed)

    assert hashed == read(tmp_path).hash("ID-1")
    assert hashed != keys.hash("ID-2")
    assert one != other
    assert keys.open(one, hashed) == keys.open(other, hashed) == "Id-1"
    assert b"Id-1" not in one


def test_what_was_sealed_stays_open_under_a_newer_key(tmp_path: Path) -> None:
    before = read(tmp_path)
    hashed = before.hash("ID-1")
    sealed = before.seal("ID-1", hashed)
    (tmp_path / FOLDER / "personal-0002.secret").write_bytes(bytes(range(KEY_BYTES)))
    after = read(tmp_path)

    assert after.newest == 2
    assert after.hash("ID-1") == hashed
    assert after.open(sealed, hashed) == "ID-1"
    with pytest.raises(OutsideError):
        before.open(after.seal("ID-1", hashed), hashed)


def test_a_sealed_id_is_bound_to_its_hash_and_keys_are_the_owner_s(tmp_path: Path) -> None:
    keys = read(tmp_path)
    sealed = keys.seal("ID-1", keys.hash("ID-1"))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / FOLDER).glob("*.secret")}

    assert modes == {0o600}
    with pytest.raises(OutsideError):
        keys.open(sealed, keys.hash("ID-2"))


def test_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / FOLDER / "personal-hash.secret").write_bytes(b"short")

    with pytest.raises(OutsideError):
        read(tmp_path)
