"""Machine code of the kernels, made once for the processor at hand and kept beside the bytecode.

A file is a page that says what lies behind it, and the code, which is used where it lies. It
is named by all that it depends on: the text of the kernels, numba, and the processor. Where
that folder cannot be written the file is kept in the data folder. Where there is none and none
can be made, numba compiles the kernels as they are called.
"""

import json
import logging
import mmap
import os
import sys
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from entrepot.corridors import compiled, labels, search

FORMAT = "1"  # rises whenever the file or how it is made changes
_CORRIDORS = Path(compiled.__file__).parent
_TEXTS = ("compiled", "linking", "heap", "trees", "quads", "labelling", "search", "labels")
_PROCESSOR = Path("/proc/cpuinfo")
_WHAT_IT_IS = ("vendor_id", "cpu family", "model", "model name", "stepping", "flags")
_PAGE = 4096
_KERNELS = (search.GROW_TREE, search.GROW_GOAL_TREES, labels.SET_LABELS)


def use_kernels(home: Path, *, beside: Path = _CORRIDORS / "__pycache__") -> bool:
    """Let the kernels use machine code by itself; the first time it is made, which takes seconds.

    Args:
        home: The data folder.
        beside: Folder of the bytecode.

    Returns:
        Whether they do; otherwise numba serves.
    """
    if all(kernel.is_code for kernel in _KERNELS):
        return True
    if (processor := _processor()) is None:
        return False
    name = f"kernels-{_key(processor)}.code"
    paths = [folder / name for folder in (beside, home / "kernels")]
    return any(map(_load, paths)) or any(_make(path) and _load(path) for path in paths)


def _processor() -> str | None:
    """What the processor is and can do, None where nothing is made for its kind."""
    if sys.platform != "linux" or os.uname().machine != "x86_64" or sys.maxsize < 1 << 32:
        return None
    try:
        with _PROCESSOR.open(encoding="utf-8", errors="replace") as file:
            first = file.read(1 << 14).partition("\n\n")[0]
    except OSError:
        return None
    lines = (line.partition(":") for line in first.splitlines())
    found = {name.strip(): value.strip() for name, _, value in lines}
    return json.dumps([found.get(name) for name in _WHAT_IT_IS]) if "flags" in found else None


@cache
def _key(processor: str) -> str:
    digest = sha256(f"{FORMAT} {version('numba')} {version('llvmlite')} {processor}".encode())
    for name in _TEXTS:
        digest.update((_CORRIDORS / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


def _kinds() -> dict[str, str]:
    """What each kernel takes."""
    return {kernel.name: kernel.takes for kernel in _KERNELS}


def _load(path: Path) -> bool:
    """Use the code of a file, unless it is missing, damaged, or may not be run from there."""
    try:
        with path.open("rb") as file:
            page = mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)
        told = json.loads(page[:_PAGE])
        seal = sha256(page[_PAGE:]).hexdigest()
        is_whole: bool = told["sha256"] == seal and told["kinds"] == _kinds()
        starts = {kernel: told["starts"][kernel.name] for kernel in _KERNELS}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if is_whole:
        at = np.frombuffer(page, np.uint8).__array_interface__["data"][0] + _PAGE
        for kernel, start in starts.items():
            kernel.use(at + start, page)
    return is_whole


@cache
def _code() -> tuple[bytes, dict[str, int]] | None:
    from entrepot.corridors.linking import compile_code

    try:
        return compile_code(_KERNELS)
    except ValueError as error:
        logging.getLogger(__name__).warning("no machine code of the kernels: %s", error)
        return None


def _make(path: Path) -> bool:
    if (made := _code()) is None:
        return False
    try:
        _keep(path, *made)
    except OSError as error:  # without it every start is only slower
        logging.getLogger(__name__).info("machine code not kept: %s", error)
        return False
    return True


def _keep(path: Path, code: bytes, starts: Mapping[str, int]) -> None:
    told = {"sha256": sha256(code).hexdigest(), "kinds": _kinds(), "starts": starts}
    partial = path.with_suffix(f".{os.getpid()}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial.write_bytes(json.dumps(told).encode().ljust(_PAGE) + code)
    partial.replace(path)
