"""The shape of an inspection's answers: what ``inspection.json`` holds, as types for editors and type checkers.

Days are text (``2022-10-31``), instants RFC 3339 in the inspection's offset, fractions ``{"n": 5, "d": 5}`` and never
floats. A key of a class marked ``total=False`` is left out where it does not apply.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Optional, Protocol, Tuple, TypedDict, Union

__all__ = [
    "AccountStatistics",
    "ArrowArray",
    "ArrowStream",
    "Basis",
    "CalendarRef",
    "Cause",
    "CodeCount",
    "Comparison",
    "Coverage",
    "Data",
    "Day",
    "DayRange",
    "Decimal",
    "Diagnostic",
    "Difference",
    "Doubt",
    "Earlier",
    "Engine",
    "Evidence",
    "Explanation",
    "Extension",
    "Figure",
    "FigureValue",
    "Finding",
    "FindingChange",
    "Fraction",
    "IntakeTable",
    "KindCount",
    "LetterStatistics",
    "Manuscript",
    "Note",
    "OpenOutcome",
    "Outcome",
    "Compared",
    "Part",
    "Pause",
    "Period",
    "Place",
    "PublicationStatistics",
    "Record",
    "Rectification",
    "Registry",
    "Report",
    "RequestStatistics",
    "RuleComparison",
    "RuleOutcomes",
    "RuleSetRef",
    "Rules",
    "Score",
    "ScoreLine",
    "ScorePart",
    "Scores",
    "Slice",
    "Span",
    "Statistics",
    "Table",
    "Undecided",
    "UnitComparison",
    "UnitReplies",
    "UnitStatistics",
    "Value",
    "Waiver",
]

# Optional, Union and Tuple rather than `|` and `tuple`: `typing.get_type_hints` reads these classes on every Python that is served.

Day = Union[str, date]
"""A day: ``"2022-11-15"`` or a ``date``."""
DayRange = Tuple[Day, Day]
"""The first and the last day, both included."""
Table = Union[Sequence[Mapping[str, Any]], Mapping[str, Sequence[Any]]]
"""A list of dicts (a dict for each record), or a dict of lists (a list for each column)."""


class ArrowStream(Protocol):
    """A table that speaks Arrow: pyarrow, polars, pandas 3, DuckDB, or a :class:`tongbao.Table`."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class ArrowArray(Protocol):
    """A batch that speaks Arrow."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...


Data = Union[ArrowStream, ArrowArray, Table]
"""A table for :meth:`tongbao.Plan.inspect`."""
Rules = Union[str, Mapping[str, Any], "os.PathLike[str]"]
"""The id of a shipped rule set, TOML text, a rule set as a dict, or the path of a ``.toml`` file."""


class Fraction(TypedDict):
    """An exact fraction with its base; never reduced."""

    n: int
    d: int


Span = TypedDict("Span", {"from": str, "to": str})
"""Days, both ends included."""


class Engine(TypedDict):
    """What judged."""

    name: str
    version: str


class RuleSetRef(TypedDict):
    """What it judged by; ``hash`` is the SHA-256 of the canonical JSON."""

    id: str
    version: int
    title: str
    hash: str


class CalendarRef(TypedDict):
    """The working-day calendar."""

    name: str
    years: list[int]
    hash: str


Period = TypedDict("Period", {"kind": str, "label": str, "from": str, "to": str})
"""检查周期. ``kind`` is month, quarter, half-year, year or days."""

_CoverageSpan = TypedDict("_CoverageSpan", {"records": str, "from": str, "to": str, "replies_known": bool})


class Coverage(_CoverageSpan, total=False):
    """数据范围: one declaration, as declared."""

    channel: str
    platform: str


class Registry(TypedDict):
    """名录: how many there are."""

    units: int
    sites: int
    columns: int
    accounts: int


class CodeCount(TypedDict):
    """A diagnostic code and how often it occurred."""

    code: str
    count: int


class IntakeTable(TypedDict):
    """One table taken in: read = accepted + rejected + duplicates."""

    records: str
    table: str
    readable: bool
    read: int
    accepted: int
    rejected: int
    duplicates: int
    undated: int
    after_check_point: int
    after_as_of: int
    extra_columns: list[str]
    rejected_by: list[CodeCount]


class _PublicationStatistics(TypedDict):
    total: int
    columns: int
    accounts: int
    sites: int


class PublicationStatistics(_PublicationStatistics, total=False):
    """信息 of the period."""

    figure: str


class UnitStatistics(TypedDict):
    """One unit's figures; ``rank`` is None for a unit that is left out of the ranking."""

    id: str
    name: str
    publications: int
    rank: Optional[int]
    columns: int
    accounts: int
    findings: int


class AccountStatistics(TypedDict):
    """One account's figures."""

    id: str
    name: str
    platform: Optional[str]
    unit: Optional[str]
    publications: int
    pushes: int
    last: Optional[str]


class KindCount(TypedDict):
    """A kind, as recorded, and its number."""

    kind: str
    count: int


class UnitReplies(TypedDict):
    """One unit's letters or requests."""

    unit: str
    received: int
    replied: int


