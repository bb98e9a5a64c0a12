"""A folder is read through the same library as the command's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import tongbao

from conftest import ROOT

DISTRICT = ROOT / "examples" / "zhanggong-2022-10"


@pytest.fixture(scope="module")
def district() -> tongbao.Inspection:
    return tongbao.inspect(DISTRICT)


def test_the_district_shows_the_published_figures(district: tongbao.Inspection) -> None:
    assert district.registry["units"] == 45
    assert district.registry["columns"] == 580
    assert district.registry["accounts"] == 50
    assert district.statistics["publications"]["total"] == 680
    letters = district.statistics["letters"]
    assert (letters["received"], letters["replied"]) == (5, 5)
    assert letters["completion_rate"] == {"n": 5, "d": 5}
    assert letters["by_kind"] == [{"kind": "咨询", "count": 4}, {"kind": "投诉", "count": 1}]
    requests = district.statistics["requests"]
    assert (requests["received"], requests["answered"], requests["overdue"]) == (3, 3, 0)
    by_rule = {rule["rule"]: rule["breached"] for rule in district.outcomes}
    assert by_rule["account-weekly"] == 5
    assert by_rule["column-stale"] == 3
    few = {finding["unit"] for finding in district.findings if finding["rule"] == "unit-few-items"}
    assert few == {"区乡村振兴局", "区市场监督管理局"}
    assert district.rectification is not None
    assert district.rectification["due_on"] == "2022-11-22"
    assert district.report["reconstructed"]


def test_a_path_may_be_text(district: tongbao.Inspection) -> None:
    assert tongbao.inspect(str(DISTRICT)) == district


def test_arguments_replace_what_the_folder_says(district: tongbao.Inspection) -> None:
    assert tongbao.inspect(DISTRICT, rules="zhanggong-2022", period="2022-10", as_of=date(2022, 11, 15)) == district
    other = tongbao.inspect(DISTRICT, as_of="2022-11-10", lang="en")
    assert other.report["as_of"] == "2022-11-10"
    assert other.report["language"] == "en"


def test_explanations_and_outcomes_come_from_folders_too(district: tongbao.Inspection) -> None:
    finding = district.findings[0]
    full = tongbao.inspect(DISTRICT, all_outcomes=True, explain=[(finding["rule"], finding["subject_id"])])
    assert full.explanations[0]["outcome"]["outcome"] == "breached"
    assert len(full.all_outcomes) == sum(rule["selected"] for rule in full.outcomes)


def test_a_rule_set_of_ones_own_judges_a_folder(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text(
        """\
format = 1
id = "own"
version = 1
title = { zh = "示例", en = "sample" }
effective = { from = 2022-01-01 }

[rule.yearly]
of = "account"
measure = { count = "publications" }
require = { at_least = 0 }
text = { zh = "更新不足", en = "too few" }
basis = { document = "示例文件" }
""",
        encoding="utf-8",
    )
    by_path = tongbao.inspect(DISTRICT, rules=rules)
    assert by_path.report["rule_set"]["id"] == "own"
    assert by_path.findings == []
    assert tongbao.inspect(DISTRICT, rules=rules.read_text(encoding="utf-8")) == by_path


def test_a_rule_file_is_named_in_its_errors(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text("format = 1\nversoin = 1\n", encoding="utf-8")
    with pytest.raises(tongbao.RuleSetError) as told:
        tongbao.inspect(DISTRICT, rules=rules)
    assert told.value.file == str(rules)
    assert any(one["place"].get("line") == 2 for one in told.value.diagnostics)


def test_a_mistake_in_the_settings_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "tongbao.toml").write_text('period = "2022-13"\n', encoding="utf-8")
    with pytest.raises(tongbao.InputError) as told:
        tongbao.inspect(tmp_path)
    assert told.value.file.endswith("tongbao.toml")
    assert any(one["place"].get("line") == 1 for one in told.value.diagnostics)


def test_a_file_that_is_not_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "tongbao.toml").write_text(
        'period = "2022-10"\nas_of = 2022-11-15\nrules = "zhanggong-2022"\n', encoding="utf-8"
    )
    (tmp_path / "units.csv").write_text("单位\n示例局\n", encoding="utf-8")
    (tmp_path / "leters.csv").write_text("编号\n", encoding="utf-8")
    (told,) = tongbao.inspect(tmp_path).warnings
    assert told["place"]["file"] == "leters.csv"
    assert told["near"][0] == "letters.csv"
