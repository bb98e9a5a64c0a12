"""What reaches the engine: the request's JSON, without running the engine."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import tongbao
from tongbao import _native


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calls `inspect` and gives the request instead of an answer."""

    def call(**arguments: Any) -> Any:
        requests: list[str] = []
        monkeypatch.setattr(_native, "inspect_request", requests.append)
        tongbao.inspect(**arguments)
        return json.loads(requests[0])

    return call


class NaTType(datetime):
    """As pandas has it: a missing time is a datetime of its own kind that equals nothing."""

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = datetime.__hash__


class NAType:
    """As pandas has it: comparing gives no truth value."""

    def __ne__(self, other: object) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("章贡发布", "章贡发布"),
        (7, 7),
        (True, True),
        (None, None),
        (2**53 - 1, 2**53 - 1),
        (2**53, "9007199254740992"),
        (float("nan"), None),
        (NaTType(2022, 10, 1), None),
        (NAType(), None),
        (date(2022, 10, 1), "2022-10-01"),
        (datetime(2022, 10, 1, 9, 30, 5, 999_999), "2022-10-01T09:30:05"),
        (datetime(2022, 10, 1, 9, tzinfo=timezone.utc), "2022-10-01T09:00:00+00:00"),
        (datetime(2022, 10, 1, 9, tzinfo=timezone(timedelta(hours=8))), "2022-10-01T09:00:00+08:00"),
        (["区教体局", "区教育体育局"], ["区教体局", "区教育体育局"]),
        (("甲",), ["甲"]),
    ],
)
def test_a_cell_is_handed_on(sent: Any, cell: object, expected: object) -> None:
    assert sent(units=[{"name": cell}])["units"] == [{"name": expected}]
    assert sent(units={"name": [cell]})["units"] == {"name": [expected]}


@pytest.mark.parametrize("cell", [1.5, b"bytes", {"a": 1}, object(), [1, 2], timedelta(days=1)])
def test_any_other_cell_is_refused_with_its_place(cell: object) -> None:
    for publications in ([{"url": "u"}, {"url": cell}], {"url": ["u", cell]}):
        with pytest.raises(TypeError, match=r"publications, row 2, column url: .* hand over") as told:
            tongbao.inspect(publications=publications, lang="en")  # type: ignore[arg-type]
        assert type(cell).__name__ in str(told.value)
    with pytest.raises(TypeError, match=r"publications 第 2 行 url 列：.*请传入"):
        tongbao.inspect(publications=[{"url": "u"}, {"url": cell}])


class PandasFrame:
    def to_dict(self) -> None: ...


class PolarsFrame:
    def to_dicts(self) -> None: ...


class LazyFrame:
    def collect(self) -> None: ...


class ArrowTable:
    def to_pylist(self) -> None: ...


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (PandasFrame(), 'df.to_dict("records")'),
        (PolarsFrame(), "df.to_dicts()"),
        (LazyFrame(), "df.collect().to_dicts()"),
        (ArrowTable(), "table.to_pylist()"),
        ("letters.csv", "a path is for a folder only"),
        (iter([]), "list(...)"),
        (["a row"], "letters, row 1: a dict of column names and values"),
        ([{1: "x"}], "a column's name must be a string, not 1"),
        ({"编号": "x"}, "letters, column 编号: a list is wanted, not str"),
    ],
)
def test_what_is_no_table_is_told_what_to_do(table: Any, said: str) -> None:
    with pytest.raises(TypeError) as told:
        tongbao.inspect(letters=table, lang="en")
    assert said in str(told.value)
    assert "letters" in str(told.value)


def test_half_a_character_is_found() -> None:
    with pytest.raises(ValueError, match=r"letters 2 编号: .*encoding"):
        tongbao.inspect(letters=[{"编号": "1"}, {"编号": "\ud800"}], lang="en")