class LetterStatistics(TypedDict):
    """信件 received in the period, as of the as-of date."""

    received: int
    replied: int
    completion_rate: Optional[Fraction]
    invalid: int
    by_kind: list[KindCount]
    by_unit: list[UnitReplies]
    replies_known: bool


class RequestStatistics(TypedDict):
    """依申请公开 received in the period, as of the as-of date."""

    received: int
    answered: int
    overdue: Optional[int]
    undecided: int
    units: int
    by_unit: list[UnitReplies]


class Manuscript(TypedDict):
    """宣传文稿."""

    title: str
    units: list[str]
    form: Optional[str]
    adopted_by: Optional[str]
    adopted_on: Optional[str]


class Value(TypedDict):
    """A number that the data leave open between two ends; ``high`` is None for no limit."""

    low: Union[int, str, Fraction, None]
    high: Union[int, str, Fraction, None]


class _FigureValue(TypedDict):
    unit: Optional[str]
    subject: str
    subject_id: str
    value: Optional[Value]


class FigureValue(_FigureValue, total=False):
    """One value of a figure; ``slices`` where it is taken of each week or the like."""

    reason: str
    slices: "list[Slice]"


class _Figure(TypedDict):
    figure: str
    values: list[FigureValue]


class Figure(_Figure, total=False):
    """A figure of the rule set."""

    title: str


class _Statistics(TypedDict):
    publications: PublicationStatistics
    units: list[UnitStatistics]
    accounts: list[AccountStatistics]
    manuscripts: list[Manuscript]
    figures: list[Figure]


class Statistics(_Statistics, total=False):
    """Figures without judgement; ``letters`` and ``requests`` only where these were handed over."""

    letters: LetterStatistics
    requests: RequestStatistics


class RuleOutcomes(TypedDict):
    """Counts of one rule, or of one sheet (its effect is ``grade``): selected = met + breached + waived + not_applicable + cannot_tell."""

    rule: str
    title: str
    of: str
    effect: str
    judged: bool
    selected: int
    met: int
    breached: int
    waived: int
    not_applicable: int
    cannot_tell: int


class Basis(TypedDict):
    """The document and clause behind a rule."""

    document: str
    clause: Optional[str]
    verified: Optional[str]


class Waiver(TypedDict):
    """豁免: why, and its last day."""

    reason: str
    expires: str


class _Record(TypedDict):
    at: str


class Record(_Record, total=False):
    """A record that was counted."""

    records: str
    id: str
    title: str
    url: str


_SliceSpan = TypedDict("_SliceSpan", {"from": str, "to": str, "outcome": str, "value": Optional[Value]})


class Slice(_SliceSpan, total=False):
    """One slice of a window, such as a week."""

    reason: str
    records: list[Record]


class _Doubt(TypedDict):
    records: str
    code: str
    value: str


class Doubt(_Doubt, total=False):
    """A rejected row that keeps an outcome open."""

    id: str


class _Outcome(TypedDict):
    rule: str
    unit: str
    subject: str
    subject_id: str
    outcome: str


class Outcome(_Outcome, total=False):
    """判定: met, breached, waived, not_applicable or cannot_tell."""

    platform: str
    reason: str


_Pause = TypedDict("_Pause", {"from": str, "to": str, "days": Optional[int]})


class Pause(_Pause):
    """Days that did not count, the first one excluded."""


_Extension = TypedDict("_Extension", {"told": Optional[str], "to": Optional[str], "state": str})


class Extension(_Extension):
    """More time to answer, and whether it holds."""


_Earlier = TypedDict("_Earlier", {"from": str, "to": str, "outcome": str})


class Earlier(_Earlier):
    """What an earlier period came to."""



class Part(TypedDict):
    """A number that another one is made of."""

    subject: str
    subject_id: str
    value: Optional[Value]


class Compared(TypedDict):
    """A figure whose number is the limit."""

    figure: str
    value: Optional[Value]


class _Evidence(TypedDict):
    measure: str
    source: Optional[str]
    limit: str


class Evidence(_Evidence, total=False):
    """What an outcome rests on."""

    value: Value
    unit: str
    last: str
    at: str
    start: str
    due: str
    due_between: Span
    stop: str
    window: Span
    slices: list[Slice]
    gaps: list[Span]
    restarted: str
    pauses: list[Pause]
    extension: Extension
    periods: list[Earlier]
    before: Union[int, str, Fraction]
    compared_with: list[Compared]
    parts: list[Part]
    records: list[Record]
    records_not_cited: int
    outcomes: list[Outcome]
    coverage: list[Span]
    doubts: list[Doubt]


class _Finding(TypedDict):
    rule: str
    unit: str
    unit_as_recorded: str
    subject: str
    platform: Optional[str]
    wording: str
    severity: str
    unit_id: Optional[str]
    subject_id: str
    subject_kind: str
    evidence: Evidence
    basis: Basis


class Finding(_Finding, total=False):
    """问题, 提示, or a waived breach (then with ``waiver``)."""

    waiver: Waiver


