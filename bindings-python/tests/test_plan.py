"""Large tables: the same answer whatever they come as, and answers that everyone can read."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Callable

import pytest

import tongbao

pa = pytest.importorskip("pyarrow")
pc = pytest.importorskip("pyarrow.compute")
pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
duckdb = pytest.importorskip("duckdb")

RULES = """\
format = 1
id = "plan-tests"
version = 1
title = { zh = "示例", en = "sample" }
effective = { from = 2020-01-01 }
rejected_rows = "ignore"

[attribute.rank]
of = "column"
type = "number"
default = 0

[rule.weekly]
of = "account"
each = "week"
measure = { count = "pushes" }
require = { at_least = 2 }
text = { zh = "每周少于两次（{weeks}）", en = "fewer than two ({weeks})" }
basis = { document = "示例" }

[rule.stale]
of = "column"
measure = { gap = "publications" }
steps = [
  { more_than = "14 days", text = { zh = "最近更新：{last}", en = "last: {last}" } },
  { at_least = "10 days", effect = "notice", text = { zh = "即将逾期", en = "soon due" } },
]
basis = { document = "示例" }

[rule.few]
of = "unit"
measure = "items"
breach_when = { less_than = 6 }
text = { zh = "仅{count}条", en = "only {count}" }
basis = { document = "示例" }

[figure.items]
of = "unit"
measure = { count = "publications" }

