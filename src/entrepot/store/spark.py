"""A session of Spark: of this machine, or of the master that spark-submit names."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from entrepot.kernel.errors import OutsideError, Problem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

QUIET: Mapping[str, str] = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}


@contextmanager
def open_spark(
    name: str, settings: Mapping[str, str], *, jobs: int = 2
) -> "Iterator[SparkSession]":
    """A session; one that runs already is used and stays.

    Args:
        name: Of the application.
        settings: Of Spark; what spark-submit sets goes first.
        jobs: Threads of a local Spark; a master that spark-submit names wins.

    Raises:
        OutsideError: The extra `spark` or Java is missing, or Spark does not start.
    """
    if find_spec("pyspark") is None or find_spec("pandas") is None:
        message = "Spark is not installed."
        hint = "Install entrepot[spark] and Java 17, or take the other backend."
        raise OutsideError(
            Problem("spark.missing", "--backend spark", message, hint, message_zh="未安装 Spark。")
        )
    from pyspark import SparkConf
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    if (running := SparkSession.getActiveSession()) is not None:
        yield running
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setIfMissing("spark.master", f"local[{jobs}]")
    if conf.get("spark.master", "").startswith("local"):  # nothing leaves this machine
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    for key, value in {**QUIET, **settings}.items():
        conf.setIfMissing(key, value)
    try:
        session = SparkSession.builder.appName(name).config(conf=conf).getOrCreate()
    except (PySparkException, OSError) as error:
        raise gave_up(str(error)) from error
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def gave_up(why: str) -> OutsideError:
    """What to say when Spark does not go on."""
    hint = "Spark needs Java 17 or newer: see JAVA_HOME. What was finished is kept."
    return OutsideError(Problem("spark.failed", "--backend spark", f"Spark gave up: {why}.", hint))