class Undecided(TypedDict):
    """A `cannot tell`: what to look at by hand, and why."""

    rule: str
    unit: str
    unit_as_recorded: str
    subject: str
    platform: Optional[str]
    subject_id: str
    code: str
    reason: str


_RectificationFrom = TypedDict(
    "_RectificationFrom", {"within": str, "from": Optional[str], "due_on": Optional[str]}
)


class Rectification(_RectificationFrom, total=False):
    """By when the findings are to be rectified."""

    reason: str


class Note(TypedDict):
    """What else the reader must know."""

    code: str
    message: str


class Decimal(TypedDict):
    """Points as decimal text between two ends; None for no limit."""

    low: Optional[str]
    high: Optional[str]


class _ScoreLine(TypedDict):
    reads: str
    bonus: bool
    applies: bool
    count: Decimal
    points: Decimal


class ScoreLine(_ScoreLine, total=False):
    """One line of a sheet, and the points it came to."""

    title: str
    part: str


class ScorePart(TypedDict):
    """One part of a sheet."""

    part: str
    left_out: str
    worth: str
    points: Decimal


class _Score(TypedDict):
    unit: str
    subject: str
    subject_id: str
    outcome: str


class Score(_Score, total=False):
    """The score of one subject, with its arithmetic."""

    platform: str
    reason: str
    score: Decimal
    grade: str
    wording: str
    vetoes: list[str]
    open_vetoes: list[str]
    base: Decimal
    lines: list[ScoreLine]
    parts: list[ScorePart]
    got: Decimal
    possible: str
    scaled: Decimal
    bonus: Decimal
    total: Decimal


class Scores(TypedDict):
    """The scores of one sheet."""

    sheet: str
    title: str
    results: list[Score]


class _Explanation(TypedDict):
    rule: str
    outcome: Outcome
    evidence: Optional[Evidence]
    basis: Basis
    lines: list[str]


class Explanation(_Explanation, total=False):
    """The explanation of one outcome, in words in ``lines``; for a sheet with its ``score``."""

    score: Score


class _Place(TypedDict):
    file: str


class Place(_Place, total=False):
    """Where in the input: ``line`` of a file or number of a record, ``column`` in a rule file's line, ``field``."""

    line: int
    column: int
    field: str


class Related(TypedDict):
    """Another place that a diagnostic has to do with, and what stands there."""

    place: Place
    message: str


class _Diagnostic(TypedDict):

    code: str
    severity: str
    message: str
    next_step: str
    value: Optional[str]
    place: Place
    near: list[str]


class Diagnostic(_Diagnostic, total=False):
    """One thing to tell: code, place, offending value, sentence, next step, nearest known names, related places."""

    related: list[Related]


class _Report(TypedDict):
    format: int
    engine: Engine
    rule_set: RuleSetRef
    calendar: CalendarRef
    language: str
    period: Period
    check_point: str
    as_of: str
    offset: str
    coverage: list[Coverage]
    registry: Registry
    intake: list[IntakeTable]
    statistics: Statistics
    outcomes: list[RuleOutcomes]
    findings: list[Finding]
    notices: list[Finding]
    waived: list[Finding]
    undecided: list[Undecided]
    notes: list[Note]


class Report(_Report, total=False):
    """Everything that one inspection answers, in one language."""

    title: str
    issuer: str
    issued_on: str
    reconstructed: str
    scores: list[Scores]
    rectification: Rectification
    all_outcomes: list[Outcome]
    explanations: list[Explanation]


class Cause(TypedDict):
    """What makes a difference: a rule, figure, clock, sheet, attribute or list by its id, or the header of the ``set``."""

    kind: str
    id: str
    before: Optional[str]
    after: Optional[str]
    what: list[str]


class Difference(TypedDict):
    """A finding that one of the sets makes, what the other says of the subject, and by what."""

    finding: Finding
    other: str
    by: list[Cause]


class FindingChange(TypedDict):
    """A finding that both sets make, and not in the same way."""

    before: Finding
    after: Finding
    what: list[str]
    by: list[Cause]


class OpenOutcome(TypedDict):
    """An outcome that one of the sets leaves open."""

    undecided: Undecided
    other: str
    by: list[Cause]


class UnitComparison(TypedDict):
    """The differences of one unit; an empty name for what has no unit."""

    unit: str
    before: int
    after: int
    added: int
    cleared: int
    changed: int
    opened: int
    settled: int


class RuleComparison(TypedDict):
    """The differences of one rule, and what of itself is different."""

    rule: str
    change: Optional[Cause]
    added: int
    cleared: int
    changed: int
    opened: int
    settled: int


class Comparison(TypedDict):
    """What becomes of the findings when the rule set ``after`` takes the place of ``before``, on the same records."""

    format: int
    engine: Engine
    language: str
    period: Period
    check_point: str
    as_of: str
    before: RuleSetRef
    after: RuleSetRef
    added: list[Difference]
    cleared: list[Difference]
    changed: list[FindingChange]
    opened: list[OpenOutcome]
    settled: list[OpenOutcome]
    units: list[UnitComparison]
    rules: list[RuleComparison]
