"""Engines decide slot tables, leave nothing behind, and say in a line what is wrong with them."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import duckdb
import polars as pl
import psycopg
import pytest
from pyspark.sql import SparkSession

from tests.engines import OPENED, POSTGRESQL_HELP, postgresql
from tests.histories import program
from warrantor.adapters.engines import in_spark
from warrantor.adapters.engines.engine import EngineError
from warrantor.adapters.engines.in_postgres import PostgreSQL
from warrantor.adapters.engines.in_spark import Spark
from warrantor.adapters.engines.opening import opened
from warrantor.core.decision.bulk.asking import Asking
from warrantor.core.decision.bulk.batch import Batch, gather
from warrantor.core.decision.bulk.decide import Decider
from warrantor.core.decision.bulk.fold import SlotTable, fold
from warrantor.core.decision.outline.naming import name_of
from warrantor.core.decision.outline.shape import Leaf
from warrantor.core.decision.pushdown.statements import creation
from warrantor.core.terms.ir import IsIn, Lit, Slot

IDESIGN = program("idesign")
ENGINES = ("duckdb", "postgres", "spark")


def batch(count: int = 40) -> Batch:
    """Units of two shapes: delivered in 2023, some with a plan, asked about in 2024."""
    cases = []
    for number in range(count):
        events = [
            {"what": "delivered", "on": f"2023-0{1 + number % 9}-1{number % 7}"},
            {"what": "installed", "on": None},
        ]
        if number % 3:
            events.append({"what": "plan-purchased", "on": "2023-06-05", "plan": "multicare-advanced-3y"})
        cases.append({"at": "2024-05-09T12:00:00+00:00", "unit": {"events": events}, "claim": {"cause": "wear"}})
    return gather(cases, IDESIGN.latest.schema)


def table() -> SlotTable:
    return fold(batch(), IDESIGN, "cover").tables[0]


@pytest.fixture
def address() -> str:
    found = postgresql()
    if found is None:
        pytest.skip(POSTGRESQL_HELP)
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_answers_are_those_of_polars(engine: str) -> None:
    asked = batch()
    there = Asking(IDESIGN, "cover", OPENED[engine]().answers).answers(asked)
    assert there.equals(Asking(IDESIGN, "cover").answers(asked))
    assert there["clauses"].list.len().min() > 0


def test_days_are_dates_and_names_are_short_enough(address: str) -> None:
    """Engines cut a name at 63 bytes, and make a timestamp of a day that was moved by an interval."""
    for engine in ("duckdb", "postgres"):
        found = OPENED[engine]().answers(table())
        assert (found.schema["starts"], found.schema["ends"]) == (pl.Date(), pl.Date())
    long = Leaf(IsIn(Slot("claim", "cause"), Lit(("поломка", "износ", "неправильное обращение"))), "flag")
    taken: set[str] = set()
    names = [name_of(long, taken) for _ in range(12)]
    assert len(set(names)) == 12
    assert max(len(name.encode()) for name in names) <= 63


@pytest.mark.parametrize("engine", ENGINES)
def test_answers_can_stay_in_the_engine(engine: str) -> None:
    asked = table()
    made = creation(asked.decision, "kept_slots", "kept_answers", engine)
    expected = Decider(asked.decision, asked.document).answers(asked.frame)
    found = kept(engine, asked.frame, made)
    assert found.select(expected.columns).sort("row").equals(expected.cast(dict(found.schema)))


def kept(engine: str, frame: pl.DataFrame, made: str) -> pl.DataFrame:
    """What is in the table that a statement makes of a slot table; neither of them stays."""
    OPENED[engine]()
    arrow = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    if engine == "duckdb":
        with duckdb.connect() as connection:
            connection.register("kept_slots", arrow)
            connection.execute(made)
            return connection.sql("select * from kept_answers").pl()
    if engine == "postgres":
        with adbc.connect(postgresql()) as connection, connection.cursor() as cursor:
            cursor.adbc_ingest("kept_slots", arrow, temporary=True)
            cursor.execute(made.replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1))
            cursor.execute("select * from kept_answers")
            return pl.DataFrame(cursor.fetch_arrow_table())
    session = SparkSession.getActiveSession()
    assert session is not None
    session.createDataFrame(arrow).createOrReplaceTempView("kept_slots")
    try:
        session.sql(made)
        return pl.DataFrame(session.table("kept_answers").toArrow())
    finally:
        session.sql("drop table if exists kept_answers")


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


def tables_in(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        query = "select relname from pg_class where relname like 'warrantor%' or relname like 'step_%'"
        return [name for (name,) in connection.execute(query)]


def test_nothing_stays_in_postgresql_also_where_it_fails(address: str) -> None:
    asked = table()
    wrong = replace(asked, frame=asked.frame.drop(asked.frame.columns[-1]))
    with PostgreSQL(address) as engine:
        with pytest.raises(EngineError, match=r"PostgreSQL could not decide: column .* does not exist"):
            engine.answers(wrong)
        assert engine.answers(asked).height == asked.frame.height
        assert tables_in(address) == []


def test_a_text_that_postgresql_cannot_hold_is_decided_all_the_same(address: str) -> None:
    case = {"at": "2024-05-09T12:00:00+00:00", "unit": {"events": [{"what": "delivered", "on": "2023-06-01"}]}}
    cases = [{**case, "claim": {"by": by}} for by in ("a\0b", "a", None)]
    asked = gather(cases, IDESIGN.latest.schema)
    assert any("\0" in (text or "") for t in fold(asked, IDESIGN, "cover").tables for text in t.frame["claim.by"])
    there = Asking(IDESIGN, "cover", OPENED["postgres"]().answers).answers(asked)
    assert there.equals(Asking(IDESIGN, "cover").answers(asked))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("postgres://postgres@127.0.0.1:9/postgres", "port 9 failed: Connection refused; expected such as"),
        ("postgres://nobody-at-all:secret@127.0.0.1/postgres", "PostgreSQL cannot be reached: .*nobody-at-all"),
        ("postgres://user:secret@[bad/name", "that is not the address of a PostgreSQL server; expected such as"),
        ("mysql://user:secret@host/name", "that is not the address of a PostgreSQL server"),
        ("host", "that is not the address of a PostgreSQL server"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_in_a_line(wrong: str, said: str) -> None:
    with pytest.raises(EngineError, match=said) as error:
        PostgreSQL(wrong)
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


@pytest.fixture
def poor(address: str) -> Iterator[str]:
    """The address of a database of which this user may read nothing but what everybody may."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create database warrantor_poor")
        connection.execute("revoke temporary on database warrantor_poor from public")
        connection.execute("create role warrantor_poor login password 'poor'")
    parts = psycopg.conninfo.conninfo_to_dict(address)
    yield f"postgres://warrantor_poor:poor@{parts['host']}:{parts.get('port', 5432)}/warrantor_poor"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("drop database warrantor_poor with (force)")
        connection.execute("drop role warrantor_poor")


