"""What one inspection answers."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._native import Inspected
    from .types import (
        Diagnostic,
        Explanation,
        Finding,
        IntakeTable,
        Note,
        Outcome,
        Rectification,
        Registry,
        Report,
        RuleOutcomes,
        Statistics,
        Undecided,
    )

# A notebook shows this many findings; the rest is in `findings`.
_SHOWN = 20


class Inspection:
    """Outcomes, findings and statistics of one period. Made by :func:`tongbao.inspect`.

    The value is the engine's text (:meth:`to_json`): equal texts are equal inspections, it cannot be changed, and it
    travels by pickle. The lists and dicts are read from that text; see :mod:`tongbao.types` for their keys.
    """

    __slots__ = ("_answer", "_report")
    _answer: Inspected | _Travelled
    _report: Report | None

    def __init__(self, answer: Inspected | _Travelled) -> None:
        object.__setattr__(self, "_answer", answer)
        object.__setattr__(self, "_report", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an Inspection cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an Inspection cannot be changed: {name}")

    def __reduce__(self) -> tuple[Callable[..., Inspection], tuple[str, ...]]:
        answer = self._answer
        texts = (answer.report, answer.intake, answer.warnings)
        return _arrived, (*texts, answer.bulletin_html(), answer.bulletin_markdown())

    def __eq__(self, other: object) -> bool:
        return self.to_json() == other.to_json() if isinstance(other, Inspection) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.to_json())

    def to_json(self) -> str:
        """The engine's own text: what the command writes as ``inspection.json``, byte for byte (UTF-8, LF)."""
        return self._answer.report

    def intake_json(self) -> str:
        """What the command writes as ``intake.json``: each table with its rejected, repeated and undated rows by line."""
        return self._answer.intake

    def bulletin_html(self) -> str:
        """通报 as one self-contained page: what the command writes as ``bulletin.html``."""
        return self._answer.bulletin_html()

    def bulletin_markdown(self) -> str:
        """通报 as Markdown: what the command writes as ``bulletin.md``."""
        return self._answer.bulletin_markdown()

    @property
    def report(self) -> Report:
        """All of it, as dicts and lists; read once, so treat it as read-only."""
        if self._report is None:
            object.__setattr__(self, "_report", json.loads(self._answer.report))
        return cast("Report", self._report)

    @property
    def findings(self) -> list[Finding]:
        """问题: breached outcomes, each with wording, evidence and basis; by rule, unit order, subject."""
        return self.report["findings"]

    @property
    def notices(self) -> list[Finding]:
        """提示: praise, or a warning before the breach; never a finding."""
        return self.report["notices"]

    @property
    def waived(self) -> list[Finding]:
        """Breaches covered by a waiver (豁免): visible, not counted."""
        return self.report["waived"]

    @property
    def undecided(self) -> list[Undecided]:
        """Every `cannot tell` (无法判定) with its reason: what to look at by hand."""
        return self.report["undecided"]

    @property
    def outcomes(self) -> list[RuleOutcomes]:
        """Counts of outcomes, a line for each rule, by rule id."""
        return self.report["outcomes"]

    @property
    def all_outcomes(self) -> list[Outcome]:
        """The outcome of every rule and subject; empty unless asked for with ``all_outcomes=True``."""
        return self.report.get("all_outcomes", [])

    @property
    def explanations(self) -> list[Explanation]:
        """The explanations asked for with ``explain=``, in that order; ``lines`` holds the words."""
        return self.report.get("explanations", [])

    @property
    def statistics(self) -> Statistics:
        """Figures without judgement: publications, units, accounts, letters, requests, manuscripts."""
        return self.report["statistics"]

    @property
    def registry(self) -> Registry:
        """How many units, sites, columns and accounts there are."""
        return self.report["registry"]

    @property
    def rectification(self) -> Rectification | None:
        """By when the findings are to be rectified; None if the rule set says nothing."""
        return self.report.get("rectification")

    @property
    def intake(self) -> list[IntakeTable]:
        """What was taken in, a line for each table: read = accepted + rejected + duplicates."""
        return self.report["intake"]

    @property
    def rejected(self) -> list[Diagnostic]:
        """Every rejected row: its place (table, row, column), value, reason and next step."""
        tables = json.loads(self._answer.intake)["tables"]
        return [row for table in tables for row in table["rejected_rows"]]

    @property
    def warnings(self) -> list[Diagnostic]:
        """What is odd about a folder itself, such as a file that was not read; not about its rows."""
        return cast("list[Diagnostic]", json.loads(self._answer.warnings)["diagnostics"])

    @property
    def notes(self) -> list[Note]:
        """What else the reader must know, such as a rule that selects nobody."""
        return self.report["notes"]

    def __repr__(self) -> str:
        return f"<tongbao.Inspection {self._summary()}>"

    def _repr_html_(self) -> str:
        """A small table for notebooks; every text in it is escaped."""
        chinese = self._chinese
        headings = ("单位", "对象", "问题") if chinese else ("unit", "subject", "finding")
        rows = [
            (
                finding["unit_as_recorded"],
                finding["subject"] + (f" ({finding['platform']})" if finding["platform"] else ""),
                finding["wording"],
            )
            for finding in self.findings[:_SHOWN]
        ]
        further = len(self.findings) - len(rows)
        more = (f"另有 {further} 项，见 findings" if chinese else f"{further} more in findings") if further else ""
        reconstructed = self.report.get("reconstructed")
        parts = [
            f"<p><strong>{escape(self._summary())}</strong></p>",
            f"<p>{escape(reconstructed)}</p>" if reconstructed else "",
            "<table>" + _html_row("th", headings) + "".join(_html_row("td", row) for row in rows) + "</table>"
            if rows
            else "",
            f"<p>{escape(more)}</p>" if more else "",
        ]
        return "<div>" + "".join(parts) + "</div>"

    @property
    def _chinese(self) -> bool:
        return self.report["language"] == "zh"

    def _summary(self) -> str:
        report = self.report
        period = report["period"]["label"]
        rule_set = f"{report['rule_set']['id']} v{report['rule_set']['version']}"
        numbers: dict[str, Any] = dict(
            units=report["registry"]["units"],
            findings=len(report["findings"]),
            undecided=len(report["undecided"]),
            rejected=sum(table["rejected"] for table in report["intake"]),
        )
        form = (
            "{units} 个单位，问题 {findings} 项，无法判定 {undecided} 项，退回 {rejected} 行"
            if self._chinese
            else "{units} units, {findings} findings, {undecided} cannot tell, {rejected} rows rejected"
        )
        return f"{period} {rule_set}: {form.format(**numbers)}"


class _Travelled:
    """An answer that came by pickle: its documents were written before it left."""

    __slots__ = ("_html", "_markdown", "intake", "report", "warnings")

    def __init__(self, report: str, intake: str, warnings: str, html: str, markdown: str) -> None:
        self.report = report
        self.intake = intake
        self.warnings = warnings
        self._html = html
        self._markdown = markdown

    def bulletin_html(self) -> str:
        return self._html

    def bulletin_markdown(self) -> str:
        return self._markdown


def _arrived(*texts: str) -> Inspection:
    return Inspection(_Travelled(*texts))


def _html_row(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
