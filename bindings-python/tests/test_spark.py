"""Past one machine: the findings of Spark with two workers are those of one process.

Slow, and in an environment of its own (`cargo xtask test spark`): pyspark wants Java and an older pandas.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import tongbao

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark")
from pyspark.sql import SparkSession  # noqa: E402

import tongbao.spark  # noqa: E402

ZONE = timezone(timedelta(hours=8))
RULES = """\
format = 1
id = "spark-tests"
version = 1
title = "示例"
effective = { from = 2020-01-01 }
rejected_rows = "ignore"

[rule.weekly]
of = "account"
each = "week"
measure = { count = "pushes" }
require = { at_least = 2 }
text = "每周少于两次（{weeks}）"
basis = { document = "示例" }
"""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    # the workers run where tongbao is installed
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "700")
        .getOrCreate()
    )
    yield session
    session.stop()


def plan() -> tongbao.Plan:
    return tongbao.Plan(
        rules=RULES, period="2022-10", as_of="2022-11-15", coverage={"publications": ("2022-09-01", "2022-11-15")}
    )


def channels() -> Any:
    return pa.table({
        "id": [f"渠道{number}" for number in range(200)],
        "unit": [f"u{number % 17}" for number in range(200)],
        "kind": [("wechat", "weibo", "column")[number % 3] for number in range(200)],
    })  # fmt: skip


def items() -> Any:
    rng = random.Random(7)
    first = datetime(2022, 9, 20, tzinfo=ZONE)
    rows = [
        (f"渠道{rng.randrange(205)}", first + timedelta(minutes=rng.randrange(60 * 24 * 50))) for _ in range(6_000)
    ]
    rows += [("渠道1", None), ("渠道2", None)]
    return pa.table(
        {"channel": [row[0] for row in rows], "published_at": pa.array([row[1] for row in rows], pa.timestamp("us", "UTC"))}
    )


def test_two_workers_find_what_one_process_finds(spark: Any) -> None:
    one = plan().inspect(channels(), items())
    assert 0 < len(one.findings) < 200
    assert one.account["unknown_channel"] and one.account["undated"]
    rows = spark.createDataFrame(items())
    for partitions in (1, 2, 9):
        assert tongbao.spark.inspect(plan(), channels(), rows.repartition(partitions)) == one
    assert tongbao.spark.inspect(plan(), spark.createDataFrame(channels()).coalesce(1), rows) == one


def test_nothing_published_is_judged_too(spark: Any) -> None:
    none = items().slice(0, 0)
    rows = spark.createDataFrame(items()).where("channel = 'nobody has this'")
    assert tongbao.spark.inspect(plan(), channels(), rows) == plan().inspect(channels(), none)


def test_a_wrong_roster_is_told_before_anything_is_counted(spark: Any) -> None:
    twice = pa.concat_tables([channels()] * 2)
    with pytest.raises(tongbao.InputError) as told:
        tongbao.spark.inspect(plan(), twice, spark.createDataFrame(items()))
    assert told.value.code == "id.twice"


def test_dask_counts_with_the_same_two_calls() -> None:
    dask = pytest.importorskip("dask")
    parts = [items().slice(0, 2_500), items().slice(2_500)]
    tallies = [dask.delayed(plan().tally)(channels(), part) for part in parts]
    assert plan().judge(channels(), dask.compute(*tallies)) == plan().inspect(channels(), items())
