"""Errors carry what is wrong, where, and what to do next."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

import tongbao

RULES = """\
format = 1
id = "own"
version = 1
title = { zh = "示例", en = "sample" }
effective = { from = 2022-01-01 }

[rule.monthly]
of = "account"
measure = { count = "publications" }
require = { at_leest = 10 }
text = { zh = "更新不足十次", en = "fewer than ten updates" }
basis = { document = "示例文件" }
"""


def raised(small: dict[str, Any], **changes: Any) -> tongbao.TongbaoError:
    with pytest.raises(tongbao.TongbaoError) as told:
        tongbao.inspect(**{**small, "lang": "en", **changes})
    error = told.value
    assert isinstance(error, ValueError)
    assert error.code
    assert error.message
    assert error.next_step
    assert error.code in str(error)
    assert error.next_step in str(error)
    return error


def test_a_rule_file_is_told_with_line_and_column(small: dict[str, Any], tmp_path: Path) -> None:
    error = raised(small, rules=RULES)
    assert isinstance(error, tongbao.RuleSetError)
    assert (error.line, error.column) == (10, 13)
    assert "at_least" in str(error)
    (tmp_path / "own.toml").write_text(RULES, encoding="utf-8")
    from_file = raised(small, rules=tmp_path / "own.toml")
    assert from_file.file == str(tmp_path / "own.toml")
    assert (from_file.line, from_file.column, from_file.message) == (10, 13, error.message)


def test_an_unknown_rule_set_is_told_with_the_nearest(small: dict[str, Any]) -> None:
    error = raised(small, rules="zhanggong-2202")
    assert isinstance(error, tongbao.RuleSetError)
    assert error.value == "zhanggong-2202"
    assert "zhanggong-2022" in str(error)


@pytest.mark.parametrize("change", [{"period": "2022-13"}, {"as_of": "2022-02-30"}, {"offset": "+99:00"}])
def test_a_wrong_setting_is_told(small: dict[str, Any], change: dict[str, str]) -> None:
    error = raised(small, **change)
    assert isinstance(error, tongbao.InputError)
    assert error.value == next(iter(change.values()))


@pytest.mark.parametrize("missing", ["rules", "period", "as_of"])
def test_a_missing_setting_is_told(small: dict[str, Any], missing: str) -> None:
    error = raised(small, **{missing: None})
    assert missing in str(error)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(tongbao.InputError) as told:
        tongbao.inspect(tmp_path / "不存在", lang="en")
    assert "不存在" in str(told.value)


def test_errors_travel_by_pickle(small: dict[str, Any]) -> None:
    error = raised(small, rules=RULES)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)
    assert again.to_json() == error.to_json()
    assert json.loads(again.to_json())["problem"]["code"] == error.code


def test_errors_speak_chinese_unless_asked(small: dict[str, Any]) -> None:
    with pytest.raises(tongbao.TongbaoError) as told:
        tongbao.inspect(**{**small, "period": "2022-13"})
    assert any("\u4e00" <= character <= "\u9fff" for character in told.value.message)
