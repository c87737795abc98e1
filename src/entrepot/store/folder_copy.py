"""What a backup needs besides the database: keys, seals and lines of trade of the data folder."""

import tarfile
from pathlib import Path

from entrepot.kernel.errors import InputError, Problem

PARTS = ("keys", "seals", "lake")
ENDING = ".folder.tar"
_LOCK = "lock"


def copy_of(path: Path) -> Path:
    """Where the copy of the folder lies, beside the copy of the database."""
    return path.with_name(path.name + ENDING)


def pack(home: Path, path: Path) -> dict[str, object]:
    """Copy the parts of a data folder into one file, for its owner only.

    The database is copied before: every batch of lines that it names lies here by then, for files
    of lines are written before their row, and are never changed.

    Args:
        home: Data folder.
        path: File to write; it appears whole or not at all.

    Returns:
        `folder_file`, its size [bytes] and how many files it holds.
    """
    partial = path.with_name(path.name + ".partial")
    count = 0
    try:
        partial.touch(mode=0o600)
        with tarfile.open(partial, "w") as tar:
            for part in PARTS:
                for one in sorted((home / part).rglob("*")):
                    if one.is_file() and one.name != _LOCK:
                        tar.add(one, one.relative_to(home).as_posix(), recursive=False)
                        count += 1
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return {"folder_file": str(path), "folder_bytes": path.stat().st_size, "folder_files": count}


def need_fresh(home: Path) -> None:
    """See that a data folder holds nothing that a copy would overwrite.

    Raises:
        InputError: It does; each part is named.
    """
    there = [part for part in PARTS if any((home / part).glob("*"))]
    if there:
        raise InputError([
            Problem("restore.folder", str(home / part), "is there already.",
                    "Restore into a new data folder: set ENTREPOT_HOME.",
                    message_zh="数据目录不为空。")
            for part in there
        ])  # fmt: skip


def unpack(path: Path, home: Path) -> int:
    """Bring the parts of a data folder back; how many files.

    Raises:
        InputError: The file is none of ours, or is broken.
    """
    try:
        with tarfile.open(path) as tar:
            names = [one.name for one in tar.getmembers()]
            if any(Path(name).parts[0] not in PARTS for name in names):
                raise InputError(_no_copy(path, "holds what no data folder has"))
            tar.extractall(home, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise InputError(_no_copy(path, str(error))) from error
    for part in PARTS:
        if (home / part).is_dir() and part != "lake":
            (home / part).chmod(0o700)
    return len(names)


def _no_copy(path: Path, why: str) -> Problem:
    return Problem(
        "restore.file", str(path), f"cannot be read: {why}.",
        "Take the file that `entrepot db backup` wrote.", message_zh="备份文件无法读取。",
    )  # fmt: skip
