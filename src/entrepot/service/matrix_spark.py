"""Working a matrix out on Spark: a table of origins in, their rows out."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import orjson

from entrepot.corridors.lateness import Lateness
from entrepot.corridors.matrix import Matrix, rows_of
from entrepot.store.spark import gave_up, open_spark
from entrepot.store.workings import Workings

if TYPE_CHECKING:
    import pandas
    from pyspark import Broadcast
    from pyspark.sql import SparkSession

_SCHEMA = "origin int, rows string"
_WAVE = 4  # origins handed out at a time for each task that runs at a time
_SETTINGS = {"spark.sql.execution.arrow.maxRecordsPerBatch": "1"}


def work_on_spark(
    matrix: Matrix, workings: Workings, jobs: int, told: Callable[[int, int], None]
) -> None:
    """Finish every origin that is not finished yet, each in a task of its own.

    The matrix is broadcast once; a task is the number of an origin. Spark itself begins a
    task again whose process died. Rows are kept wave by wave.

    Args:
        matrix: The matrix.
        workings: Where finished origins are kept.
        jobs: Threads of a local Spark; a master that spark-submit names wins.
        told: Is told how many origins are done, and of how many.

    Raises:
        OutsideError: The extra `spark` or Java is missing, or Spark gives up.
    """
    count = len(matrix.goals.origins)
    left = sorted(set(range(count)) - workings.done())
    told(count - len(left), count)
    if not left:
        return
    with open_spark("entrepot matrix", _SETTINGS, jobs=jobs) as session:
        try:
            shared = session.sparkContext.broadcast(pickle.dumps(matrix))
            wave = max(1, int(_WAVE * session.sparkContext.defaultParallelism))
            for begin in range(0, len(left), wave):
                _work(session, shared, left[begin : begin + wave], workings)
                told(count - len(left) + min(begin + wave, len(left)), count)
        except Exception as error:
            raise gave_up(str(error).partition("\n")[0]) from error


def _work(
    session: "SparkSession", shared: "Broadcast[bytes]", origins: list[int], workings: Workings
) -> None:
    parts = session.sparkContext.parallelize([(one,) for one in origins], len(origins))
    table = session.createDataFrame(parts, "origin int")
    for row in table.mapInPandas(_worker(shared), _SCHEMA).collect():
        workings.save(row["origin"], orjson.loads(row["rows"]))


def _worker(
    shared: "Broadcast[bytes]",
) -> Callable[[Iterable["pandas.DataFrame"]], Iterator["pandas.DataFrame"]]:
    def work(tables: Iterable["pandas.DataFrame"]) -> Iterator["pandas.DataFrame"]:
        import pandas

        matrix, lateness = _read(shared.value)
        for table in tables:
            rows = [
                orjson.dumps([tuple(row) for row in rows_of(matrix, int(one), lateness)]).decode()
                for one in table["origin"]
            ]
            yield pandas.DataFrame({"origin": table["origin"], "rows": rows})

    return work


@cache
def _read(pickled: bytes) -> tuple[Matrix, Lateness]:
    """The matrix in a process of Spark, which works on many origins."""
    matrix: Matrix = pickle.loads(pickled)
    return matrix, Lateness(matrix.goals)
