"""The engine seen from Python."""

from __future__ import annotations

import json
import pickle
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import tongbao


def columns_of(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {header: [row.get(header) for row in rows] for header in rows[0]}


def test_findings_name_whom_and_why(small: dict[str, Any]) -> None:
    inspection = tongbao.inspect(**small)
    weekly = [finding for finding in inspection.findings if finding["rule"] == "account-weekly"]
    assert [(finding["unit"], finding["subject"], finding["platform"]) for finding in weekly] == [
        ("样本局", "样本发布", "微信")
    ]
    assert weekly[0]["wording"] == "未按要求每周更新两次"
    assert weekly[0]["severity"] == "problem"
    breached = [week for week in weekly[0]["evidence"]["slices"] if week["outcome"] == "breached"]
    assert [(week["from"], week["to"], week["value"]) for week in breached] == [
        ("2022-10-24", "2022-10-30", {"low": 1, "high": 1})
    ]
    stale = [finding for finding in inspection.findings if finding["rule"] == "column-stale"]
    assert [finding["wording"] for finding in stale] == ["工作动态栏目未及时更新"]
    assert inspection.registry == {"units": 2, "sites": 0, "columns": 1, "accounts": 2}
    for table in inspection.intake:
        assert table["read"] == table["accepted"] + table["rejected"] + table["duplicates"]


def test_lists_of_dicts_and_dicts_of_lists_give_the_same_bytes(small: dict[str, Any]) -> None:
    turned = {**small}
    for name in ("units", "columns", "accounts", "publications"):
        turned[name] = columns_of(small[name])
    assert tongbao.inspect(**turned).to_json() == tongbao.inspect(**small).to_json()


def test_the_order_of_rows_shows_nowhere(small: dict[str, Any]) -> None:
    # With bad rows: an unknown channel, an impossible date, a repeated row.
    small["publications"] += [
        {"渠道": "示例发部", "发布时间": "2022-10-05 09:00"},
        {"渠道": "样本发布", "发布时间": "2022-13-45"},
        small["publications"][0],
    ]
    expected = tongbao.inspect(**small).to_json()
    shuffled = deepcopy(small)
    chance = random.Random(7)
    for name in ("units", "accounts", "publications"):
        chance.shuffle(shuffled[name])
    assert tongbao.inspect(**shuffled).to_json() == expected


def test_a_rejected_row_makes_no_finding(small: dict[str, Any]) -> None:
    small["publications"].append({"渠道": "样本发布", "发布时间": "2022-13-45"})
    inspection = tongbao.inspect(**small)
    assert not [finding for finding in inspection.findings if finding["rule"] == "account-weekly"]
    assert ("account-weekly", "样本发布") in [(open_["rule"], open_["subject"]) for open_ in inspection.undecided]
    publications = next(table for table in inspection.intake if table["records"] == "publications")
    assert publications["rejected_by"] == [{"code": "date.impossible", "count": 1}]
    (told,) = inspection.rejected
    assert told["code"] == "date.impossible"
    assert told["value"] == "2022-13-45"
    assert told["place"] == {"file": "publications", "line": len(small["publications"]), "field": "发布时间"}
    assert told["next_step"]


def test_times_mean_the_same_in_every_form(small: dict[str, Any]) -> None:
    expected = tongbao.inspect(**small).to_json()
    beijing = timezone(timedelta(hours=8))
    for convert in (
        lambda local: local,
        lambda local: local.replace(tzinfo=beijing),
        lambda local: local.replace(tzinfo=beijing).astimezone(timezone.utc),
    ):
        other = deepcopy(small)
        for row in other["publications"]:
            row["发布时间"] = convert(datetime.strptime(row["发布时间"], "%Y-%m-%d %H:%M"))
        assert tongbao.inspect(**other).to_json() == expected


def test_a_missing_value_is_an_absent_one(small: dict[str, Any]) -> None:
    expected = tongbao.inspect(**small).to_json()
    for absent in (None, float("nan"), "", "  "):
        for row in small["publications"]:
            row["链接"] = absent
        assert tongbao.inspect(**small).to_json() == expected


def test_an_inspection_travels_by_pickle_and_cannot_be_changed(small: dict[str, Any]) -> None:
    inspection = tongbao.inspect(**small)
    again = pickle.loads(pickle.dumps(inspection))
    assert again == inspection
    assert hash(again) == hash(inspection)
    assert again.to_json() == inspection.to_json()
    assert again.findings == inspection.findings
    assert again.rejected == inspection.rejected
    assert again.warnings == inspection.warnings
    assert again.bulletin_html() == inspection.bulletin_html()
    assert again.bulletin_markdown() == inspection.bulletin_markdown()
    assert pickle.loads(pickle.dumps(again)) == inspection
    assert inspection != "an inspection"
    with pytest.raises(AttributeError):
        inspection.findings = []  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del inspection._answer


def test_the_text_is_that_of_the_engine(small: dict[str, Any]) -> None:
    inspection = tongbao.inspect(**small)
    text = inspection.to_json()
    assert text.endswith("}\n")
    assert "\r" not in text
    assert json.loads(text) == inspection.report


def test_the_language_is_that_asked_for(small: dict[str, Any]) -> None:
    wording = next(
        finding["wording"]
        for finding in tongbao.inspect(**small, lang="en").findings
        if finding["rule"] == "account-weekly"
    )
    assert wording == "fewer than two updates in a week"


def test_all_outcomes_and_explanations_on_request(small: dict[str, Any]) -> None:
    plain = tongbao.inspect(**small)
    assert plain.all_outcomes == []
    assert plain.explanations == []
    full = tongbao.inspect(**small, all_outcomes=True, explain=[("account-weekly", "示例发布")])
    assert len(full.all_outcomes) == sum(rule["selected"] for rule in full.outcomes)
    assert [explained["outcome"]["outcome"] for explained in full.explanations] == ["met"]
    assert full.explanations[0]["lines"]
    assert full.findings == plain.findings


def test_a_rule_set_of_ones_own(small: dict[str, Any], tmp_path: Path) -> None:
    toml = """\
format = 1
id = "own"
version = 1
title = { zh = "示例", en = "sample" }
effective = { from = 2022-01-01 }

[rule.monthly]
of = "account"
measure = { count = "publications" }
require = { at_least = 10 }
text = { zh = "更新不足十次", en = "fewer than ten updates" }
basis = { document = "示例文件" }
"""
    (tmp_path / "own.toml").write_text(toml, encoding="utf-8")
    inspection = tongbao.inspect(**{**small, "rules": toml})
    assert [finding["subject"] for finding in inspection.findings] == ["示例发布", "样本发布"]
    assert tongbao.inspect(**{**small, "rules": tmp_path / "own.toml"}) == inspection


def test_it_looks_like_something(small: dict[str, Any]) -> None:
    inspection = tongbao.inspect(**small)
    number = len(inspection.findings)
    assert repr(inspection) == (
        f"<tongbao.Inspection 2022-10 zhanggong-2022 v1: 2 个单位，问题 {number} 项，无法判定 0 项，退回 0 行>"
    )
    english = tongbao.inspect(**small, lang="en")
    assert f"2 units, {number} findings, 0 cannot tell, 0 rows rejected" in repr(english)


def test_html_is_inert(small: dict[str, Any]) -> None:
    evil = "<script>alert(1)</script>&\""
    text = json.dumps(small, ensure_ascii=False).replace("样本发布", json.dumps(evil)[1:-1])
    html = tongbao.inspect(**json.loads(text))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot; (微信)" in html
    assert "<th>单位</th>" in html


def test_the_bulletin_is_written(small: dict[str, Any]) -> None:
    inspection = tongbao.inspect(**small, title="示例通报")
    assert "示例通报" in inspection.bulletin_markdown()
    page = inspection.bulletin_html()
    assert "示例通报" in page
    assert "<svg" in page
    assert "未按要求每周更新两次" in page


def test_threads_give_the_same_bytes(small: dict[str, Any]) -> None:
    expected = tongbao.inspect(**small).to_json()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: tongbao.inspect(**small).to_json(), range(16)))
    assert set(answers) == {expected}


def test_other_threads_run_meanwhile(small: dict[str, Any]) -> None:
    small["publications"] = {
        "渠道": ["示例发布"] * 200_000,
        "发布时间": ["2022-10-05 09:00"] * 200_000,
        "编号": [str(number) for number in range(200_000)],
    }
    running = threading.Event()
    done = threading.Event()
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        running.set()
        while not done.is_set():
            ticks += 1
            done.wait(0.001)

    from tongbao import _native, _request

    tables = {name: small.pop(name) for name in ("units", "columns", "accounts", "publications")}
    settings = {**small, "coverage": {"from": "2022-09-26", "to": "2022-10-31"}}
    request = _request.request_text(settings, tables, _request.Words("zh"))
    ticker = threading.Thread(target=tick)
    ticker.start()
    running.wait()
    before = ticks
    try:
        _native.inspect_text(request)
        during = ticks - before
    finally:
        done.set()
        ticker.join()
    # Held up, the other thread would have moved once or twice at the ends of the call.
    assert during > 10
