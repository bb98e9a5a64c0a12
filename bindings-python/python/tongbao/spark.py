"""Past one machine: publications that lie in Spark, judged as in one process.

>>> import tongbao, tongbao.spark  # doctest: +SKIP
>>> answer = tongbao.spark.inspect(plan, channels, spark.table("publications"))  # doctest: +SKIP

Every partition is counted where it lies (``mapInArrow``), the counts are joined and judged at the driver. What crosses
the network is some four bytes for each channel and eight for each item of the days that the rules look at, for each
partition; not the rows. tongbao must be installed on the workers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._native import Answer
    from ._plan import Plan
    from .types import Data

__all__ = ["inspect"]


def inspect(plan: Plan, channels: Data | Any, publications: Any, units: Data | Any | None = None) -> Answer:
    """Judges the publications of a Spark DataFrame: the same answer as :meth:`tongbao.Plan.inspect` gives in one process.

    Args:
        plan: the rule set with the days of the run.
        channels, units: as for :meth:`tongbao.Plan.inspect`, or a Spark DataFrame, which is brought to the driver. They
            are sent to every worker.
        publications: a Spark DataFrame with ``channel`` and ``published_at``; a ``timestamp`` is an instant, a
            ``timestamp_ntz`` local time in the plan's ``offset``.

    Raises:
        ImportError: pyspark or pyarrow is not installed.
        ValueError: the plan, or further columns of the publications, need whole rows; see :meth:`tongbao.Plan.judge`.
        InputError: a table lacks a column, or the roster is wrong.
    """
    roster = _here(channels), None if units is None else _here(units)

    def count(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow as pa

        batches = iter(batches)
        first = next(batches, None)
        if first is None:
            return

        def again() -> Iterator[Any]:
            yield first
            yield from batches

        rows = pa.RecordBatchReader.from_batches(first.schema, again())
        tally = plan.tally(roster[0], rows, roster[1])
        yield pa.RecordBatch.from_arrays([pa.array([tally], pa.binary())], ["tally"])

    # what is wrong with the roster is told here, not by a worker
    plan.judge(roster[0], [], roster[1])
    tallies = [bytes(row["tally"]) for row in publications.mapInArrow(count, "tally binary").collect()]
    return plan.judge(roster[0], tallies, roster[1])


def _here(table: Any) -> Any:
    """A table as it travels to the workers: Arrow, whatever it came as."""
    import pyarrow as pa

    if hasattr(table, "mapInArrow"):
        return table.toArrow()
    speaks_arrow = hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__")
    return pa.table(table) if speaks_arrow else table
