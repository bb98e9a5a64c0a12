"""tongbao as a peer of the comparison (docs/BENCHMARKS.md): its public API and the rule set beside this file.

The comparison asks for one form of answer: findings as rule, unit_id, channel_id, detail; units; totals. What is done here
beyond calling tongbao is that form: names of rules, no nulls.
"""

from __future__ import annotations

import functools
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
UNITS = ["unit_id", "channels", "posts", "rank", "r1", "r2"]
# The same as arrays, made once: the first array of a process makes pyarrow look for pandas, which takes longer than all else.
OWN, THEIRS = pa.array(list(NAMES)), pa.array(list(NAMES.values()))
NONE, NOTHING = pa.scalar(""), pa.scalar(0, pa.int64())


def arrow(channels: pa.Table, posts: pa.Table) -> dict[str, object]:
    """From tables in memory."""
    return _result(PLAN.inspect(channels, posts, threads=2))


def csv(channels_csv: str, posts_csv: str) -> dict[str, object]:
    """From files."""
    return _result(PLAN.inspect(channels_csv, posts_csv, threads=2))


def _result(answer: tongbao.Answer) -> dict[str, object]:
    found = pa.table(answer.findings)
    rule = found["rule"].chunk(0)
    names = THEIRS.take(pc.index_in(rule.dictionary, OWN))
    channel = found["channel_id"].chunk(0).dictionary_decode()  # a unit's finding is of no channel
    findings = pa.Table.from_arrays(
        [
            pa.DictionaryArray.from_arrays(rule.indices, names),
            found["unit_id"],
            pc.fill_null(channel, NONE),
            found["wording"],
        ],
        names=["rule", "unit_id", "channel_id", "detail"],
    )
    units = pa.table(answer.units).select(UNITS)
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
    """One post at a time: the monitor tells what changed, and the rows of a channel and its unit are kept as last told."""

    def __init__(self, channels: pa.Table, posts: pa.Table) -> None:
        monitor = PLAN.monitor(channels, posts)
        self._add = monitor.add
        ids, owners = channels["channel_id"].to_pylist(), channels["unit_id"].to_pylist()
        of_units: dict[str, list[Row]] = {owner: [] for owner in owners}
        self._known: dict[str, tuple[int, str, list[Row], list[Row]]] = {
            channel: (monitor.channel(channel), owner, [], of_units[owner]) for channel, owner in zip(ids, owners)
        }
        found = monitor.findings().to_pydict()
        for rule, unit, channel, text in zip(*(found[name] for name in ("rule", "unit_id", "channel_id", "wording"))):
            rows = of_units[unit] if channel is None else self._known[channel][2]
            rows.append((NAMES[rule], unit, channel or "", text))

    def apply(self, channel_id: str, seconds: int) -> list[Row]:
        """Adds a post; the findings of its channel and of its unit as they now stand."""
        channel, unit, own, of_unit = self._known[channel_id]
        changes = self._add(channel, seconds)
        if changes:
            told = {NAMES[change.rule] for change in changes}
            own[:] = [row for row in own if row[0] not in told]
            of_unit[:] = [row for row in of_unit if row[0] not in told]
            for change in changes:
                if not change.cleared:
                    rule = change.rule
                    rows, name = (of_unit, "") if change.of_unit else (own, channel_id)
                    rows.append((NAMES[rule], unit, name, _detail(rule, change)))
        return own + of_unit


def _detail(rule: str, change: tongbao.Change) -> str:
    if rule == "account-weekly":
        return ";".join([f"{_iso(first)}={count}" for first, _, count in change.slices])
    if rule == "unit-few":
        return f"posts={change.value}"
    if rule == "column-blank":
        return "blank"
    return "never" if rule == "account-never" else f"stale={_iso(change.last)}"


_iso = functools.cache(str)
