"""Spark: slot tables as Parquet in a folder that all its machines see, decided in one session for all of them."""

import logging
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from warrantor.adapters.engines.engine import NAME, EngineError, first_line
from warrantor.adapters.engines.written import Statements
from warrantor.core.decision.bulk.fold import SlotTable

JAVA_HELP = "Spark needs Java 17 or later, and there is none; install it, or set JAVA_HOME to where it is"
_SECONDS = 10
"""How long a cluster may take to answer the first call."""
_QUIET = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
_MEANING = {
    # what does not fit is an error, and days are counted by one calendar throughout
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    # the statements are too large to be compiled into one function, which Spark would try in vain
    "spark.sql.codegen.wholeStage": "false",
}
"""What the statements rely on."""


class Spark:
    """A session of Spark: the one of this process where there is one, else a session of its own.

    `master` as Spark writes it (`spark://host:7077`, `local[4]`); without one Spark's own settings tell it
    (`SPARK_CONF_DIR`, `PYSPARK_SUBMIT_ARGS`), else it is this machine. `options` are further settings of Spark.
    `folder` holds slot tables while they are decided. Raises EngineError where there is no Java, or no such cluster.
    """

    def __init__(
        self, master: str | None = None, folder: Path | None = None, options: Mapping[str, str] | None = None
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="spark-", dir=folder)).resolve()
        self._statements = Statements("spark")
        self._count = 0
        # it would repeat on standard error what is raised
        logging.getLogger("SQLQueryContextLogger").disabled = True
        found = SparkSession.getActiveSession()
        self._ours = found is None
        try:
            self._session = found or _started(master, {**_QUIET, **(options or {})}, self._folder)
            for name, value in _MEANING.items():
                self._session.conf.set(name, value)
        except BaseException:
            self._clean()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._ours:
                self._session.stop()
        finally:
            self._clean()

    def _clean(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def answers(self, table: SlotTable) -> pl.DataFrame:
        """See `Engine.answers`."""
        query = self._statements.of(table)
        # under a new name each time, since Spark remembers what stood in a file
        self._count += 1
        file = self._folder / f"{self._count:06}.parquet"
        table.frame.write_parquet(file)
        try:
            with _told("Spark could not decide"):
                self._session.read.parquet(file.as_uri()).createOrReplaceTempView(NAME)
                found = pl.from_arrow(self._session.sql(query).toArrow())
        finally:
            file.unlink()
        assert isinstance(found, pl.DataFrame)
        return found


# -- starting ----------------------------------------------------------------------------------------------------------


def _started(master: str | None, options: Mapping[str, str], folder: Path) -> SparkSession:
    """Starts Java and Spark in it; what they say goes into a file of the folder."""
    log = folder / "log"
    if not _has_java():
        raise EngineError(JAVA_HELP)
    # else Spark makes a folder for tables where the user stands
    settings = SparkConf(loadDefaults=False).set("spark.sql.warehouse.dir", (folder / "tables").as_uri())
    settings.setAppName("warrantor").setAll(list(options.items()))
    if master is not None:
        _call(master)
        settings.setMaster(master)
    remedy = f"; is `{master}` right?" if master else "; are Spark's settings right?"
    with log.open("wb") as told, _told("Spark does not start", remedy, log):
        gateway = SparkContext._gateway or launch_gateway(settings, {"stdout": told, "stderr": told})
        SparkContext(conf=settings, gateway=gateway)
        return SparkSession.builder.getOrCreate()


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which(f"{home}/bin/java" if home else "java") is not None


def _call(master: str) -> None:
    """Raises EngineError where no cluster of Spark's own kind answers: Spark itself would take minutes to say so."""
    places = re.findall(r"([^,/]+):(\d+)", master) if master.startswith("spark://") else []
    for host, port in places:
        try:
            socket.create_connection((host, int(port)), timeout=_SECONDS).close()
            return
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
    if places:
        raise EngineError(f"no Spark cluster answers at `{master}`: {reason}")


@contextmanager
def _told(what: str, remedy: str = "", log: Path | None = None) -> Iterator[None]:
    try:
        yield
    except (Py4JError, PySparkException) as error:
        raise EngineError(f"{what}: {_logged(log) or _reason(error)}{remedy}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, Py4JJavaError):
        said = str(error.java_exception.getMessage() or error.java_exception)
        return next(iter(said.splitlines()), type(error).__name__)
    return first_line(error)


def _logged(log: Path | None) -> str:
    """Why Java ended before it could be asked."""
    text = log.read_text(errors="replace") if log is not None else ""
    found = re.findall(r"^Exception in thread .*?Exception: (.+)$", text, re.M)
    return found[-1] if found else ""