def test_a_user_without_the_right_to_temporary_tables_is_told_which_it_needs(poor: str) -> None:
    with PostgreSQL(poor) as engine, pytest.raises(EngineError, match="the user needs the right TEMPORARY") as error:
        engine.answers(table())
    assert "permission denied to create temporary tables" in str(error.value)


# -- Spark -------------------------------------------------------------------------------------------------------------


def test_without_java_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(in_spark.SparkSession, "getActiveSession", lambda: None)
    with pytest.raises(
        EngineError, match="Spark needs Java 17 or later, and there is none; install it, or set JAVA_HO"
    ):
        Spark(folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_that_does_not_answer_is_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(in_spark, "_has_java", lambda: True)
    monkeypatch.setattr(in_spark.SparkSession, "getActiveSession", lambda: None)
    with pytest.raises(EngineError, match=r"no Spark cluster answers at `spark://127.0.0.1:9`: connection refused"):
        Spark("spark://127.0.0.1:9", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_stays_in_the_folder_of_spark(tmp_path: Path) -> None:
    OPENED["spark"]()
    asked = table()
    wrong = replace(asked, frame=asked.frame.drop(asked.frame.columns[-1]))
    with Spark(folder=tmp_path) as engine:
        assert engine.answers(asked).height == asked.frame.height
        with pytest.raises(EngineError, match=r"Spark could not decide: .* cannot be resolved") as error:
            engine.answers(wrong)
        assert "\n" not in str(error.value)
        assert not list(tmp_path.rglob("*.parquet"))
    assert list(tmp_path.iterdir()) == []


# -- what is not installed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("engine", "package", "name"),
    [
        ("duckdb", "duckdb", "DuckDB"),
        ("postgres", "adbc_driver_postgresql", "PostgreSQL"),
        ("spark", "pyspark", "Spark"),
    ],
)
def test_what_is_not_installed_is_told_with_how_to_get_it(
    engine: str, package: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, f"warrantor.adapters.engines.in_{engine}", raising=False)
    for module in [module for module in sys.modules if module.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EngineError) as error:
        opened(engine, "postgres://host/name" if engine == "postgres" else None, tmp_path)
    assert str(error.value) == f'{name} needs the Python package `{package}`; `pip install "warrantor[{engine}]"`'


def test_without_an_address_one_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(EngineError, match=r"PostgreSQL needs the address of a server; .*, also in DATABASE_URL"):
        opened("postgres", None, tmp_path)


def test_texts_of_slots_are_texts() -> None:
    assert {kind for kind in table().frame.dtypes if kind not in (pl.Int64, pl.Boolean, pl.Date, pl.Float64)} == {
        pl.String
    }
