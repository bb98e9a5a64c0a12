"""The one function: a folder or tables in, an inspection out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from . import _errors, _native, _request
from ._inspection import Inspection

if TYPE_CHECKING:
    from ._native import _FolderOptions as FolderOptions
    from .types import Day, DayRange, Rules, Table


def inspect(
    folder: str | os.PathLike[str] | None = None,
    *,
    rules: Rules | None = None,
    rule_sets: Sequence[Rules] | None = None,
    period: str | DayRange | None = None,
    as_of: Day | None = None,
    lang: str = "zh",
    all_outcomes: bool = False,
    explain: Iterable[tuple[str, str]] = (),
    coverage: DayRange | Mapping[str, object] | None = None,
    check_point: Day | None = None,
    offset: str | None = None,
    date_formats: Sequence[str] | None = None,
    title: str | None = None,
    issuer: str | None = None,
    issued_on: Day | None = None,
    reconstructed: str | None = None,
    looks: Sequence[Day] | None = None,
    sample: Mapping[str, Sequence[str]] | None = None,
    units: Table | None = None,
    sites: Table | None = None,
    columns: Table | None = None,
    accounts: Table | None = None,
    publications: Table | None = None,
    letters: Table | None = None,
    requests: Table | None = None,
    probes: Table | None = None,
    observations: Table | None = None,
    tasks: Table | None = None,
    manuscripts: Table | None = None,
    notices: Table | None = None,
    cases: Table | None = None,
    verdicts: Table | None = None,
    sightings: Table | None = None,
    filings: Table | None = None,
    waivers: Table | None = None,
    calendar: Table | os.PathLike[str] | None = None,
) -> Inspection:
    """Judges the records of one period by a rule set. Nothing is read from a clock or from the network.

    Either from a folder, the way an office hands it over (``tongbao.toml`` and CSV files), exactly as the command
    ``tongbao inspect`` does; here ``rules``, ``period`` and ``as_of`` replace what the folder says:

    >>> import tongbao
    >>> tongbao.inspect("examples/zhanggong-2022-10").registry["units"]  # doctest: +SKIP
    45

    Or from tables, each a list of dicts or a dict of lists. Names of columns are those of the CSV files, in Chinese
    or English, in any order:

    >>> inspection = tongbao.inspect(
    ...     units={"name": ["示例局", "样本局"]},
    ...     accounts={"name": ["示例发布"], "platform": ["微信"], "unit": ["示例局"]},
    ...     publications=[],
    ...     coverage={"publications": ("2022-09-26", "2022-10-31")},
    ...     rules="zhanggong-2022", period="2022-10", as_of="2022-11-15", lang="en",
    ... )
    >>> inspection.registry["units"], inspection.intake[0]["accepted"]
    (2, 2)

    A cell is a ``str``, ``int``, ``bool``, ``None``, ``date``, ``datetime``, or a list of strings (aliases, units of a
    manuscript). A ``datetime`` with a time zone is that instant; without one it is local time in ``offset``. NaN, NaT
    and ``pandas.NA`` are absent values. For a data frame hand over ``df.to_dict("records")`` (pandas) or
    ``df.to_dicts()`` (polars).

    Args:
        folder: the folder to read; then no tables are given.
        rules: the id of a shipped rule set (``"zhanggong-2022"``), a rule set as a dict, a ``pathlib.Path`` to a
            ``.toml`` file, or TOML text.
        rule_sets: further rule sets, in the same forms: ``rules`` may name one by its id (the version in force on the
            period's last day is taken), and one may extend another. A folder has its own, in its folder ``rules``.
        period: 检查周期: ``"2022-10"``, ``"2022Q4"``, ``"2022H2"``, ``"2022"``, or (first day, last day).
        as_of: 统计截止日: the day on which the records were known.
        lang: ``"zh"`` or ``"en"``: the language of wordings and errors.
        all_outcomes: also give the outcome of every rule and subject, met ones included.
        explain: pairs (rule, subject) to explain, whatever their outcome; see :attr:`Inspection.explanations`.
        coverage: 数据范围: for which days the records are complete. (first day, last day) for every table handed
            over, or by kind: ``{"publications": (first, last), "letters": {"from": ..., "to": ...,
            "replies_known": False}}``. Outside it nothing is known; without it nothing can be told.
        check_point: 监测时间点: the day at which states are judged; the period's last day unless given.
        offset: the offset in which days are counted, such as ``"+08:00"``.
        date_formats: further date formats of the data, such as ``["DD/MM/YYYY"]``; none is ever guessed.
        title, issuer, issued_on: of the bulletin; deadlines of rectification count from ``issued_on``.
        reconstructed: if the records were reconstructed: how, in words.
        looks: 检查日: the days of the single checks, for rules on each ``look``.
        sample: 抽查范围: ``{"accounts": ["示例发布@微信"]}``, by id, name or name@platform, for ``units``, ``sites``,
            ``columns`` and ``accounts``; of a kind that is left out everything is looked at.
        units, sites, columns, accounts: 名录: who is inspected.
        publications, letters, requests, probes, observations, tasks, manuscripts: what they did.
        notices, cases, verdicts, filings: 提醒记录、整改台账、往期判定、报备记录: what was said and done before.
        sightings: 账号发现记录: accounts seen in the open, in the registry or not.
        waivers: 豁免: (rule, subject, reason, expires).
        calendar: working days (date, kind ``holiday`` or ``workday``) instead of the built-in ones; beside a folder
            the ``pathlib.Path`` of a CSV file.

    Returns:
        An :class:`Inspection`. Rows that cannot be used are in its intake account; they never make a finding.

    Raises:
        TypeError: an argument or a cell is of a kind that is not accepted; names table, row, column and what to do.
        RuleSetError: the rule set cannot be used.
        InputError: the folder, the settings or a table cannot be used.
    """
    words = _request.Words(lang)
    if lang not in ("zh", "en"):
        raise ValueError(f"lang: 'zh' or 'en' is wanted, not {lang!r}")
    given = _request.rules(rules, words)
    whole_period = _request.period(period, words)
    as_of_day = _request.day("as_of", as_of, words)
    explained = _request.explain(explain, words)
    describing = {
        "rule_sets": _request.rule_sets(rule_sets, words),
        "coverage": _request.coverage(coverage, words),
        "check_point": _request.day("check_point", check_point, words),
        "offset": offset,
        "date_formats": None if date_formats is None else list(date_formats),
        "title": title,
        "issuer": issuer,
        "issued_on": _request.day("issued_on", issued_on, words),
        "reconstructed": reconstructed,
        "looks": _request.plain("looks", looks, words),
        "sample": _request.plain("sample", sample, words),
    }
    tables = {
        "units": units,
        "sites": sites,
        "columns": columns,
        "accounts": accounts,
        "publications": publications,
        "letters": letters,
        "requests": requests,
        "probes": probes,
        "observations": observations,
        "tasks": tasks,
        "manuscripts": manuscripts,
        "notices": notices,
        "cases": cases,
        "verdicts": verdicts,
        "sightings": sightings,
        "filings": filings,
        "waivers": waivers,
    }
    try:
        if folder is None:
            settings = {
                **(given.for_request() if given else {}),
                "period": whole_period,
                "as_of": as_of_day,
                "language": lang,
                "all_outcomes": bool(all_outcomes),
                "explain": [{"rule": rule, "subject": subject} for rule, subject in explained] or None,
                **describing,
            }
            request = _request.request_text(settings, {**tables, "calendar": calendar}, words)
            return Inspection(_native.inspect_request(request))
        options: FolderOptions = {
            "rules": given.for_folder() if given else None,
            "period": whole_period,
            "as_of": as_of_day,
            "calendar": _request.beside_a_folder(folder, {**describing, **tables}, calendar, words),
            "language": lang,
            "all_outcomes": bool(all_outcomes),
            "explain": explained,
        }
        return Inspection(_native.inspect_folder(folder, options))
    except _errors.RuleSetError as error:
        raise _errors.in_file(error, given.file if given else None) from None
