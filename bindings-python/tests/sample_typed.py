"""Read by mypy --strict, never run: what a typed program may and may not write."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Optional

import tongbao
from tongbao.types import Finding, Fraction, Table

inspection = tongbao.inspect(Path("folder"), period="2022-10", as_of=date(2022, 11, 15))
findings: list[Finding] = inspection.findings
wording: str = findings[0]["wording"]
platform: Optional[str] = findings[0]["platform"]
rate: Optional[Fraction] = inspection.statistics["letters"]["completion_rate"]
text: str = inspection.to_json()

units: Table = [{"单位": "示例局", "序号": 1, "别名": ["示例"]}]
accounts: Table = {"账号名称": ["示例发布"], "平台": ["微信"]}
tongbao.inspect(
    units=units,
    accounts=accounts,
    rules=Path("own.toml"),
    coverage={"letters": {"from": date(2022, 10, 1), "to": "2022-10-31", "replies_known": False}},
    explain=[("account-weekly", "示例发布")],
)

plan = tongbao.Plan(rules=Path("own.toml"), period="2022-10", as_of=date(2022, 11, 15), times="rfc3339")
answer: tongbao.Answer = plan.inspect(accounts, [{"channel": "a", "published_at": "2022-10-05"}], threads=2)
of_files: tongbao.Answer = plan.inspect("channels.csv", Path("publications.csv"), encoding="gb18030")
again: tongbao.Answer = plan.inspect(answer.units, answer.findings)
table: tongbao.Table = answer.findings
names: list[str] = table.column_names
read: int = answer.account["rows"]
slow: Optional[str] = plan.long_way

try:
    tongbao.inspect()
except tongbao.RuleSetError as error:
    line: Optional[int] = error.line
    near: tuple[str, ...] = error.near

# Each of these is refused; an ignore that is not needed would be an error itself.
findings[0]["wordings"]  # type: ignore[typeddict-item]
inspection.findings = []  # type: ignore[misc]
tongbao.inspect(units="units.csv")  # type: ignore[arg-type]
tongbao.inspect(as_of=20221115)  # type: ignore[arg-type]
plan.inspect(accounts, 42)  # type: ignore[arg-type]
plan.inspect(accounts, accounts, threads=1.5)  # type: ignore[arg-type]
answer.findings = table  # type: ignore[misc]
tongbao.inspect(perod="2022-10")  # type: ignore[call-arg]
