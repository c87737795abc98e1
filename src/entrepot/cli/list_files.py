"""Files of lists at the command line: where they come from, and where the results go."""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from entrepot.cli import acting

if TYPE_CHECKING:
    from entrepot.service.window import Window

_SWITCH_S = 0.0001  # after which a thread lets another one run [s]; at 0.0005 one waits for all


def file_lines(
    filer: Callable[["Window"], Any], file: str, results: Path, *, by: str, at: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """File the lines of a file; the results are there whole or not at all."""
    from entrepot.service.list_bulk import file_lists
    from entrepot.service.routes import GC_AFTER

    # Who sends rows to the database goes on soon each time it took some, while another thread
    # judges the next lines.
    sys.setswitchinterval(_SWITCH_S)
    gc.set_threshold(GC_AFTER)  # lines are many small things and no circle among them
    with (
        acting.window("Filing") as window,
        _source(file) as source,
        _written(results) as out,
    ):
        began = time.perf_counter()
        totals = file_lists(
            window, filer(window), source, out.write, by=by, at=acting.instant(at)
        )  # fmt: skip
        took_s = time.perf_counter() - began
    rate = round(totals.read / took_s, 1) if took_s else 0.0
    acting.told({**totals.document(), "lines_per_s": rate}, as_json=as_json)


@contextmanager
def _source(file: str) -> Iterator[BinaryIO]:
    from entrepot.kernel.errors import InputError, Problem

    if file == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            source = stack.enter_context(Path(file).open("rb"))
        except OSError as error:
            told = f"cannot be read: {error.strerror}."
            raise InputError(Problem("input.file", file, told, "Check the path.")) from error
        yield source


@contextmanager
def _written(path: Path) -> Iterator[BinaryIO]:
    from entrepot.kernel.errors import InputError, Problem

    partial = path.with_name(path.name + ".partial")
    with ExitStack() as stack:
        try:
            out = stack.enter_context(partial.open("wb"))
        except OSError as error:
            raise InputError(
                Problem("output.file", str(path), f"cannot be written: {error.strerror}.",
                        "Name a file in a folder that is there.", message_zh="无法写入文件。")
            ) from error  # fmt: skip
        stack.callback(partial.unlink, missing_ok=True)
        yield out
        out.flush()
        partial.replace(path)
