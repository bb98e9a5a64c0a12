from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small() -> dict[str, Any]:
    """A district of two units, one account that misses a week, one that does not, and a stale column."""

    def pushes(channel: str, *days: str) -> list[dict[str, Any]]:
        return [{"渠道": channel, "发布时间": f"2022-{day} 09:00", "标题": f"示例信息 {day}"} for day in days]

    twice_a_week = (
        "09-26", "09-30", "10-03", "10-07", "10-10", "10-14", "10-17", "10-21", "10-24", "10-28",
    )  # fmt: skip
    return {
        "units": [{"单位": "示例局", "序号": 1}, {"单位": "样本局", "序号": 2}],
        "columns": [{"栏目": "工作动态", "责任单位": "示例局", "栏目类别": "news", "编号": "c1"}],
        "accounts": [
            {"账号名称": "示例发布", "平台": "微信", "责任单位": "示例局"},
            {"账号名称": "样本发布", "平台": "微信", "责任单位": "样本局"},
        ],
        "publications": [
            *pushes("示例发布", *twice_a_week),
            *pushes("样本发布", *twice_a_week[:-1]),
            *pushes("工作动态", "10-01"),
        ],
        "coverage": ("2022-09-26", "2022-10-31"),
        "rules": "zhanggong-2022",
        "period": "2022-10",
        "as_of": "2022-11-15",
    }
