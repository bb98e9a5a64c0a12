"""Two rule sets on the same records: what one finds and the other does not, and by which rule."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from . import _native, _request

if TYPE_CHECKING:
    from ._native import _FolderOptions as FolderOptions
    from .types import Comparison, Day, DayRange, Rules, Table

_TABLES = (
    "units",
    "sites",
    "columns",
    "accounts",
    "publications",
    "letters",
    "requests",
    "probes",
    "observations",
    "tasks",
    "manuscripts",
    "notices",
    "cases",
    "verdicts",
    "sightings",
    "filings",
    "waivers",
)


def compare(
    folder: str | os.PathLike[str] | None = None,
    *,
    rules: Rules,
    against: Rules,
    rule_sets: Sequence[Rules] | None = None,
    period: str | DayRange | None = None,
    as_of: Day | None = None,
    lang: str = "zh",
    coverage: DayRange | Mapping[str, object] | None = None,
    check_point: Day | None = None,
    offset: str | None = None,
    date_formats: Sequence[str] | None = None,
    looks: Sequence[Day] | None = None,
    sample: Mapping[str, Sequence[str]] | None = None,
    calendar: Table | os.PathLike[str] | None = None,
    **tables: Table | None,
) -> Comparison:
    """What becomes of the findings when ``rules`` take the place of ``against``, on the same records.

    Records, days and rule sets are handed over as to :func:`tongbao.inspect`; the tables by their names.

    >>> import tongbao
    >>> stricter = '''
    ... format = 1
    ... id = "stricter"
    ... version = 1
    ... title = { zh = "更严的指标", en = "Stricter rules" }
    ... effective = { from = 2024-01-01 }
    ... extends = "zhanggong-2022"
    ... [tighten.account-weekly]
    ... require = { at_least = 3 }
    ... '''
    >>> difference = tongbao.compare(
    ...     units=[{"name": "示例局"}],
    ...     accounts=[{"name": "示例发布", "platform": "微信", "unit": "示例局"}],
    ...     publications={
    ...         "channel": ["示例发布"] * 10,
    ...         "published_at": [f"2022-10-{day:02}" for day in (1, 2, 3, 4, 10, 11, 17, 18, 24, 25)],
    ...     },
    ...     coverage=("2022-09-26", "2022-10-31"),
    ...     rules=stricter, against="zhanggong-2022", period="2022-10", as_of="2022-11-15",
    ... )
    >>> [(one["finding"]["subject"], one["other"], one["by"][0]["what"]) for one in difference["added"]]
    [('示例发布', 'met', ['limit'])]

    Args:
        folder: the folder to read; then no tables are given.
        rules: the rule set whose findings are looked at. Neither set need be in force.
        against: the one that it is measured against.
        rule_sets: further rule sets, by whose id ``rules`` and ``against`` may name them.
        tables: ``units``, ``accounts``, ``publications`` and so on.

    Returns:
        What is added, cleared and changed, and what can no longer be told or can be told now; with the rule that makes
        the difference. See :class:`tongbao.types.Comparison`.

    Raises:
        TypeError: an argument is of a kind that is not accepted.
        RuleSetError: a rule set cannot be used.
        InputError: the folder, the settings or a table cannot be used.
    """
    words = _request.Words(lang)
    if lang not in ("zh", "en"):
        raise ValueError(f"lang: 'zh' or 'en' is wanted, not {lang!r}")
    unknown = sorted(set(tables) - set(_TABLES))
    if unknown:
        names = ", ".join(unknown)
        raise TypeError(words(f"没有这个参数：{names}", f"no such argument: {names}"))
    ours, theirs = _request.rules(rules, words), _request.rules(against, words)
    if ours is None or theirs is None:
        raise TypeError(words("rules、against: 两个指标体系都要给出", "rules, against: both rule sets are wanted"))
    whole_period = _request.period(period, words)
    as_of_day = _request.day("as_of", as_of, words)
    describing = {
        "rule_sets": _request.rule_sets(rule_sets, words),
        "coverage": _request.coverage(coverage, words),
        "check_point": _request.day("check_point", check_point, words),
        "offset": offset,
        "date_formats": None if date_formats is None else list(date_formats),
        "looks": _request.plain("looks", looks, words),
        "sample": _request.plain("sample", sample, words),
    }
    if folder is None:
        settings: dict[str, Any] = {
            **ours.for_request(),
            **theirs.for_request("against"),
            "period": whole_period,
            "as_of": as_of_day,
            "language": lang,
            **describing,
        }
        request = _request.request_text(settings, {**tables, "calendar": calendar}, words)
        text = _native.compare_text(request)
    else:
        options: FolderOptions = {
            "rules": None,
            "period": whole_period,
            "as_of": as_of_day,
            "calendar": _request.beside_a_folder(folder, {**describing, **tables}, calendar, words),
            "language": lang,
            "all_outcomes": False,
            "explain": [],
        }
        text = _native.compare_folder(folder, theirs.for_folder(), ours.for_folder(), options)
    return cast("Comparison", json.loads(text))
