"""Working a matrix out, origin by origin: in this process, in several, or on Spark."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from entrepot.corridors.goals import Tree
from entrepot.corridors.lateness import Lateness
from entrepot.corridors.matrix import Matrix, rows_of
from entrepot.kernel.errors import OutsideError, Problem
from entrepot.store.workings import Workings

Backend = Literal["joblib", "spark"]
BACKENDS: tuple[Backend, ...] = get_args(Backend)
Told = Callable[[int, int], None]  # origins done, origins in all
_MOST_DEATHS = 3  # of workers in a row without a single origin finished between them
_MATRIX = "matrix.pickle"


def in_threads(jobs: int) -> Callable[[Callable[[str], Tree], Iterable[str]], Iterable[Tree]]:
    """Apply a kernel to many names in so many threads; it lets go of the interpreter."""

    def each(work: Callable[[str], Tree], names: Iterable[str]) -> Iterable[Tree]:
        from joblib import Parallel, delayed

        found: list[Tree] = Parallel(n_jobs=jobs, prefer="threads")(
            delayed(work)(name) for name in names
        )
        return found

    return each


def work_here(matrix: Matrix) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of each origin, worked out in this process."""
    lateness = Lateness(matrix.goals.places)
    return (rows_of(matrix, origin, lateness) for origin in range(len(matrix.goals.origins)))


def work_out(matrix: Matrix, workings: Workings, jobs: int, told: Told) -> None:
    """Finish every origin that is not finished yet, in so many processes.

    The matrix is written once; processes map its arrays, so that they share the memory. An
    origin whose worker died is begun again.

    Raises:
        OutsideError: Workers die again and again without finishing an origin.
    """
    import joblib

    count, deaths = len(matrix.goals.origins), 0
    file = workings.folder / _MATRIX
    joblib.dump(matrix, file)
    while left := sorted(set(range(count)) - (done := workings.done())):
        told(len(done), count)
        has_lived = _work_out(file, workings, left, jobs, _after(told, len(done), count))
        deaths = 0 if has_lived or len(workings.done()) > len(done) else deaths + 1
        if deaths == _MOST_DEATHS:
            raise _dying()
    told(count, count)


def _after(told: Told, before: int, count: int) -> Callable[[int], None]:
    return lambda more: told(before + more, count)


def _work_out(
    file: Path, workings: Workings, origins: Sequence[int], jobs: int, told: Callable[[int], None]
) -> bool:
    """Work origins out; say whether all workers lived to the end."""
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import BrokenProcessPool, TerminatedWorkerError

    pool = Parallel(n_jobs=min(jobs, len(origins)), return_as="generator_unordered", batch_size=1)
    tasks = (delayed(work_origin)(file, workings.folder, origin) for origin in origins)
    try:
        for number, _ in enumerate(pool(tasks), start=1):
            told(number)
    except (BrokenProcessPool, TerminatedWorkerError):
        return False
    return True


def work_origin(file: Path, folder: Path, origin: int) -> None:
    """Work one origin out and keep its rows; what a worker process is asked to do."""
    matrix, lateness = _open(file)
    Workings(folder).save(origin, rows_of(matrix, origin, lateness))


@cache
def _open(file: Path) -> tuple[Matrix, Lateness]:
    """The matrix of a file, its arrays mapped: pages are shared until somebody writes."""
    import joblib

    matrix: Matrix = joblib.load(file, mmap_mode="c")
    return matrix, Lateness(matrix.goals.places)


def _dying() -> OutsideError:
    message = "the processes that work it out were killed again and again."
    hint = "Look for what kills them, often a lack of memory, and try --jobs 1."
    return OutsideError(Problem("matrix.workers", "--jobs", message, hint))
