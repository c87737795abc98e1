"""Seals: the heads of all chains with one signed root over them, kept outside the database.

The folder `seals` of the data folder holds two files a seal: `DAY.heads.gz`, a line a chain,
and `DAY.json` with the root over these lines, signed; a second seal of a day is `DAY-2`. Both
are there before the database knows of the seal; until it does their names end in `.partial`.
"""

import fcntl
import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.store.keys import PublicKey, SigningKey, sync_folder
from entrepot.window.evidence import Head, canonical, leaf, merkle_root, parse_leaf
from entrepot.window.verification import Fault

FOLDER = "seals"
HEADS, PARTIAL = ".heads.gz", ".partial"
_LEVEL = 4  # of compression: hashes do not get smaller
_BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as its file tells it.

    Attributes:
        name: Name of its file.
        content: What the file says: number, day, root, counts, the root before, key, signature.
    """

    name: str
    content: Mapping[str, Any]

    @property
    def number(self) -> int:
        """Its number in the order of the seals, from 1."""
        return int(self.content["number"])

    def row(self) -> dict[str, Any]:
        """What the database keeps of it, but for the day and the instant."""
        return {
            "path": self.name,
            "root": bytes.fromhex(self.content["root"]),
            "signature": bytes.fromhex(self.content["signature"]),
            "key_id": self.content["key_id"],
            "chains": self.content["chains"],
            "events": self.content["events"],
            "previous_root": bytes.fromhex(self.content["previous_root"]),
        }


@contextmanager
def alone(home: Path) -> Iterator[Path]:
    """The folder of the seals, for one process at a time.

    Raises:
        OutsideError: The folder cannot be used.
    """
    folder = home / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = (folder / "lock").open("ab")
    except OSError as error:
        raise _unusable(folder, error) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


# Writing


def new_name(folder: Path, day: str) -> str:
    """Name of the next seal of a day."""
    names = (f"{day}{suffix}.json" for suffix in ["", *(f"-{n}" for n in range(2, 100_000))])
    return next(name for name in names if not (folder / name).exists())


def write_heads(folder: Path, name: str, heads: Iterable[Head]) -> dict[str, Any]:
    """Write the heads to their file, still partial.

    Returns:
        How many they are, the root over them, and the digest of the file.

    Raises:
        OutsideError: The file cannot be written.
    """
    path = folder / (_heads_name(name) + PARTIAL)
    chains = 0
    try:
        with path.open("wb") as file:
            with gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed:

                def leaves() -> Iterator[bytes]:
                    nonlocal chains
                    for head in heads:
                        line = leaf(head)
                        packed.write(line + b"\n")
                        chains += 1
                        yield line

                root = merkle_root(leaves())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unusable(path, error) from error
    return {"chains": chains, "root": root.hex(), "heads_sha256": _file_digest(path)}


def write_seal(folder: Path, name: str, content: Mapping[str, Any], key: SigningKey) -> Seal:
    """Sign what a seal says and write it to its file, still partial."""
    said = {**content, "key_id": key.key_id}
    signature = key.sign(canonical(said).encode()).hex()
    seal = Seal(name, json.loads(canonical({**said, "signature": signature})))
    path = folder / (name + PARTIAL)
    try:
        with path.open("wb") as file:
            file.write(_bytes_of(seal.content))
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)
    except OSError as error:
        raise _unusable(path, error) from error
    return seal


def finish(folder: Path, known: Iterable[str]) -> None:
    """Give the seals the database knows their names, and forget those it does not know.

    A process that was killed between the two leaves partial files; the next one ends its work.

    Args:
        folder: Folder of the seals.
        known: Names of the seals in the database.
    """
    names = {part for name in known for part in (name, _heads_name(name))}
    for partial in folder.glob(f"*{PARTIAL}"):
        path = partial.with_name(partial.name.removesuffix(PARTIAL))
        if path.name in names and not path.exists():
            partial.replace(path)
        else:
            partial.unlink()
    sync_folder(folder)


def _heads_name(name: str) -> str:
    return name.removesuffix(".json") + HEADS


def _bytes_of(content: Mapping[str, Any]) -> bytes:
    return canonical(content).encode() + b"\n"


# Reading


def list_seals(folder: Path) -> tuple[tuple[Seal, ...], list[Fault]]:
    """The seals whose files can be read, in their order, and a fault for each of the others."""
    seals: list[Seal] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.json")):
        if seal := _read(path):
            seals.append(seal)
        else:
            faults.append(Fault(path.name, 0, "seal_altered"))
    return tuple(sorted(seals, key=lambda seal: seal.number)), faults


def _read(path: Path) -> Seal | None:
    try:
        read = path.read_bytes()
        seal = Seal(path.name, json.loads(read))
        is_whole = _bytes_of(seal.content) == read and seal.content["name"] == path.name
        return seal if is_whole and seal.number > 0 and seal.row() else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def read_heads(folder: Path, seal: Seal) -> Iterator[Head]:
    """The heads of a seal, from its file."""
    with gzip.open(folder / _heads_name(seal.name)) as file:
        for line in file:
            yield parse_leaf(line)


def check_seal(folder: Path, seal: Seal, keys: Mapping[str, PublicKey]) -> Fault | None:
    """Say whether a seal is signed by a trusted key, and its heads are those it was made of."""
    code = _signature_fault(seal, keys) or _heads_fault(folder, seal)
    return Fault(seal.name, seal.number, code) if code else None


def _signature_fault(seal: Seal, keys: Mapping[str, PublicKey]) -> str:
    key = keys.get(seal.content["key_id"])
    if key is None:
        return "seal_key"
    said = {name: value for name, value in seal.content.items() if name != "signature"}
    signature = bytes.fromhex(seal.content["signature"])
    return "" if key.check(signature, canonical(said).encode()) else "seal_signature"


def _heads_fault(folder: Path, seal: Seal) -> str:
    path = folder / _heads_name(seal.name)
    if not path.is_file():
        return "heads_missing"
    try:
        same = _file_digest(path) == seal.content["heads_sha256"]
    except OSError:
        return "heads_missing"
    return "" if same else "heads_altered"


def check_root(folder: Path, seal: Seal) -> Fault | None:
    """Say whether the root of a seal is that over its heads."""
    root = merkle_root(leaf(head) for head in read_heads(folder, seal))
    return (
        None
        if root.hex() == seal.content["root"]
        else Fault(seal.name, seal.number, "heads_altered")
    )


def check_order(seals: Iterable[Seal]) -> Iterator[Fault]:
    """Faults of seals that do not continue the one before, or were made of broken chains."""
    number, root = 0, bytes(32).hex()
    for seal in seals:
        number += 1
        if seal.number != number or seal.content["previous_root"] != root:
            yield Fault(seal.name, seal.number, "seal_unlinked")
        elif seal.content["first_bad"]:
            yield Fault(seal.name, seal.number, "seal_late")
        number, root = seal.number, seal.content["root"]


def check_rows(seals: Iterable[Seal], rows: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
    """Faults of seals that the database does not know, knows otherwise, or alone knows."""
    left = {row["path"]: (number, dict(row)) for number, row in enumerate(rows, start=1)}
    for seal in seals:
        _, row = left.pop(seal.name, (0, None))
        if row is None:
            yield Fault(seal.name, seal.number, "row_missing")
        elif row != seal.row():
            yield Fault(seal.name, seal.number, "row_altered")
    for name, (number, _) in left.items():
        yield Fault(name, number, "seal_missing")


def _file_digest(path: Path) -> str:
    made = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            made.update(block)
    return made.hexdigest()


def _unusable(path: Path, error: OSError) -> OutsideError:
    return OutsideError(
        Problem(
            "seals.unusable", str(path), f"cannot be used: {error.strerror or error}.",
            "Free the folder of the seals (owner, permissions, space).",
            message_zh="封存文件夹无法使用。",
        )
    )  # fmt: skip