[figure.all-items]
of = "all"
measure = { count = "publications" }
"""
ZONE = timezone(timedelta(hours=8))


def plan(**changes: Any) -> tongbao.Plan:
    settings: dict[str, Any] = {
        "rules": RULES,
        "period": "2022-10",
        "as_of": "2022-11-10",
        "coverage": {"publications": {"from": "always", "to": "2022-11-10"}},
        "lang": "en",
    }
    return tongbao.Plan(**{**settings, **changes})


UNITS = {
    "id": ["u2", "u1", "u3"],
    "name": ["样本局", "示例局", "<b>第三局</b>"],
    "order": [1, 2, 3],
}
CHANNELS: dict[str, list[Any]] = {
    "id": ["渠道·甲", "b", "c", "d-longer-than-twelve-bytes", "e"],
    "name": ["示例发布", "样本发布", "工作动态", "通知公告", "政策文件"],
    "unit": ["u1", "u2", "u1", "u2", "u3"],
    "kind": ["wechat", "weibo", "column", "column", "column"],
    "class": [None, None, "news", "notice", "policy"],
    "opened_on": [date(2020, 1, 1), None, date(2019, 5, 1), None, date(2022, 10, 5)],
    "closed_on": [None, None, None, date(2022, 10, 20), None],
    "rank": [None, None, 1, 2, 3],
}


def items() -> dict[str, list[Any]]:
    """A year of items by hand: one account misses a week, one column goes stale, a row of nobody, a row without time."""
    monday = datetime(2022, 9, 26, 9, 0, tzinfo=ZONE)
    rows = [("渠道·甲", monday + timedelta(days=7 * week + day)) for week in range(6) for day in (0, 3)]
    rows += [("b", monday + timedelta(days=7 * week + day)) for week in range(6) for day in (0, 3) if week != 3 or day]
    rows += [("c", datetime(2022, 10, 10, 8, 30, 15, tzinfo=ZONE)), ("c", datetime(2022, 2, 28, tzinfo=ZONE))]
    rows += [("d-longer-than-twelve-bytes", datetime(2021, 12, 31, 23, 59, 59, tzinfo=ZONE))]
    rows += [("e", datetime(2022, 10, 20, 10, 0, tzinfo=ZONE)), ("e", datetime(2022, 11, 9, tzinfo=ZONE))]
    rows += [("nobody", monday)]
    columns: dict[str, list[Any]] = {
        "channel": [channel for channel, _ in rows] + ["b"],
        "published_at": [at for _, at in rows] + [None],
    }
    columns["title"] = [None if row % 3 else f"示例信息 {row}" for row in range(len(columns["channel"]))]
    return columns


def channels_table() -> Any:
    return pa.table(CHANNELS)


def items_table() -> Any:
    return pa.table(items(), schema=pa.schema([
        ("channel", pa.string()), ("published_at", pa.timestamp("s", "UTC")), ("title", pa.string()),
    ]))  # fmt: skip


def plain() -> tongbao.Answer:
    return plan().inspect(channels_table(), items_table(), pa.table(UNITS))


def test_the_findings_are_those_that_the_rows_say() -> None:
    answer = plain()
    found = answer.findings.to_pydict()
    said = list(zip(found["rule"], found["unit_id"], found["channel_id"], found["wording"]))
    assert said == [
        ("few", "u3", None, "only 1"),
        ("stale", "u1", "c", "last: 2022-10-10"),
        ("weekly", "u2", "b", "fewer than two (2022-10-17..2022-10-23)"),
    ]
    assert found["last"] == [None, date(2022, 10, 10), None]
    assert found["slices"] == [[], [], [{"from": date(2022, 10, 17), "to": date(2022, 10, 23), "value": 1}]]
    assert found["platform"] == [None, None, "weibo"]
    assert answer.notices.to_pydict()["wording"] == ["soon due"]
    assert answer.units.to_pydict()["unit_id"] == ["u2", "u1", "u3"]
    assert answer.totals.to_pydict()["figure"] == ["all-items"]
    some = answer.findings.select(["wording", "rule"])
    assert some.to_pydict() == {name: found[name] for name in ("wording", "rule")}
    assert some == answer.findings.select(["wording", "rule"])
    assert len(answer.findings.select([])) == 0
    with pytest.raises(KeyError, match="没有“when”列 / no column `when`: rule, unit_id"):
        answer.findings.select(["rule", "when"])
    assert answer.account == {
        "rows": 30, "undated": 1, "bad_date": 0, "unknown_channel": 1, "in_period": 19, "after_as_of": 0,
        "misfits": 0,
    }  # fmt: skip


def of_pyarrow_batches() -> tuple[Any, Any, Any]:
    """Rows in chunks of one, two, three; and an empty one."""
    table = items_table()
    cuts, parts, size = 0, [], 1
    while cuts < len(table):
        parts.append(table.slice(cuts, size))
        cuts, size = cuts + size, size % 3 + 1
    parts.insert(2, table.slice(0, 0))
    channels = channels_table()
    channels = pa.concat_tables([channels.slice(0, 2), channels.slice(2)])
    return channels, pa.concat_tables(parts), pa.table(UNITS)


def of_a_reader() -> tuple[Any, Any, Any]:
    return channels_table(), items_table().to_reader(max_chunksize=4), pa.table(UNITS).to_batches()[0]


def of_sliced_tables() -> tuple[Any, Any, Any]:
    """Columns whose rows begin at an odd bit of their validity."""
    rows = items_table()
    padded = pa.concat_tables([rows.slice(0, 3), rows, rows.slice(0, 5)]).combine_chunks()
    channels = channels_table()
    wide = pa.concat_tables([channels.slice(1, 3), channels, channels]).combine_chunks()
    units = pa.table(UNITS)
    more = pa.concat_tables([units, units]).combine_chunks()
    return wide.slice(3, 5), padded.slice(3, len(rows)), more.slice(3)


def cast_texts(to: Any) -> Callable[[], tuple[Any, Any, Any]]:
    def of() -> tuple[Any, Any, Any]:
        def cast(table: Any) -> Any:
            for place, field in enumerate(table.schema):
                if field.type == pa.string():
                    table = table.set_column(place, field.name, table[field.name].cast(to))
            return table

        return cast(channels_table()), cast(items_table()), cast(pa.table(UNITS))

    return of


def of_dictionaries(index: Any, value: Any) -> Callable[[], tuple[Any, Any, Any]]:
    def of() -> tuple[Any, Any, Any]:
        def coded(column: Any) -> Any:
            whole = column.combine_chunks().cast(value)
            coded = whole.dictionary_encode()
            # a text that no row has, and one that is absent though rows point to it
            words = pa.concat_arrays([pa.array(["nobody has this"], value), coded.dictionary, pa.array([None], value)])
            codes = pc.add(coded.indices.fill_null(len(words) - 2), 1).cast(index)
            return pa.DictionaryArray.from_arrays(codes, words)

        rows = items_table()
        for name in ("channel", "title"):
            rows = rows.set_column(rows.schema.get_field_index(name), name, coded(rows[name]))
        channels = channels_table()
        for name in ("id", "name", "unit", "kind", "class"):
            channels = channels.set_column(channels.schema.get_field_index(name), name, coded(channels[name]))
        return channels, rows, pa.table(UNITS)

    return of


def of_dictionaries_of_times() -> tuple[Any, Any, Any]:
    rows = items_table()
    rows = rows.set_column(1, "published_at", rows["published_at"].combine_chunks().dictionary_encode())
    channels = channels_table()
    for name in ("opened_on", "closed_on", "rank"):
        coded = channels[name].combine_chunks().dictionary_encode()
        channels = channels.set_column(channels.schema.get_field_index(name), name, coded)
    return channels, rows, pa.table(UNITS)


def cast_times(to: Any) -> Callable[[], tuple[Any, Any, Any]]:
    def of() -> tuple[Any, Any, Any]:
        rows = items_table()
        times = rows["published_at"]
        if getattr(to, "tz", None) is None:  # local times of the data
            times = pc.local_timestamp(times.cast(pa.timestamp("s", "Asia/Shanghai")))
        return channels_table(), rows.set_column(1, "published_at", times.cast(to)), pa.table(UNITS)

    return of


def of_days_in_milliseconds() -> tuple[Any, Any, Any]:
    channels = channels_table()
    for name in ("opened_on", "closed_on"):
        column = channels[name].cast(pa.date64())
        channels = channels.set_column(channels.schema.get_field_index(name), name, column)
    return channels, items_table(), pa.table(UNITS)


def of_narrow_numbers(to: Any) -> Callable[[], tuple[Any, Any, Any]]:
    def of() -> tuple[Any, Any, Any]:
        units, channels = pa.table(UNITS), channels_table()
        units = units.set_column(2, "order", units["order"].cast(to))
        place = channels.schema.get_field_index("rank")
        return channels.set_column(place, "rank", channels["rank"].cast(to)), items_table(), units

    return of


def of_polars() -> tuple[Any, Any, Any]:
    return pl.DataFrame(CHANNELS), pl.from_arrow(items_table()), pl.DataFrame(UNITS)


def of_polars_categories() -> tuple[Any, Any, Any]:
    rows = pl.from_arrow(items_table()).with_columns(pl.col("channel").cast(pl.Categorical))
    return pl.DataFrame(CHANNELS).with_columns(pl.col("kind").cast(pl.Categorical)), rows, pl.DataFrame(UNITS)


def of_pandas() -> tuple[Any, Any, Any]:
    channels = pd.DataFrame(CHANNELS)
    channels["rank"] = channels["rank"].astype("Int64")
    return channels, pd.DataFrame(items()), pd.DataFrame(UNITS)


def of_pandas_categories() -> tuple[Any, Any, Any]:
    rows = pd.DataFrame(items())
    rows["channel"] = rows["channel"].astype("category")
    channels = channels_table().to_pandas(types_mapper=pd.ArrowDtype)
    return channels, rows, pd.DataFrame(UNITS)


def of_duckdb() -> tuple[Any, Any, Any]:
    db = duckdb.connect()
    db.execute("set timezone = 'UTC'")
    for name, table in (("channels", channels_table()), ("rows", items_table()), ("units", pa.table(UNITS))):
        db.register(name, table)
    db.execute("create type kinds as enum ('weibo', 'wechat', 'column')")
    return (
        db.sql("select * replace (kind::kinds as kind) from channels"),
        db.sql("from rows"),
        db.sql('select id, name, sum("order")::hugeint as "order" from units group by all order by 3'),
    )


def of_dicts() -> tuple[Any, Any, Any]:
    rows = items()
    return (
        CHANNELS,
        [dict(zip(rows, cells)) for cells in zip(*rows.values())],
        [{"id": one, "name": name, "order": order} for one, name, order in zip(*UNITS.values())],
    )


def of_texts() -> tuple[Any, Any, Any]:
    """Every cell as a file would hold it."""

    def written(cell: Any) -> Any:
        return cell.isoformat() if isinstance(cell, date) else None if cell is None else str(cell)

    def texts(columns: dict[str, list[Any]]) -> Any:
        return pa.table({name: pa.array([written(cell) for cell in cells], pa.string()) for name, cells in columns.items()})

    return texts(CHANNELS), texts(items()), texts(UNITS)


def of_its_own_tables() -> tuple[Any, Any, Any]:
    return channels_table(), items_table(), plan().inspect(channels_table(), items_table(), pa.table(UNITS)).units


WAYS: dict[str, Callable[[], tuple[Any, Any, Any]]] = {
    "batches": of_pyarrow_batches,
    "reader": of_a_reader,
    "sliced": of_sliced_tables,
    "large_string": cast_texts(pa.large_string()),
    "string_view": cast_texts(pa.string_view()),
    **{f"dictionary {index}": of_dictionaries(index, pa.string())
       for index in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())},
    "dictionary of large_string": of_dictionaries(pa.int32(), pa.large_string()),
    "dictionary of string_view": of_dictionaries(pa.int16(), pa.string_view()),
    "dictionary of times": of_dictionaries_of_times,
    **{f"timestamp {unit} {zone}": cast_times(pa.timestamp(unit, zone))
       for unit in ("s", "ms", "us", "ns") for zone in (None, "UTC", "Asia/Tokyo")},
    "date64": of_days_in_milliseconds,
    **{f"order {to}": of_narrow_numbers(to)
       for to in (pa.int8(), pa.int16(), pa.int32(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())},
    "polars": of_polars,
    "polars categories": of_polars_categories,
    "pandas": of_pandas,
    "pandas categories": of_pandas_categories,
    "duckdb": of_duckdb,
    "dicts": of_dicts,
    "texts": of_texts,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_the_answer_is_the_same_whatever_the_tables_come_as(way: str) -> None:
    channels, rows, units = WAYS[way]()
    assert plan().inspect(channels, rows, units) == plain()


@pytest.mark.parametrize("threads", [2, 5])
@pytest.mark.parametrize("way", ["batches", "sliced", "dictionary uint8"])
def test_any_number_of_threads_gives_the_same_answer(way: str, threads: int) -> None:
    channels, rows, units = WAYS[way]()
    answer = plan().inspect(channels, rows, units, threads=threads)
    assert pickle.dumps(answer) == pickle.dumps(plain())


def test_the_order_of_rows_changes_nothing() -> None:
    rows = items_table()
    turned = rows.take(pa.array(range(len(rows) - 1, -1, -1)))
    channels = channels_table().take(pa.array([3, 1, 4, 0, 2]))
    assert plan().inspect(channels, turned, pa.table(UNITS)) == plain()


def test_a_day_alone_is_a_day() -> None:
    rows = {"channel": ["b", "b"], "published_at": [date(2022, 10, 3)] * 2}
    of_days = plan().inspect(channels_table(), pa.table(rows))
    of_texts = plan().inspect(channels_table(), {"channel": ["b", "b"], "published_at": ["2022-10-03"] * 2})
    assert of_days == of_texts
    assert of_days.account["in_period"] == 2


def test_a_column_of_nothing_is_absent_in_every_row() -> None:
    rows = items_table()
    nothing = rows.set_column(1, "published_at", pa.nulls(len(rows)))
    assert plan().inspect(channels_table(), nothing).account["undated"] == len(rows)
    channels = channels_table()
    place = channels.schema.get_field_index("closed_on")
    never = channels.set_column(place, "closed_on", pa.nulls(len(channels)))
    without = channels.drop_columns(["closed_on"])
    assert plan().inspect(never, rows) == plan().inspect(without, rows)


def test_whole_numbers_are_ids_like_any_text() -> None:
    numbers = pa.table({"id": [1, 20], "unit": [7, 8], "kind": ["wechat", "column"]})
    rows = pa.table({"channel": pa.array([20, 1], pa.uint16()), "published_at": [date(2022, 10, 3)] * 2})
    answer = plan().inspect(numbers, rows)
    assert answer.units.to_pydict()["unit_id"] == ["7", "8"]
    assert answer.account["unknown_channel"] == 0


def test_bytes_that_are_no_text_are_no_channel() -> None:
    ids = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\4\0\0\0"), pa.py_buffer(b"b\xff\xfe\xfd")]
    )
    rows = pa.table({"channel": ids, "published_at": pa.array([date(2022, 10, 3)] * 2)})
    account = plan().inspect(channels_table(), rows).account
    assert (account["rows"], account["unknown_channel"]) == (2, 1)


def test_columns_that_nobody_reads_may_be_of_any_type() -> None:
    channels = channels_table().append_column("ratio", pa.array([[0.5]] * 5))
    assert plan().inspect(channels, items_table(), pa.table(UNITS)) == plain()
    # of publications one pass reads the channel and the time
    rows = items_table()
    with_weights = rows.append_column("weights", pa.array([[1.5]] * len(rows)))
    assert pushes().long_way is None
    assert pushes().inspect(channels, with_weights) == pushes().inspect(channels, rows)


def test_every_column_tells_publications_apart() -> None:
    def counted(**columns: Any) -> Any:
        rows = pa.table({"channel": ["c"] * 3, "published_at": [datetime(2022, 10, 10, tzinfo=ZONE)] * 3, **columns})
        answer = plan().inspect(channels_table(), rows, pa.table(UNITS))
        return answer.units.to_pydict()["items"][1]

    assert counted() == 1
    assert counted(title=["a", "b", "b"]) == 2
    assert counted(note=["a", "b", "b"]) == 2
    assert counted(score=pa.array([0.5, 0.25, None])) == 3
    assert counted(score=pa.array([0.5, 0.5, 0.5])) == 1
    assert counted(number=pa.array([1, 2, 3], pa.int16())) == 3
    assert counted(number=pa.array(["x", "x", "y"]).dictionary_encode()) == 2
    assert counted(id=pa.array([7, 7, 8], pa.uint32()), title=["a", "b", "b"]) == 1  # 7 says two things
    with pytest.raises(TypeError, match="weights"):
        counted(weights=[[1.5], [1.5], [2.5]])


# From files.


def files(folder: Path, encoding: str = "utf-8", more: str = "") -> tuple[Path, Path]:
    def written(cell: Any) -> str:
        text = cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else "" if cell is None else str(cell)
        return '"' + text.replace('"', '""') + '"'

    def lines(columns: dict[str, list[Any]]) -> str:
        rows = [",".join(columns), *(",".join(map(written, cells)) for cells in zip(*columns.values()))]
        return "\r\n".join(rows) + "\r\n"

    paths = folder / "channels.csv", folder / "publications.csv"
    rows = items()
    rows["title"] = [f'"一",\n二 {row}' for row in range(len(rows["channel"]))]
    for path, text in zip(paths, (lines(CHANNELS), lines(rows) + more)):
        path.write_bytes(text.encode(encoding))
    return paths


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("threads", [1, 2])
def test_files_are_judged_as_their_rows(tmp_path: Path, encoding: str, threads: int) -> None:
    channels, publications = files(tmp_path, encoding)
    expected = pushes().inspect(channels_table(), items_table())
    given = {"threads": threads, "encoding": encoding.replace("-sig", "")}
    assert pushes().inspect(channels, publications, **given) == expected
    assert pushes().inspect(str(channels), str(publications), **given) == expected


def test_rows_of_another_width_are_told(tmp_path: Path) -> None:
    account = pushes().inspect(*files(tmp_path, more="b\r\nb,2022-10-05,x,y,z\r\n")).account
    assert (account["rows"], account["misfits"]) == (30, 2)


def test_files_that_cannot_be_taken_are_refused(tmp_path: Path) -> None:
    channels, publications = files(tmp_path, "gb18030")
    with pytest.raises(FileNotFoundError, match="none.csv"):
        pushes().inspect(channels, tmp_path / "none.csv")
    with pytest.raises(tongbao.InputError) as told:
        pushes().inspect(channels, publications)
    assert told.value.code == "encoding.not_utf8"
    with pytest.raises(ValueError, match="latin1"):
        pushes().inspect(channels, publications, encoding="latin1")
    with pytest.raises(TypeError, match="units"):
        pushes().inspect(channels, publications, pa.table(UNITS))
    with pytest.raises(TypeError, match="publications"):
        pushes().inspect(channels, items_table())
    with pytest.raises(ValueError, match="encoding"):
        pushes().inspect(channels_table(), items_table(), encoding="utf-8")


# In parts.


def in_parts(tongbao_plan: tongbao.Plan, parts: int) -> list[bytes]:
    rows = items_table()
    return [
        tongbao_plan.tally(channels_table(), rows.take(pa.array(range(part, len(rows), parts), pa.int64())), pa.table(UNITS))
        for part in range(parts)
    ]


def pushes(**changes: Any) -> tongbao.Plan:
    """A plan that counts pushes: a title tells none of them apart."""
    return plan(rules=RULES.replace('count = "publications"', 'count = "pushes"'), **changes)


@pytest.mark.parametrize("parts", [1, 2, 7, 40])
def test_parts_counted_apart_are_judged_as_the_whole(parts: int) -> None:
    whole = pushes().inspect(channels_table(), items_table(), pa.table(UNITS))
    tallies = in_parts(pushes(), parts)
    assert pushes().judge(channels_table(), reversed(tallies), pa.table(UNITS)) == whole
    moved = pickle.loads(pickle.dumps(pushes()))
    assert in_parts(moved, parts) == tallies


def test_parts_counted_by_other_processes_are_judged_as_the_whole() -> None:
    whole = pushes().inspect(channels_table(), items_table(), pa.table(UNITS))
    parts = [items_table().slice(0, 9), items_table().slice(9)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        given = [channels_table()] * 2, parts, [pa.table(UNITS)] * 2
        tallies = list(workers.map(pushes().tally, *given))
    assert pushes().judge(channels_table(), tallies, pa.table(UNITS)) == whole


def test_parts_of_something_else_are_refused() -> None:
    tallies = in_parts(pushes(), 2)
    other = channels_table().take(pa.array([4, 3, 2, 1, 0]))
    for judge in (
        lambda: pushes().judge(other, tallies, pa.table(UNITS)),
        lambda: pushes(check_point="2022-10-30").judge(channels_table(), tallies, pa.table(UNITS)),
        lambda: pushes().judge(channels_table(), [tallies[0][:-1]], pa.table(UNITS)),
        lambda: pushes().judge(channels_table(), [b""], pa.table(UNITS)),
    ):
        with pytest.raises(tongbao.InputError, match="summary"):
            judge()
    with pytest.raises(ValueError, match="inspect"):
        plan().judge(channels_table(), in_parts(plan(), 2), pa.table(UNITS))
    with pytest.raises(tongbao.InputError, match="published_at"):
        pushes().tally(channels_table(), items_table().drop_columns(["published_at"]))


# One at a time.


def test_a_monitor_stands_where_a_run_over_all_items_comes_to() -> None:
    rows = items_table()
    monitor = pushes().monitor(channels_table(), rows.slice(0, 0), pa.table(UNITS))
    told: dict[tuple[Any, Any], Any] = {
        key: True for key in zip(*(monitor.findings().to_pydict()[name] for name in ("rule", "channel_id")))
    }
    names = CHANNELS["id"]
    for number, (channel, at) in enumerate(zip(items()["channel"], items()["published_at"]), 1):
        if channel == "nobody" or at is None:
            continue
        for change in monitor.add(monitor.channel(channel), int(at.timestamp())):
            key = change.rule, None if change.channel is None else names[change.channel]
            assert change.of_unit == (change.channel is None)
            told.pop(key, None)
            if not change.cleared:
                told[key] = change.slices or change.last or change.value
        known = [row for row in range(number) if items()["channel"][row] != "nobody"]
        whole = pushes().inspect(channels_table(), rows.take(pa.array(known, pa.int64())), pa.table(UNITS))
        assert monitor.answer().findings == whole.findings
        of_channels = [key for key in told if key[1] is not None]
        found = [*whole.findings.to_pydict()["channel_id"], *whole.notices.to_pydict()["channel_id"]]
        assert sorted(key[1] for key in of_channels) == sorted(name for name in found if name is not None)
    own = monitor.findings_of(monitor.channel("b")).to_pydict()
    assert own["wording"] == ["fewer than two (2022-10-17..2022-10-23)"]


def test_many_at_once_and_one_by_one_come_to_the_same() -> None:
    rows = [(channel, at) for channel, at in zip(items()["channel"], items()["published_at"]) if at and channel != "nobody"]
    none = items_table().slice(0, 0)
    one, many = (pushes().monitor(channels_table(), none) for _ in range(2))
    numbers = [one.channel(channel) for channel, _ in rows]
    seconds = [int(at.timestamp()) for _, at in rows]
    for number, second in zip(numbers, seconds):
        one.add(number, second)
    assert many.add_all(numbers, seconds)
    assert one.answer() == many.answer()
    saved = many.to_bytes()
    assert pushes().resume(channels_table(), saved).answer() == many.answer()
    assert many.findings() == one.findings()
    assert one.add(numbers[0], seconds[0]) == ()
    with pytest.raises(KeyError):
        one.channel("nobody")
    with pytest.raises(IndexError):
        one.add(99, 0)
    with pytest.raises(tongbao.InputError):
        pushes().resume(channels_table(), saved[:-1])
    with pytest.raises(tongbao.InputError):
        one.advance(date(2022, 11, 9))
    assert one.advance(date(2022, 11, 12)) == ()


def told(change: Any) -> tuple[Any, ...]:
    return change.rule, change.channel, change.unit, change.of_unit, change.last, change.value, tuple(change.slices)


def test_what_stands_after_an_item_is_what_is_found_then() -> None:
    none = items_table().slice(0, 0)
    followed, asked, made = (pushes().monitor(channels_table(), none, pa.table(UNITS)) for _ in range(3))
    made.told_as(told)
    for channel, at in zip(items()["channel"], items()["published_at"]):
        if channel == "nobody" or at is None:
            continue
        second, number = int(at.timestamp()), followed.channel(channel)
        followed.add(number, second)
        found = followed.findings_of(number).to_pydict()
        standing = asked.findings_after(channel, second)
        rows = zip(found["rule"], (id is None for id in found["channel_id"]))
        assert sorted((one.rule, one.of_unit) for one in standing) == sorted(rows)
        assert made.findings_after(number, second) == tuple(told(one) for one in standing)
        assert [told(one) for one in asked.standing(channel)] == [told(one) for one in followed.standing(number)]
        # the same again as long as nothing changes
        assert asked.findings_after(channel, second) is asked.standing(number)
    for channel in CHANNELS["id"]:
        assert made.standing(channel) == tuple(told(one) for one in asked.standing(channel))
    for monitor in (asked, made):
        monitor.advance(date(2022, 11, 20))
    assert made.standing("b") == tuple(told(one) for one in asked.standing("b"))
    with pytest.raises(KeyError):
        asked.findings_after("nobody", 0)
    with pytest.raises(IndexError):
        asked.standing(99)


def test_what_makes_something_of_a_finding_may_fail_and_cannot_call_the_monitor() -> None:
    monitor = pushes().monitor(channels_table(), items_table().slice(0, 0), pa.table(UNITS))
    first = monitor.standing("b")
    monitor.told_as(lambda change: monitor.channel("b"))
    with pytest.raises(RuntimeError, match="meanwhile"):
        monitor.standing("b")
    monitor.told_as(lambda change: 1 // 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            monitor.standing("b")
    monitor.told_as(lambda change: change.rule)
    assert monitor.standing("b") == tuple(change.rule for change in first)


# What comes out.


def test_the_findings_arrive_whole_everywhere() -> None:
    answer = plain()
    expected = answer.findings.to_pydict()
    found = pa.table(answer.findings)
    found.validate(full=True)
    assert found.to_pydict() == expected
    assert pl.DataFrame(answer.findings).to_dict(as_series=False) == expected
    frame = pd.DataFrame.from_arrow(answer.findings)
    assert list(frame["wording"]) == expected["wording"]
    assert list(frame["rule"]) == expected["rule"]
    findings = answer.findings  # noqa: F841 (DuckDB reads the variable)
    assert duckdb.sql("select wording from findings where rule = 'stale'").fetchall() == [("last: 2022-10-10",)]


def test_every_table_has_the_columns_that_it_says() -> None:
    answer = plain()
    for name in ("findings", "notices", "undecided", "units", "totals", "outcomes"):
        table = getattr(answer, name)
        read = pa.table(table)
        read.validate(full=True)
        assert read.column_names == table.column_names
        assert len(read) == len(table)
        assert read.to_pydict() == table.to_pydict()
        assert pa.schema(table).names == table.column_names


def test_an_empty_table_has_its_columns() -> None:
    answer = plan().inspect(channels_table().slice(0, 0), items_table().slice(0, 0), pa.table(UNITS).slice(0, 0))
    for table in (answer.findings, answer.units, answer.undecided):
        read = pa.table(table)
        assert len(read) == 0
        assert read.column_names == plain().findings.column_names or table is not answer.findings


def test_what_went_out_outlives_its_answer() -> None:
    answer = plain()
    findings, expected = pa.table(answer.findings), answer.findings.to_pydict()
    del answer
    assert findings.to_pydict() == expected


def test_an_answer_goes_in_again() -> None:
    units = plan().inspect(channels_table(), items_table(), pa.table(UNITS)).units
    roster = pa.table(units).select(["unit_id", "unit"]).rename_columns(["id", "name"])
    again = plan().inspect(channels_table(), items_table(), roster)
    assert sorted(again.units.to_pydict()["unit_id"]) == ["u1", "u2", "u3"]


def test_a_notebook_shows_rows_and_no_markup_of_the_data() -> None:
    html = plain().findings._repr_html_()
    assert "last: 2022-10-10" in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


# What travels.


def test_plans_and_answers_travel() -> None:
    for moved in (pickle.loads(pickle.dumps(plan())), copy.deepcopy(plan())):
        assert moved == plan()
        assert hash(moved) == hash(plan())
        answer = moved.inspect(channels_table(), items_table(), pa.table(UNITS))
        assert answer == plain()
        assert pickle.loads(pickle.dumps(answer)) == answer
    assert plan(times="rfc3339") != plan()


def test_a_plan_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        plan().rules = "other"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        plain().findings = None  # type: ignore[misc]


def test_only_the_declared_form_of_times_is_read() -> None:
    rows = {"channel": ["b"] * 3, "published_at": ["2022-10-03T09:00:00+08:00", "2022-10-03 09:00", ""]}
    wide, strict = plan().inspect(CHANNELS, rows).account, plan(times="rfc3339").inspect(CHANNELS, rows).account
    assert (wide["bad_date"], wide["undated"]) == (0, 1)
    assert (strict["bad_date"], strict["undated"]) == (1, 1)


def test_the_declared_form_of_times_holds_where_rows_are_compared_whole() -> None:
    times = ["2022-10-03T09:00:00+08:00", "2022-10-03 10:00", "2022-10-03T11:00:00", "2022/10/03"]
    rows = {"channel": ["b"] * 4, "published_at": times, "id": ["1", "2", "3", "4"]}
    answer = plan(times="rfc3339").inspect(CHANNELS, rows)
    assert answer.account["bad_date"] == 3
    assert dict(zip(answer.units.to_pydict()["unit_id"], answer.units.to_pydict()["items"]))["u2"] == 1
    # what is a time already has no form
    dated = items_table().append_column("id", pa.array([str(row) for row in range(len(items_table()))]))
    assert plan(times="rfc3339").inspect(CHANNELS, dated) == plan().inspect(CHANNELS, dated)
    assert plan(times="rfc3339").inspect(CHANNELS, dated).account["in_period"] == 19


# What is refused.


def refused(said: str, channels: Any = None, rows: Any = None, error: Any = TypeError, **settings: Any) -> None:
    for lang in ("zh", "en"):
        with pytest.raises(error) as told:
            plan(lang=lang, **settings).inspect(
                channels_table() if channels is None else channels, items_table() if rows is None else rows
            )
        assert said in str(told.value)


def test_what_is_no_table_is_refused_with_what_to_do() -> None:
    refused(".collect()", rows=pl.from_arrow(items_table()).lazy())
    refused("pyarrow", rows=42)
    refused("publications", rows=pa.array([1, 2]))


def test_a_column_of_a_type_that_says_too_little_is_refused() -> None:
    rows = items_table()
    refused("published_at", rows=rows.set_column(1, "published_at", pa.array([0.5] * len(rows))))
    channels = channels_table()
    refused("rank", channels=channels.set_column(7, "rank", pa.array([0.5] * 5)))


def test_a_wrong_roster_is_refused() -> None:
    twice = pa.concat_tables([channels_table()] * 2)
    for lang in ("zh", "en"):
        with pytest.raises(tongbao.InputError) as told:
            plan(lang=lang).inspect(twice, items_table())
        assert told.value.code == "id.twice"
    refused("unit", channels=channels_table().drop_columns(["unit"]), error=tongbao.InputError)
    refused("channel", rows=items_table().drop_columns(["channel"]), error=tongbao.InputError)
    refused("id", channels={"id": ["a"], "unit": [], "kind": ["weibo"]}, error=ValueError)
    refused("\\ud800", channels={"id": ["\ud800"], "unit": ["u"], "kind": ["weibo"]}, error=ValueError)


def test_a_producer_that_fails_is_told() -> None:
    def failing() -> Any:
        yield items_table().to_batches()[0]
        raise RuntimeError("the network is down")

    reader = pa.RecordBatchReader.from_batches(items_table().schema, failing())
    with pytest.raises(RuntimeError, match="the network is down"):
        plan().inspect(channels_table(), reader)


def test_settings_are_checked_where_they_are_given() -> None:
    with pytest.raises(tongbao.RuleSetError) as told:
        plan(rules=RULES.replace("more_than", "more_then"))
    assert told.value.line
    with pytest.raises(tongbao.InputError):
        plan(period="2022-13")
    for wrong in ({"lang": "fr"}, {"times": "iso"}):
        with pytest.raises(ValueError, match="|".join(wrong)):
            plan(**wrong)
    for threads in (0, -1, 1.5, True):
        with pytest.raises(ValueError, match="threads"):
            plan().inspect(channels_table(), items_table(), threads=threads)  # type: ignore[arg-type]


def test_the_error_of_a_rule_file_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(RULES.replace("at_least = 2", "at_leest = 2"), encoding="utf-8")
    with pytest.raises(tongbao.RuleSetError) as told:
        plan(rules=file)
    assert told.value.file.endswith("own.toml")


# What it costs to have it.


def test_nothing_is_imported_for_it() -> None:
    code = """
import sys, tongbao
plan = tongbao.Plan(rules="zhanggong-2022", period="2022-10", as_of="2022-11-15", coverage=("2022-09-26", "2022-11-15"))
answer = plan.inspect({"id": ["a"], "unit": ["u"], "kind": ["wechat"]}, {"channel": ["a"], "published_at": ["2022-10-05"]})
answer.findings.to_pydict(), answer.findings._repr_html_(), answer.findings.__arrow_c_stream__()
print(*sorted({"pyarrow", "pandas", "polars", "duckdb", "numpy"} & set(sys.modules)))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == []
