"""Large tables: a rule set made ready once, then Arrow in and Arrow out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from . import _errors, _native, _request

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._native import Answer, Monitor
    from .types import Data, Day, DayRange, Rules, Table


class Plan:
    """A rule set with the days of a run, made ready once; :meth:`inspect` then judges tables of any size by it.

    >>> import tongbao
    >>> plan = tongbao.Plan(
    ...     rules="zhanggong-2022", period="2022-10", as_of="2022-11-15",
    ...     coverage=("2022-09-26", "2022-11-15"), lang="en",
    ... )
    >>> answer = plan.inspect(
    ...     channels={"id": ["a1"], "name": ["Sample News"], "unit": ["u1"], "kind": ["wechat"]},
    ...     publications={"channel": ["a1"], "published_at": ["2022-10-05T09:00:00+08:00"]},
    ... )
    >>> answer.findings.to_pydict()["wording"][0]
    'fewer than two updates in a week'

    The settings are those of :func:`tongbao.inspect`. A plan holds no data, cannot be changed, may be used by several
    threads at once, and travels by pickle (to Spark, Dask or Ray workers).

    Args:
        rules, rule_sets, period, as_of, lang, coverage, check_point, offset, date_formats, looks, sample, calendar: as
            for :func:`tongbao.inspect`.
        times: ``"rfc3339"`` if every text in ``published_at`` is written ``2022-10-05T09:00:00+08:00``: then any other
            is rejected. Without it, texts are read as :func:`tongbao.inspect` reads them.

    Raises:
        TypeError: an argument is of a kind that is not accepted.
        RuleSetError: the rule set cannot be used.
        InputError: the settings cannot be used.
    """

    __slots__ = ("_chinese", "_plan", "_text", "_times")
    _chinese: bool
    _plan: _native.Plan
    _text: str
    _times: str | None

    def __init__(
        self,
        *,
        rules: Rules | None = None,
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
        calendar: Table | None = None,
        times: str | None = None,
    ) -> None:
        words = _request.Words(lang)
        if lang not in ("zh", "en"):
            raise ValueError(f"lang: 'zh' or 'en' is wanted, not {lang!r}")
        given = _request.rules(rules, words)
        settings = {
            **(given.for_request() if given else {}),
            "rule_sets": _request.rule_sets(rule_sets, words),
            "period": _request.period(period, words),
            "as_of": _request.day("as_of", as_of, words),
            "language": lang,
            "coverage": _request.coverage(coverage, words),
            "check_point": _request.day("check_point", check_point, words),
            "offset": offset,
            "date_formats": None if date_formats is None else list(date_formats),
            "looks": _request.plain("looks", looks, words),
            "sample": _request.plain("sample", sample, words),
        }
        request = _request.request_text(settings, {"calendar": calendar}, words)
        try:
            self._set(request, times)
        except _errors.RuleSetError as error:
            raise _errors.in_file(error, given.file if given else None) from None

    def _set(self, request: str, times: str | None) -> None:
        chinese = json.loads(request)["language"] != "en"
        if times not in (None, "rfc3339"):
            raise ValueError(f"times: 'rfc3339' or None is wanted, not {times!r}")
        object.__setattr__(self, "_plan", _native.Plan(request, times == "rfc3339"))
        object.__setattr__(self, "_text", request)
        object.__setattr__(self, "_times", times)
        object.__setattr__(self, "_chinese", chinese)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Plan cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Plan cannot be changed: {name}")

    def __reduce__(self) -> tuple[Callable[[str, str | None], Plan], tuple[str, str | None]]:
        return _arrived, (self._text, self._times)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        return (self._text, self._times) == (other._text, other._times)

    def __hash__(self) -> int:
        return hash((self._text, self._times))

    def __repr__(self) -> str:
        settings = json.loads(self._text)
        rules = settings.get("rules", settings.get("rules_toml"))
        name = rules if isinstance(rules, str) and "\n" not in rules else self._plan.rule_set
        return f"<tongbao.Plan {name} {settings.get('period')}>"

    def inspect(
        self,
        channels: Data | str | os.PathLike[str],
        publications: Data | str | os.PathLike[str],
        units: Data | None = None,
        *,
        threads: int = 1,
        encoding: str | None = None,
    ) -> Answer:
        """Judges tables. Other Python threads run meanwhile, and the answer is the same for any number of threads.

        A table is whatever speaks Arrow (``pyarrow.Table`` or ``RecordBatchReader``, ``polars.DataFrame``, pandas 3, a
        DuckDB relation, a :class:`tongbao.Table`), read where it lies and never copied, or a dict of lists or list of
        dicts. Two paths are CSV files with the same columns, read block by block and never held whole.

        Args:
            channels: 渠道: ``id`` (or ``channel_id``), ``unit`` (the unit's id; or ``unit_id``), ``kind`` (``site``,
                ``column``, or the platform of an account), and ``name``, ``class``, ``level``, ``opened_on``,
                ``closed_on``, ``state``, ``tags``, or the attributes that the rule set declares.
            publications: 信息: ``channel`` (or ``channel_id``; a channel's id) and ``published_at`` (a timestamp, a
                date, or text). A timestamp with a zone is that instant; one without is local time in ``offset``. Two
                rows are one item if they are equal in all columns. For rules over ``pushes`` or ``gap`` hand over these
                two columns alone: an ``id`` has to be compared row by row, which is slow.
            units: 单位, in roster order: ``id``, and ``name``, ``order``, ``kind``, ``group``, ``tags``. Without it
                the units are those that the channels name.
            threads: how many threads may judge.
            encoding: of CSV files: ``"utf-8"``, which is the default, or ``"gb18030"``.

        Returns:
            An :class:`tongbao.Answer`: ``findings``, ``notices``, ``undecided``, ``units``, ``totals``, ``outcomes``
            as :class:`tongbao.Table`, and ``account``, what became of the rows of publications.

        Raises:
            TypeError: a table or a column is of a kind that is not accepted.
            InputError: a table lacks a column, or the roster is wrong: an id that stands twice, a day that is none.
        """
        if type(threads) is not int or threads < 1:
            raise ValueError(self._words(f"threads: 应为 1 或更大的整数，而不是 {threads!r}",
                                         f"threads: a whole number from 1 is wanted, not {threads!r}"))
        if isinstance(channels, (str, os.PathLike)) and isinstance(publications, (str, os.PathLike)):
            return self._inspect_csv(channels, publications, units, encoding, threads)
        if encoding is not None:
            raise ValueError(self._words("encoding: 只用于 CSV 文件", "encoding: is of CSV files only"))
        return self._plan.inspect(
            self._table("channels", channels),
            self._table("publications", publications),
            None if units is None else self._table("units", units),
            threads,
        )

    def _inspect_csv(
        self,
        channels: str | os.PathLike[str],
        publications: str | os.PathLike[str],
        units: Data | None,
        encoding: str | None,
        threads: int,
    ) -> Answer:
        if units is not None:
            raise TypeError(
                self._words(
                    "units: 与 CSV 文件一起时不能另给；单位即渠道文件所写的单位",
                    "units: not accepted beside CSV files; the units are those that the file of channels names",
                )
            )
        for file in (channels, publications):
            with open(file, "rb"):  # the error of a file that cannot be opened names it
                pass
        return self._plan.inspect_csv(channels, publications, encoding or "utf-8", threads)

    def monitor(
        self, channels: Data, publications: Data, units: Data | None = None, *, threads: int = 1
    ) -> Monitor:
        """A monitor of tables: further items are handed to it one at a time, and it tells the findings that change.

        After every item the findings are those of a run over all items so far.

        >>> import tongbao
        >>> plan = tongbao.Plan(
        ...     rules="columns-yangling-2021", period="2022-10", as_of="2022-11-15", coverage=("2021-10-01", "2022-11-15")
        ... )
        >>> channels = {"id": ["a1"], "name": ["要闻"], "unit": ["u1"], "kind": ["column"], "class": ["news"]}
        >>> monitor = plan.monitor(channels, {"channel": ["a1"], "published_at": ["2022-10-05T09:00:00+08:00"]})
        >>> [change.rule for change in monitor.add(monitor.channel("a1"), 1667181600) if change.cleared]
        ['column-stale']

        Args:
            channels, publications, units, threads: as for :meth:`inspect`; a stream or frame is held while it is read.

        Raises:
            TypeError, InputError: as :meth:`inspect`; also if the plan, or further columns of the publications, need
                whole rows.
        """
        roster = self._table("channels", channels), None if units is None else self._table("units", units)
        return self._plan.monitor(roster[0], self._table("publications", publications), roster[1], threads)

    def resume(self, channels: Data, saved: bytes, units: Data | None = None) -> Monitor:
        """A monitor from where one stood (:meth:`Monitor.to_bytes`); the channels are the same, in the same order.

        Raises:
            InputError: the bytes are damaged, or of another plan or of other channels.
        """
        roster = self._table("channels", channels), None if units is None else self._table("units", units)
        return self._plan.resume(roster[0], saved, roster[1])

    def tally(self, channels: Data, publications: Data, units: Data | None = None) -> bytes:
        """Counts a part of the publications, to be judged with the other parts by :meth:`judge`.

        Parts may be counted in any order, by any number of processes or machines, each row in exactly one part. A stream
        is read batch by batch and never held whole. The bytes are some four for each channel and eight for each item
        of the days that the rules look at.

        >>> import tongbao
        >>> plan = tongbao.Plan(
        ...     rules="columns-yangling-2021", period="2022-10", as_of="2022-11-15", coverage=("2021-10-01", "2022-11-15")
        ... )
        >>> channels = {"id": ["a1"], "unit": ["u1"], "kind": ["column"]}
        >>> parts = ["2022-10-05T09:00:00+08:00", "2022-10-06T09:00:00+08:00"]
        >>> tallies = [plan.tally(channels, {"channel": ["a1"], "published_at": [part]}) for part in parts]
        >>> plan.judge(channels, tallies).account["rows"]
        2

        Args:
            channels, publications, units: as for :meth:`inspect`; ``channels`` and ``units`` the same for all parts.

        Raises:
            TypeError, InputError: as :meth:`inspect`.
            ValueError: :attr:`long_way` is not None.
        """
        self._only_in_one_pass()
        roster = self._table("channels", channels), None if units is None else self._table("units", units)
        return self._plan.tally(roster[0], self._table("publications", publications), roster[1])

    def judge(self, channels: Data, tallies: Iterable[bytes], units: Data | None = None) -> Answer:
        """Judges what :meth:`tally` counted: the same answer as :meth:`inspect` gives for all parts together.

        Args:
            channels, units: as they were handed to :meth:`tally`.
            tallies: of each part, in any order.

        Raises:
            InputError: a tally is of another plan or of other channels.
            ValueError: what was counted does not suffice, since the publications have further columns that tell items
                apart.
        """
        self._only_in_one_pass()
        roster = self._table("channels", channels), None if units is None else self._table("units", units)
        answer = self._plan.judge_tallies(roster[0], list(tallies), roster[1])
        if answer is None:
            raise ValueError(
                self._words(
                    "publications: 信息另有区分各条的列，须整行比较，不能分部计数；请只传渠道和发布时间两列，或改用 inspect",
                    "publications: further columns tell items apart, and such rows must be compared whole, not counted in "
                    "parts; hand over the channel and the time alone, or call inspect",
                )
            )
        return answer

    def _only_in_one_pass(self) -> None:
        if self.long_way is not None:
            raise ValueError(
                self._words(
                    f"{self.long_way}: 需要全部信息，不能分部计数；请改用 inspect",
                    f"{self.long_way}: needs all publications at once and cannot be counted in parts; call inspect",
                )
            )

    @property
    def long_way(self) -> str | None:
        """Why large tables are slow with this plan: the id of a rule or figure that needs more of the publications than
        one pass keeps of them. None: they are judged in one pass. The answer is the same either way."""
        return self._plan.long_way

    @property
    def _words(self) -> _request.Words:
        return _request.Words("zh" if self._chinese else "en")

    def _table(self, name: str, table: object) -> object:
        if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
            return table
        words = self._words
        if isinstance(table, (Mapping, list, tuple)):
            return _request.texts(name, table, words)
        if hasattr(table, "collect") and type(table).__name__ == "LazyFrame":
            raise TypeError(
                words(
                    f"{name}: LazyFrame 尚未计算；请先调用 .collect()",
                    f"{name}: a LazyFrame holds no rows yet; call .collect()",
                )
            )
        if isinstance(table, (str, os.PathLike)):
            raise TypeError(
                words(
                    f"{name}: CSV 文件须成对给出：channels 和 publications 都是路径",
                    f"{name}: CSV files come in a pair: channels and publications are both paths",
                )
            )
        kind = type(table).__name__
        raise TypeError(
            words(
                f"{name}: 应为支持 Arrow 的表格（pyarrow、polars、pandas、DuckDB）、列表的字典或字典的列表，而不是 {kind}",
                f"{name}: a table that speaks Arrow (pyarrow, polars, pandas, DuckDB), a dict of lists or a list of "
                f"dicts is wanted, not {kind}",
            )
        )


def _arrived(request: str, times: str | None) -> Plan:
    plan = Plan.__new__(Plan)
    plan._set(request, times)
    return plan
