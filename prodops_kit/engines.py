"""Run SQL where the rows are; only small results reach pandas.

A `Relation` is rows in an engine and the one way to ask them something. The engine is DuckDB, in memory and
one for the process, so that relations can be joined. Whoever asks writes DuckDB SQL and never sees a connection.

Files too large to be stored are asked where they lie (`scan`), by an engine of their own that may read exactly them.
"""

from __future__ import annotations

import re
import secrets
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

MONEY = "decimal(38,12)"
COMMIT = 20  # batches: what is not committed is held twice, and each commit costs as much as some batches
_NO_FILES: frozenset[str] = frozenset()
SIGNIFICANT = 10  # digits a float keeps when it leaves an engine: thread order cannot change the tenth

# The factor is an integer, so that the product stays a decimal; round() takes halves away from zero, as money.to_minor.
_MACROS = "create macro minor(amount, digits) as cast(round(amount * [1, 10, 100, 1000, 10000][digits + 1]) as bigint)"

Batch = Sequence[Sequence[object]]
"""One sequence of values a column, all of one length."""


class Relation:
    """Rows of one table, where an engine keeps them.

    In SQL `{rows}` stands for the relation, `{name}` for another relation given by that name, and `$name` for
    a value. `minor(amount, digits)` rounds an exact amount once to whole minor units. Order rows in the SQL:
    without `order by` only a plain selection keeps the order of the file.
    """

    def __init__(self, sql: str, keeps: tuple[object, ...] = (), files: frozenset[str] = _NO_FILES) -> None:
        """Name rows by the SQL that stands for them in a FROM clause; `keeps` holds the tables it reads."""
        self._sql = sql
        self._keeps = keeps
        self._files = files

    def query(self, sql: str, **parameters: object) -> pd.DataFrame:
        """Run a query and return its result.

        Returns:
            Whole numbers as int64, money as Decimal, days as date, floats rounded to ten significant digits;
            a column of whole numbers with missing values holds None.

        >>> rows = store({"tool": "varchar", "cost": MONEY}, [(["Chat", "Wiki"], ["1.005", "2"])])
        >>> rows.query("select minor(sum(cost), 2) as cost from {rows} where tool = $tool", tool="Chat")["cost"].item()
        101
        """
        return _frame(self._asked(sql, parameters))

    def exact(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Run a query whose result is still to be computed with: floats keep every digit; round what leaves."""
        return list(self._asked(sql, parameters).fetchall())

    def _asked(self, sql: str, parameters: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
        relations = {name: value for name, value in parameters.items() if isinstance(value, Relation)}
        values = {name: value for name, value in parameters.items() if name not in relations}
        return _cursor(self._with(relations)).execute(self._from(sql, relations), values)

    def select(self, sql: str, **relations: Relation) -> Relation:
        """The relation that a query describes; nothing is computed before it is asked."""
        keeps = (*self._keeps, *(kept for other in relations.values() for kept in other._keeps))
        return Relation(f"({self._from(sql, relations)})", keeps, self._with(relations))

    def kept(self) -> Relation:
        """The same rows, computed once and kept in the engine for as long as somebody asks them."""
        name = _next_name()
        _cursor(self._files).execute(f"create table {name} as from {self._sql}")
        return _table(name, self._files)

    def frame(self) -> pd.DataFrame:
        """All rows, in the order of the file."""
        return self.query("from {rows}")

    def bounds(self, column: str) -> tuple[Any, Any]:
        """Smallest and largest value of a column; None and None when there is none.

        >>> store({"month": "varchar"}, [(["2026-09", "2026-10"],)]).bounds("month")
        ('2026-09', '2026-10')
        """
        name = quoted(column)
        found = self.query(f"from {{rows}} select min({name}) as low, max({name}) as high")
        return found["low"].item(), found["high"].item()

    def __len__(self) -> int:
        return int(self.query("select count(*) as n from {rows}")["n"].item())

    def _with(self, relations: Mapping[str, Relation]) -> frozenset[str]:
        return self._files.union(*(other._files for other in relations.values()))

    def _from(self, sql: str, relations: Mapping[str, Relation]) -> str:
        return sql.format(rows=self._sql, **{name: relation._sql for name, relation in relations.items()})


def store(columns: Mapping[str, str], batches: Iterable[Batch]) -> Relation:
    """Put rows into the engine, a batch at a time.

    Args:
        columns: SQL type by column name.
        batches: For each batch one sequence of values a column, in the order of `columns`.

    Returns:
        The rows, in the order given.
    """
    name = _next_name()
    kinds = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
    _cursor().execute(f"create table {name} ({kinds})")
    table = _table(name)
    waiting = iter(batches)
    while some := list(islice(waiting, 1)):
        with _transaction() as cursor:
            for batch in chain(some, islice(waiting, COMMIT - 1)):
                cursor.register("batch", {str(n): _array(values) for n, values in enumerate(batch)})
                cursor.execute(f"insert into {name} from batch")
                cursor.unregister("batch")
    return table


def scan(file: Path, sql: str) -> Relation:
    """Rows of a CSV or Parquet file, read anew by each question and never stored.

    Relations of several files may be joined with each other, not with stored ones: the engine that answers may read
    the files named, and nothing else.

    Args:
        file: Absolute path.
        sql: The query, with `{file}` for the file: `from read_parquet({file})`.
    """
    path = str(file)
    text = "'" + _pattern(path).replace("'", "''") + "'"
    return Relation(f"({sql.format(file=text)})", (), frozenset({path}))


def _pattern(path: str) -> str:
    """A path as a pattern that fits it alone."""
    return re.sub(r"([*?\[\]{}])", r"[\1]", path)


def quoted(name: str) -> str:
    """A column's name as SQL reads it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Text as an SQL literal, for places that take no parameter; braces are kept from `format`."""
    return "'" + text.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'"


@cache
def _engine(files: frozenset[str]) -> duckdb.DuckDBPyConnection:
    import duckdb

    # Nothing in a cell can reach another file, the network or a variable of the notebook. What the engine spills goes
    # into a folder of its own, made when needed: all files of its temporary folder are open to it.
    spill = Path(tempfile.gettempdir()) / f"prodops-{secrets.token_hex(8)}"
    engine = duckdb.connect(config={"temp_directory": str(spill)})
    allowed = sorted({*files, *map(_pattern, files)})
    engine.execute("set allowed_paths = $allowed", {"allowed": allowed})
    engine.execute("set enable_external_access = false")
    engine.execute("set timezone = 'UTC'")
    engine.execute(_MACROS)
    return engine


def _cursor(files: frozenset[str] = _NO_FILES) -> duckdb.DuckDBPyConnection:
    return _engine(files).cursor()


@contextmanager
def _transaction() -> Iterator[duckdb.DuckDBPyConnection]:
    cursor = _cursor().begin()
    try:
        yield cursor
    except BaseException:
        cursor.rollback()
        raise
    cursor.commit()


_numbers = count(1)


def _next_name() -> str:
    return f"rows_{next(_numbers)}"


def _table(name: str, files: frozenset[str] = _NO_FILES) -> Relation:
    kept = _Kept()
    weakref.finalize(kept, _drop, name, files)
    return Relation(name, (kept,), files)


class _Kept:
    """Lives as long as a relation that reads the table."""

    __slots__ = ("__weakref__",)


def _drop(name: str, files: frozenset[str]) -> None:
    _cursor(files).execute(f"drop table if exists {name}")


def _array(values: Sequence[object]) -> Any:
    import numpy as np

    if isinstance(values, range) or (values and isinstance(values[0], int)):
        return np.asarray(values, dtype=np.int64)
    cells = np.empty(len(values), dtype=object)  # filled afterwards: numpy must not look into the cells
    cells[:] = values
    return cells


def _frame(result: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    import pandas as pd

    # Not DuckDB's own frames: they turn decimals into floats.
    names = [(column[0], str(column[1])) for column in result.description or ()]
    columns = list(zip(*result.fetchall(), strict=True)) or [()] * len(names)
    frame = {name: _series(values, kind) for (name, kind), values in zip(names, columns, strict=True)}
    return pd.DataFrame(frame, columns=[name for name, _ in names])


def _series(values: Sequence[Any], kind: str) -> pd.Series[Any]:
    import pandas as pd

    if kind in ("DOUBLE", "FLOAT"):
        return pd.Series([None if v is None else float(f"{v:.{SIGNIFICANT}g}") for v in values], dtype="float64")
    if kind.endswith("INT") or kind == "INTEGER":
        whole = None not in values and all(abs(v) < 2**63 for v in values)
        return pd.Series(values, dtype="int64" if whole else object)
    return pd.Series(values, dtype="bool" if kind == "BOOLEAN" and None not in values else object)
