"""What went wrong, where, and what to do next, as exceptions with fields."""

from __future__ import annotations

import json
from typing import Any


class TongbaoError(ValueError):
    """Nothing was judged. Base of all errors that tongbao raises about its input.

    ``str(error)`` is the place, the sentence, the value and the next step; the fields hold them one by one.

    >>> import tongbao
    >>> try:
    ...     tongbao.inspect(units=[], rules="zhanggong-2022", period="2022-13", as_of="2022-11-15", lang="en")
    ... except tongbao.TongbaoError as error:
    ...     error.value
    '2022-13'
    """

    code: str
    """A stable code such as ``date.impossible``."""
    message: str
    """What is wrong, in the language asked for."""
    next_step: str
    """What to do next."""
    value: str | None
    """The offending value, as given."""
    file: str
    """The file, table or argument, as the user named it."""
    line: int | None
    """The line of a file, or the number of a record in a list, from 1."""
    column: int | None
    """The character column in that line of a rule file, from 1."""
    field: str | None
    """The named column of a table, or the dotted key of a rule file."""
    near: tuple[str, ...]
    """The nearest known names, best first."""
    diagnostics: list[dict[str, Any]]
    """Everything there is to tell, the problem itself first; each with ``code``, ``message``, ``next_step``, ..."""

    def __init__(self, problem: str) -> None:
        # The engine's own text is the only argument, so that pickling is exact.
        super().__init__(problem)
        told = json.loads(problem)
        first = told["problem"]
        place = first.get("place") or {}
        self.code = first["code"]
        self.message = first["message"]
        self.next_step = first.get("next_step") or ""
        self.value = first.get("value")
        self.file = place.get("file") or ""
        self.line = place.get("line")
        self.column = place.get("column")
        self.field = place.get("field")
        self.near = tuple(first.get("near") or ())
        self.diagnostics = told.get("diagnostics") or [first]

    def to_json(self) -> str:
        """The engine's own text of the problem, byte for byte."""
        return str(self.args[0])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.message!r})"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column, self.field) if part)
        lines = [f"{place}: {self.message}" if place else self.message]
        if self.value is not None and self.value not in self.message:
            lines[0] += f" `{self.value}`"
        lines[0] += f" [{self.code}]"
        if self.near:
            lines.append("  ≈ " + ", ".join(self.near))
        if self.next_step:
            lines.append("  → " + self.next_step)
        further = len(self.diagnostics) - 1
        if further > 0:
            lines.append(f"  … +{further}: error.diagnostics")
        return "\n".join(lines)


class RuleSetError(TongbaoError):
    """The rule set cannot be used: unknown, not readable, or not sound. ``line`` and ``column`` point into its text."""


class InputError(TongbaoError):
    """The settings, the folder or the tables cannot be used."""


def from_problem(problem: str) -> TongbaoError:
    """The exception for a problem told by the engine."""
    first = json.loads(problem)["problem"]
    file = (first.get("place") or {}).get("file") or ""
    of_rules = first["code"].startswith("rules.") or file in _RULES or file.endswith((".toml", ".json"))
    return (RuleSetError if of_rules and not file.endswith(_SETTINGS) else InputError)(problem)


def in_file(error: RuleSetError, file: str | None) -> RuleSetError:
    """The same error, in the file that the rule set was read from: the engine only saw its text."""
    if file is None:
        return error
    told = json.loads(error.to_json())
    for diagnostic in (told["problem"], *told["diagnostics"]):
        if diagnostic["place"]["file"] in _RULES:
            diagnostic["place"]["file"] = file
    return RuleSetError(json.dumps(told, ensure_ascii=False))


# What the engine calls a rule set that was handed over as text, and an inspection folder's settings.
_RULES = ("rules", "rules.toml", "rules.json", "against", "against.toml")
_SETTINGS = "tongbao.toml"
