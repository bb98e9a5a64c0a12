"""tongbao as a peer of the comparison (docs/BENCHMARKS.md): its public API and the rule set beside this file.

The comparison asks for one form of answer: findings as rule, unit_id, channel_id, detail; units; totals. What is done here
beyond calling tongbao is that form: names of rules, no nulls.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

import tongbao

RULES = Path(__file__).resolve().parent / "rules.toml"
PLAN = tongbao.Plan(
    rules=RULES,
    period="2022-10",
    as_of="2022-11-10",
    coverage={"publications": {"from": "always", "to": "2022-11-10"}},
    lang="en",
    times="rfc3339",
)
# Which rules of the set are which of the comparison.
NAMES = {
    "account-weekly": "R1",
    "account-never": "R2",
    "account-stale": "R2",
    "column-blank": "R2",
    "column-stale": "R2",
    "unit-few": "R3",
}
FINDINGS = ["rule", "unit_id", "channel_id", "wording"]
UNITS = ["unit_id", "channels", "posts", "rank", "r1", "r2"]
NO_CHANNEL, NOTHING = pa.array([""]), pa.scalar(0, pa.int64())


def arrow(channels: pa.Table, posts: pa.Table) -> dict[str, object]:
    """From tables in memory."""
    return _result(PLAN.inspect(channels, posts, threads=2))


def csv(channels_csv: str, posts_csv: str) -> dict[str, object]:
    """From files."""
    return _result(PLAN.inspect(channels_csv, posts_csv, threads=2))


@functools.cache
def _names(rules: tuple[str, ...]) -> pa.Array:
    return pa.array([NAMES[rule] for rule in rules])


# The first array of a process makes pyarrow look for pandas, which takes longer than all else.
_names(tuple(NAMES))


def _result(answer: tongbao.Answer) -> dict[str, object]:
    found = pa.table(answer.findings.select(FINDINGS))
    rule = found["rule"].chunk(0)
    names = _names(tuple(rule.dictionary.to_pylist()))
    channel = found["channel_id"].chunk(0)
    ids = pa.concat_arrays([channel.dictionary, NO_CHANNEL])  # a unit's finding is of no channel
    findings = pa.Table.from_arrays(
        [
            pa.DictionaryArray.from_arrays(rule.indices, names),
            found["unit_id"],
            pa.DictionaryArray.from_arrays(pc.fill_null(channel.indices, len(ids) - 1), ids),
            found["wording"],
        ],
        names=["rule", "unit_id", "channel_id", "detail"],
    )
    units = pa.table(answer.units.select(UNITS))
    for name in ("r1", "r2"):  # of a unit without an account there is no number of breaches, not even 0
        units = units.set_column(UNITS.index(name), name, pc.fill_null(units[name], NOTHING))
    account = answer.account
    month = answer.totals.to_pydict()["value"][0]
    totals = {
        "rows": account["rows"],
        "bad_date": account["undated"] + account["bad_date"],
        "unknown_channel": account["unknown_channel"],
        "month_posts": month,
        "month_duplicates": account["in_period"] - month,
    }
    return {"findings": findings, "units": units, "totals": totals}


Row = tuple[str, str, str, str]


class Incremental:
    """One post at a time: the monitor gives what stands of its channel and unit, told as rows."""

    def __init__(self, channels: pa.Table, posts: pa.Table) -> None:
        monitor = PLAN.monitor(channels, posts)
        self._ids = channels["channel_id"].to_pylist()
        # units have their numbers in the order in which the channels first name them
        self._units = list(dict.fromkeys(channels["unit_id"].to_pylist()))
        monitor.told_as(self._row)
        for channel in range(len(self._ids)):
            monitor.standing(channel)
        self.apply: Callable[[str, int], tuple[Row, ...]] = monitor.findings_after

    def _row(self, finding: tongbao.Change) -> Row:
        channel = finding.channel
        name, detail = TOLD[finding.rule]
        return name, self._units[finding.unit], "" if channel is None else self._ids[channel], detail(finding)


@functools.cache
def _week(first: datetime.date, _: datetime.date, count: int) -> str:
    return f"{first}={count}"


def _weeks(finding: tongbao.Change) -> str:
    return ";".join(itertools.starmap(_week, finding.slices))


def _stale(finding: tongbao.Change) -> str:
    return f"stale={_iso(finding.last)}"


_iso = functools.cache(str)
DETAILS = {
    "account-weekly": _weeks,
    "account-never": lambda _: "never",
    "account-stale": _stale,
    "column-blank": lambda _: "blank",
    "column-stale": _stale,
    "unit-few": lambda finding: f"posts={finding.value}",
}
TOLD = {rule: (name, DETAILS[rule]) for rule, name in NAMES.items()}
