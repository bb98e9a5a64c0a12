"""tongbao (通报): a rule engine for inspecting open government (政务公开检查).

Hand over the records of a period, get findings that explain themselves, statistics and deadlines:

>>> import tongbao
>>> inspection = tongbao.inspect(
...     units=[{"单位": "示例局"}],
...     accounts=[{"账号名称": "示例发布", "平台": "微信", "责任单位": "示例局"}],
...     publications=[{"渠道": "示例发布", "发布时间": "2022-10-05 09:00"}],
...     coverage=("2022-09-26", "2022-10-31"),
...     rules="zhanggong-2022",
...     period="2022-10",
...     as_of="2022-11-15",
... )
>>> [(finding["subject"], finding["wording"]) for finding in inspection.findings if finding["platform"]]
[('示例发布', '未按要求每周更新两次')]
"""

from __future__ import annotations

from ._compare import compare
from ._errors import InputError, RuleSetError, TongbaoError
from ._inspect import inspect
from ._inspection import Inspection
from ._native import VERSION as __version__
from ._native import Answer, Change, Monitor, Table
from ._plan import Plan

__all__ = [
    "Answer",
    "Change",
    "InputError",
    "Inspection",
    "Monitor",
    "Plan",
    "RuleSetError",
    "Table",
    "TongbaoError",
    "__version__",
    "compare",
    "inspect",
]