def test_settings_are_handed_on(sent: Any) -> None:
    request = sent(
        units=[],
        period=(date(2022, 10, 1), "2022-10-31"),
        as_of=date(2022, 11, 15),
        check_point="2022-10-30",
        issued_on=date(2022, 11, 15),
        offset="+08:00",
        date_formats=("DD/MM/YYYY",),
        title="通报",
        issuer="区政府办",
        reconstructed="示例",
        all_outcomes=True,
        explain=[("account-weekly", "示例发布")],
        coverage={
            "publications": (date(2022, 9, 26), date(2022, 10, 31)),
            "letters": {"from": date(2022, 10, 1), "to": "2022-10-31", "replies_known": False},
            "probes": [{"from": "2022-10-01", "to": date(2022, 10, 5), "channel": "门户"}],
        },
    )
    assert request == {
        "period": "2022-10-01..2022-10-31",
        "as_of": "2022-11-15",
        "check_point": "2022-10-30",
        "issued_on": "2022-11-15",
        "offset": "+08:00",
        "date_formats": ["DD/MM/YYYY"],
        "title": "通报",
        "issuer": "区政府办",
        "reconstructed": "示例",
        "language": "zh",
        "all_outcomes": True,
        "explain": [{"rule": "account-weekly", "subject": "示例发布"}],
        "coverage": {
            "publications": ["2022-09-26", "2022-10-31"],
            "letters": {"from": "2022-10-01", "to": "2022-10-31", "replies_known": False},
            "probes": [{"from": "2022-10-01", "to": "2022-10-05", "channel": "门户"}],
        },
        "units": [],
    }


def test_one_coverage_for_all(sent: Any) -> None:
    request = sent(coverage=(date(2022, 10, 1), date(2022, 10, 31)))
    assert request["coverage"] == {"from": "2022-10-01", "to": "2022-10-31"}


def test_rules_are_told_apart(sent: Any, tmp_path: Path) -> None:
    assert sent(rules="zhanggong-2022")["rules"] == "zhanggong-2022"
    assert sent(rules={"effective": {"from": date(2022, 10, 1)}})["rules"] == {"effective": {"from": "2022-10-01"}}
    assert sent(rules="format = 1\n")["rules_toml"] == "format = 1\n"
    (tmp_path / "规则.toml").write_text("\ufeffformat = 1\n", encoding="utf-8")
    assert sent(rules=tmp_path / "规则.toml")["rules_toml"] == "format = 1\n"
    assert sent(rules=str(tmp_path / "规则.toml"))["rules_toml"] == "format = 1\n"
    (tmp_path / "rules.json").write_text('{"format": 1}', encoding="utf-8")
    assert sent(rules=tmp_path / "rules.json")["rules"] == {"format": 1}
    with pytest.raises(FileNotFoundError):
        tongbao.inspect(rules=tmp_path / "missing.toml")
    (tmp_path / "gbk.toml").write_bytes("format = 1\ntitle = '指标'\n".encode("gbk"))
    with pytest.raises(ValueError, match=r"gbk\.toml:2: not UTF-8"):
        tongbao.inspect(rules=tmp_path / "gbk.toml", lang="en")


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ({"as_of": 20221115}, "as_of: a day is wanted"),
        ({"as_of": datetime(2022, 11, 15, 8)}, "as_of: a day is wanted"),
        ({"period": 202210}, "period: "),
        ({"coverage": "2022-10"}, "coverage: (first day, last day)"),
        ({"coverage": ("2022-10-01",)}, "coverage: (first day, last day)"),
        ({"coverage": {"letters": (1.5, 2)}}, "coverage.letters: a day is wanted"),
        ({"rules": 5}, "rules: the id of a shipped rule set"),
        ({"explain": ["account-weekly"]}, "explain: a list of (rule, subject)"),
        ({"folder": "x", "letters": [], "title": "t"}, "title, letters: not accepted beside a folder"),
        ({"folder": [{}]}, "folder: a path is wanted, not list"),
        ({"folder": "x", "calendar": []}, "calendar: beside a folder the pathlib.Path of a CSV file"),
    ],
)
def test_a_wrong_argument_is_named(argument: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError) as told:
        tongbao.inspect(**argument, lang="en")
    assert said in str(told.value)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'zh' or 'en'"):
        tongbao.inspect(units=[], lang="fr")
