"""Working a matrix out, origin by origin: in this process, in several, or on Spark."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, get_args

from entrepot.corridors.goals import Tree
from entrepot.corridors.lateness import Lateness
from entrepot.corridors.matrix import Matrix, rows_of, scalar_rows
from entrepot.kernel.errors import OutsideError, Problem
from entrepot.service.matrix_crew import Work, share_out
from entrepot.store.workings import Workings

Backend = Literal["joblib", "spark"]
BACKENDS: tuple[Backend, ...] = get_args(Backend)
Told = Callable[[int, int], None]  # origins done, origins in all
_MOST_DEATHS = 3  # of all processes in a row without a single origin finished between them


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
    """The rows of each origin of a scalar matrix, worked out in this process."""
    return (list(scalar_rows(matrix, origin)) for origin in range(len(matrix.goals.origins)))


def work_out(matrix: Matrix, workings: Workings, jobs: int, told: Told) -> None:
    """Finish every origin that is not finished yet, here or in so many processes.

    They inherit the matrix and share its memory. An origin whose process died is begun again.

    Raises:
        OutsideError: Processes die again and again without finishing an origin.
    """
    count, deaths = len(matrix.goals.origins), 0
    lateness = Lateness(matrix.goals)

    def work(origin: int) -> None:
        work_origin(matrix, lateness, workings, origin)

    while left := sorted(set(range(count)) - workings.done()):
        before = count - len(left)
        told(before, count)
        _work_out(left, work, jobs, lambda done: told(before + done, count))  # noqa: B023 - within
        deaths = 0 if len(workings.done()) > before else deaths + 1
        if deaths == _MOST_DEATHS:
            raise _dying()
    told(count, count)


def _work_out(origins: Sequence[int], work: Work, jobs: int, told: Work) -> None:
    if jobs > 1:
        share_out(origins, work, min(jobs, len(origins)), told)
        return
    for done, origin in enumerate(origins, start=1):
        work(origin)
        told(done)


def work_origin(matrix: Matrix, lateness: Lateness, workings: Workings, origin: int) -> None:
    """Work one origin out and keep its rows; what each process is asked to do."""
    workings.save(origin, rows_of(matrix, origin, lateness))


def _dying() -> OutsideError:
    message = "the processes that work it out were killed again and again."
    hint = "Look for what kills them, often a lack of memory, and try --jobs 1."
    return OutsideError(Problem("matrix.workers", "--jobs", message, hint))
