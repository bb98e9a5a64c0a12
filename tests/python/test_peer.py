"""The comparison's job (docs/BENCHMARKS.md) on small made-up tables: tongbao beside the same rules in plain Python."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
import tongbao_peer  # noqa: E402

ZONE = timezone(timedelta(hours=8))
EPOCH = date(1970, 1, 1)
FIRST, LAST = date(2022, 10, 1), date(2022, 10, 31)
MONDAYS = [date(2022, 10, day) for day in (3, 10, 17, 24)]
CLASSES = ["news", "notice", "policy", "other"]
# The last update may lie no earlier than this: two weeks, six months (the day clamped), twelve months before the last day.
EARLIEST = {
    "news": date(2022, 10, 17), "notice": date(2022, 4, 30), "policy": date(2022, 4, 30), "other": date(2021, 10, 31),
}  # fmt: skip


def made_up(seed: int) -> tuple[list[dict[str, Any]], list[tuple[Any, Any]]]:
    """Channels of ids of every form; posts crowded around the days on which something turns."""
    rng = random.Random(seed)
    form = ["ch-{:06}", "渠道·{}", "w.{}", "gov.example/xxxxxxxxxxxxxxxxxxxxxxxx/{}", "{}"]
    channels: list[dict[str, Any]] = []
    for number in rng.sample(range(10_000), 80):
        kind = rng.choice(["website_column", "wechat", "weibo"])
        opened = rng.choice([date(2015, 1, 1), date(2021, 12, 1), date(2022, 10, rng.randint(1, 31)), date(2022, 11, 1)])
        closed = rng.choice([None, None, None, date(2022, 10, rng.randint(2, 31)), date(2022, 11, 1), date(2023, 1, 1)])
        channels.append(
            {
                "channel_id": form[number % 5].format(number),
                "unit_id": f"u-{rng.randint(1, 15)}",
                "kind": kind,
                "column_class": rng.choice(CLASSES) if kind == "website_column" else None,
                "opened_on": opened,
                "closed_on": None if closed is None or closed < opened else closed,
            }
        )
    turns = [*EARLIEST.values(), *MONDAYS, FIRST, LAST, date(2022, 11, 1), date(2022, 9, 30), date(2022, 10, 30)]
    posts: list[tuple[Any, Any]] = []
    for channel in channels:
        for _ in range(rng.choice([0, 1, 1, 3, 12, 30])):
            day = rng.choice(turns) + timedelta(days=rng.choice([-1, 0, 0, 0, 1, 3]))
            if day < channel["opened_on"]:
                continue  # a gap does not begin before its channel, whatever is dated earlier
            second = rng.choice([0, 86_399, rng.randrange(86_400)])
            at = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(seconds=second)
            posts += [(channel["channel_id"], at)] * rng.choice([1, 1, 1, 2])
    posts += [("nobody", posts[0][1])] * 3 + [(posts[1][0], None), ("nobody", None)]
    rng.shuffle(posts)
    return channels, posts


def plain(channels: list[dict[str, Any]], posts: list[tuple[Any, Any]]) -> dict[str, Any]:
    """The job as one would first write it down."""
    known = {channel["channel_id"] for channel in channels}
    seen: dict[str, set[datetime]] = defaultdict(set)
    bad = unknown = in_month = 0
    for channel, at in posts:
        if at is None:
            bad += 1
        elif channel not in known:
            unknown += 1
        elif at.astimezone(ZONE).date() <= LAST:
            seen[channel].add(at)
            in_month += at.astimezone(ZONE).date() >= FIRST
    findings: list[tuple[str, str, str, str]] = []
    units: dict[str, dict[str, int]] = {}
    for channel in channels:
        name, kind, opened, closed = (channel[key] for key in ("channel_id", "kind", "opened_on", "closed_on"))
        unit = units.setdefault(channel["unit_id"], {"channels": 0, "posts": 0, "r1": 0, "r2": 0})
        days = Counter(at.astimezone(ZONE).date() for at in seen[name])
        unit["channels"] += 1
        unit["posts"] += sum(count for day, count in days.items() if day >= FIRST)
        end = closed or date.max
        if kind != "website_column":
            few = []
            for monday in MONDAYS:
                count = sum(days[monday + timedelta(days=day)] for day in range(7))
                if opened <= monday and end >= monday + timedelta(days=7) and count < 2:
                    few.append(f"{monday}={count}")
            if few:
                findings.append(("R1", channel["unit_id"], name, ";".join(few)))
                unit["r1"] += 1
        if opened <= LAST < end:
            limit = EARLIEST["news" if kind != "website_column" else channel["column_class"]]
            last = max(days, default=None)
            if last is None or last < limit:
                never = "blank" if kind == "website_column" else "never"
                findings.append(("R2", channel["unit_id"], name, never if last is None else f"stale={last}"))
                unit["r2"] += 1
    order = sorted(units, key=lambda unit: (-units[unit]["posts"], unit.encode()))
    findings += [("R3", unit, "", f"posts={units[unit]['posts']}") for unit in units if units[unit]["posts"] < 5]
    month = sum(unit["posts"] for unit in units.values())
    return {
        "findings": sorted(findings),
        "units": sorted(
            (name, unit["channels"], unit["posts"], order.index(name) + 1, unit["r1"], unit["r2"])
            for name, unit in units.items()
        ),
        "totals": {
            "rows": len(posts), "bad_date": bad, "unknown_channel": unknown, "month_posts": month,
            "month_duplicates": in_month - month,
        },
    }  # fmt: skip


def rows(table: Any) -> list[tuple[Any, ...]]:
    return sorted(zip(*table.to_pydict().values()))


@pytest.mark.parametrize("coded", [False, True], ids=["arrow", "dict"])
@pytest.mark.parametrize("seed", range(8))
def test_the_job_comes_to_what_plain_python_makes_of_it(seed: int, coded: bool) -> None:
    channels, posts = made_up(seed)
    ids = pa.array([channel for channel, _ in posts])
    times = pa.array([at for _, at in posts], pa.timestamp("s", "UTC"))
    table = pa.table({"channel_id": ids.dictionary_encode() if coded else ids, "published_at": times})
    result = tongbao_peer.arrow(pa.Table.from_pylist(channels), table)
    expected = plain(channels, posts)
    assert rows(result["findings"]) == expected["findings"]
    assert rows(result["units"]) == expected["units"]
    assert result["totals"] == expected["totals"]


def test_the_rules_are_the_same_in_the_form_that_javascript_takes() -> None:
    tomllib = pytest.importorskip("tomllib")
    written = tomllib.loads(tongbao_peer.RULES.read_text("utf-8"))
    handed = tongbao_peer.RULES.with_suffix(".json").read_text("utf-8")
    assert json.loads(json.dumps(written, default=str)) == json.loads(handed)
