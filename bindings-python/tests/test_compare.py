"""Two rule sets on the same records, seen from Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tongbao
from tongbao import types

from test_package import check

STRICTER = """\
format = 1
id = "stricter"
version = 1
title = { zh = "更严的指标", en = "Stricter rules" }
effective = { from = 2022-01-01 }
extends = "zhanggong-2022"

[tighten.account-weekly]
require = { at_least = 3 }
"""
KINDS = ("added", "cleared", "changed", "opened", "settled")


def records(small: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in small.items() if name != "rules"}


def test_a_rule_set_against_itself_makes_no_difference(small: dict[str, Any]) -> None:
    same = tongbao.compare(**records(small), rules="zhanggong-2022", against="zhanggong-2022")
    assert {kind: same[kind] for kind in (*KINDS, "units", "rules")} == dict.fromkeys((*KINDS, "units", "rules"), [])


def test_a_stricter_limit_adds_the_finding_that_it_causes(small: dict[str, Any]) -> None:
    difference = tongbao.compare(**records(small), rules=STRICTER, against="zhanggong-2022")
    assert check(difference, types.Comparison, "") == []
    assert [one["finding"]["subject"] for one in difference["added"]] == ["示例发布"]
    assert difference["added"][0]["other"] == "met"
    (cause,) = difference["added"][0]["by"]
    assert cause == {
        "kind": "rule",
        "id": "account-weekly",
        "before": "zhanggong-2022",
        "after": "stricter",
        "what": ["limit"],
    }
    assert difference["cleared"] == []
    back = tongbao.compare(**records(small), rules="zhanggong-2022", against=STRICTER)
    assert [one["finding"] for one in back["cleared"]] == [one["finding"] for one in difference["added"]]
    assert back["added"] == []


def test_a_set_of_the_catalogue_is_named_by_its_id(small: dict[str, Any], tmp_path: Path) -> None:
    expected = tongbao.compare(**records(small), rules=STRICTER, against="zhanggong-2022")
    file = tmp_path / "stricter.toml"
    file.write_text(STRICTER, encoding="utf-8")
    for catalogue in ([STRICTER], [file]):
        named = tongbao.compare(**records(small), rules="stricter", against="zhanggong-2022", rule_sets=catalogue)
        assert named == expected
    inspected = tongbao.inspect(**{**small, "rules": "stricter"}, rule_sets=[STRICTER])
    assert inspected.to_json() == tongbao.inspect(**{**small, "rules": STRICTER}).to_json()


def test_what_cannot_be_compared_is_refused(small: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="perod"):
        tongbao.compare(**records(small), rules=STRICTER, against="zhanggong-2022", perod=[])
    with pytest.raises(TypeError, match="rule_sets"):
        tongbao.compare(**records(small), rules=STRICTER, against="zhanggong-2022", rule_sets=STRICTER)  # type: ignore[arg-type]
    with pytest.raises(tongbao.RuleSetError) as told:
        tongbao.compare(**records(small), rules="zhanggong-2022", against="zhanggong-2202")
    assert told.value.value == "zhanggong-2202"
