"""From what people have in Python to the request that the engine reads: plain JSON, nothing decided."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

# Beyond these a JSON number is not the same number in every language; as text it is.
_EXACT = 2**53 - 1


class Words:
    """Picks a sentence's language."""

    def __init__(self, lang: str) -> None:
        self._chinese = lang != "en"

    def __call__(self, zh: str, en: str) -> str:
        return zh if self._chinese else en


def request_text(settings: Mapping[str, Any], tables: Mapping[str, Any], words: Words) -> str:
    """The request as JSON text. Arguments that are ``None`` are left out: the engine says what is missing."""
    request = {key: value for key, value in settings.items() if value is not None}
    for name, table in tables.items():
        if table is not None:
            request[name] = _table(name, table, words)
    text = json.dumps(request, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(_half_character(request, words)) from None
    return text


def _table(name: str, table: object, words: Words) -> object:
    if isinstance(table, Mapping):
        return {
            _header(name, header, words): _column(name, header, cells, words)
            for header, cells in table.items()
        }
    if isinstance(table, (list, tuple)):
        return [_row(name, number, row, words) for number, row in enumerate(table, 1)]
    raise TypeError(
        words(
            f"{name}: 应为字典的列表，或列表的字典，而不是 {_kind(table)}；{_instead_of_table(table, words)}",
            f"{name}: a list of dicts or a dict of lists is wanted, not {_kind(table)}; "
            f"{_instead_of_table(table, words)}",
        )
    )


def texts(name: str, table: object, words: Words) -> list[tuple[str, list[str | None]]]:
    """A small table as columns of texts, for a plan."""
    made = _table(name, table, words)
    columns: dict[str, list[str | None]] = {}
    if isinstance(made, dict):
        columns = {header: [_text(cell) for cell in cells] for header, cells in made.items()}
        lengths = {header: len(cells) for header, cells in columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(
                words(
                    f"{name}: 各列长短不一：{lengths}；请补齐各列",
                    f"{name}: the columns differ in length: {lengths}; make them equally long",
                )
            )
    elif isinstance(made, list):
        headers = dict.fromkeys(header for row in made for header in row)
        columns = {header: [_text(row.get(header)) for row in made] for header in headers}
    try:
        for header, texts_ in columns.items():
            "".join((header, *(text or "" for text in texts_))).encode()
    except UnicodeEncodeError:
        raise ValueError(_half_character({name: table}, words)) from None
    return list(columns.items())


def _text(cell: object) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "、".join(cell) if isinstance(cell, list) else str(cell)


def _instead_of_table(table: object, words: Words) -> str:
    for frame_method, call in (
        ("to_dicts", "df.to_dicts()"),  # polars
        ("collect", "df.collect().to_dicts()"),  # polars, lazy
        ("to_pylist", "table.to_pylist()"),  # pyarrow
        ("to_dict", 'df.to_dict("records")'),  # pandas
    ):
        if hasattr(table, frame_method):
            return words(f"请传入 {call}", f"hand over {call}")
    if isinstance(table, (str, os.PathLike)):
        return words(
            "路径只用于文件夹：tongbao.inspect(文件夹)", "a path is for a folder only: tongbao.inspect(folder)"
        )
    return words("请传入 list(…)", "hand over list(...)")


def _header(name: str, header: object, words: Words) -> str:
    if isinstance(header, str):
        return header
    raise TypeError(
        words(
            f"{name}: 列名应为字符串，而不是 {header!r}（{_kind(header)}）；请改用列的名称",
            f"{name}: a column's name must be a string, not {header!r} ({_kind(header)}); name the column",
        )
    )


def _column(name: str, header: object, cells: object, words: Words) -> list[object]:
    if isinstance(cells, (list, tuple)):
        return [
            cell if type(cell) is str else _cell(cell, name, number, header, words)
            for number, cell in enumerate(cells, 1)
        ]
    raise TypeError(
        words(
            f"{name}，{header} 列：应为列表，而不是 {_kind(cells)}；请传入 list(…)，"
            f"若本意是一条记录，请写成 [{{…}}]",
            f"{name}, column {header}: a list is wanted, not {_kind(cells)}; hand over list(...), "
            f"or write [{{...}}] if a single record is meant",
        )
    )


def _row(name: str, number: int, row: object, words: Words) -> dict[str, object]:
    if isinstance(row, Mapping):
        return {
            header if type(header) is str else _header(name, header, words): cell
            if type(cell) is str
            else _cell(cell, name, number, header, words)
            for header, cell in row.items()
        }
    raise TypeError(
        words(
            f"{name} 第 {number} 行：应为字典（列名: 值），而不是 {_kind(row)}；请用列名组成字典",
            f"{name}, row {number}: a dict of column names and values is wanted, not {_kind(row)}; "
            f"build a dict with the columns' names",
        )
    )


def _cell(cell: object, name: str, number: int, header: object, words: Words) -> object:
    """A value as the engine reads it. Times become ISO 8601: with the offset if they are aware, local if naive."""
    if cell is None or isinstance(cell, (str, bool)):
        return cell
    if isinstance(cell, int):
        return int(cell) if -_EXACT <= cell <= _EXACT else str(int(cell))
    # pandas' missing time is a datetime, its missing value compares as itself: both come before dates.
    if _kind(cell) in ("NaTType", "NAType") or (isinstance(cell, float) and cell != cell):
        return None
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (list, tuple)) and all(isinstance(part, str) for part in cell):
        return list(cell)
    raise TypeError(
        words(
            f"{name} 第 {number} 行 {header} 列：不接受 {cell!r}（{_kind(cell)}）；{_instead_of_cell(cell, words)}",
            f"{name}, row {number}, column {header}: {cell!r} ({_kind(cell)}) is not accepted; "
            f"{_instead_of_cell(cell, words)}",
        )
    )


def _instead_of_cell(cell: object, words: Words) -> str:
    if isinstance(cell, float):
        return words(
            '浮点数写法不唯一，请传入 str 或 int（pandas 整数列请用 astype("Int64")）',
            'a float can be written in many ways: hand over a str or an int (in pandas: astype("Int64"))',
        )
    if hasattr(cell, "item"):
        return words("numpy 的值请用 .item() 转换", "convert a numpy value with .item()")
    return words(
        "请传入 str、int、bool、None、date、datetime，或字符串的列表",
        "hand over a str, int, bool, None, date, datetime, or a list of strings",
    )


def _half_character(request: Mapping[str, Any], words: Words) -> str:
    """Finds the text that is no text, after the fact: looking at every cell beforehand would cost every caller."""
    for path, text in _texts(request, ()):
        try:
            text.encode()
        except UnicodeEncodeError:
            place = " ".join(str(step) for step in path)
            return words(
                f"{place}: {text!r} 含有半个字符（孤立代理项），不能写成 UTF-8；请用正确的编码重新读取该文件",
                f"{place}: {text!r} holds half a character (a lone surrogate) and cannot be written as UTF-8; "
                f"read the file again with its right encoding",
            )
    return words("含有半个字符", "holds half a character")


def _texts(value: object, path: tuple[object, ...]) -> list[tuple[tuple[object, ...], str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, Mapping):
        return [
            found for key, inner in value.items() for found in [(path, str(key)), *_texts(inner, (*path, key))]
        ]
    if isinstance(value, (list, tuple)):
        return [found for number, inner in enumerate(value, 1) for found in _texts(inner, (*path, number))]
    return []


def day(name: str, value: object, words: Words) -> str | None:
    """A day of the settings: text, which the engine reads, or a ``date``."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(
        words(
            f"{name}: 应为日期（date 或 '2022-11-15'），而不是 {value!r}",
            f"{name}: a day is wanted (a date, or '2022-11-15'), not {value!r}",
        )
    )


def period(value: object, words: Words) -> str | None:
    """A period: text such as ``2022-10``, ``2022Q4``, ``2022``, or the first and last day."""
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return "..".join(day("period", end, words) or "" for end in value)
    if value is None or isinstance(value, str):
        return value
    raise TypeError(
        words(
            f"period: 应为 '2022-10'、'2022Q4'、'2022H2'、'2022'，或（首日，末日），而不是 {value!r}",
            f"period: '2022-10', '2022Q4', '2022H2', '2022', or (first day, last day) is wanted, not {value!r}",
        )
    )


def coverage(value: object, words: Words) -> object:
    """For which days the records are complete, for all kinds or for each."""
    if value is None:
        return None
    if isinstance(value, (tuple, list)):
        if len(value) == 2 and not any(isinstance(end, (Mapping, list, tuple)) for end in value):
            return {"from": plain("coverage", value[0], words), "to": plain("coverage", value[1], words)}
    elif isinstance(value, Mapping):
        return plain("coverage", value, words)
    raise TypeError(
        words(
            f"coverage: 应为（首日，末日），或 {{'publications': (首日, 末日), …}}，而不是 {value!r}",
            f"coverage: (first day, last day) or {{'publications': (first day, last day), ...}} is wanted, "
            f"not {value!r}",
        )
    )


def plain(name: str, value: object, words: Words) -> object:
    """A setting as JSON: days as text, everything else as it stands."""
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(f"{name}.{key}", inner, words) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(name, inner, words) for inner in value]
    return day(name, value, words)


def explain(value: Iterable[tuple[str, str]], words: Words) -> list[tuple[str, str]]:
    """The pairs (rule, subject) to explain."""
    pairs = list(value)
    for pair in pairs:
        if not (isinstance(pair, (tuple, list)) and len(pair) == 2 and all(isinstance(end, str) for end in pair)):
            raise TypeError(
                words(
                    f"explain: 应为（指标，对象）的列表，而不是 {pair!r}；如 [('account-weekly', '示例发布')]",
                    f"explain: a list of (rule, subject) is wanted, not {pair!r}; "
                    f"such as [('account-weekly', '示例发布')]",
                )
            )
    return [(rule, subject) for rule, subject in pairs]


def beside_a_folder(
    folder: object, arguments: Mapping[str, object], calendar: object, words: Words
) -> os.PathLike[str] | None:
    """Refuses arguments that the folder itself answers; gives the one that it does not."""
    if not isinstance(folder, (str, os.PathLike)):
        raise TypeError(
            words(
                f"folder: 应为文件夹的路径，而不是 {_kind(folder)}；表格请写明名称，如 publications=…",
                f"folder: a path is wanted, not {_kind(folder)}; name tables, as in publications=...",
            )
        )
    surplus = [name for name, value in arguments.items() if value is not None]
    if surplus:
        names = ", ".join(surplus)
        raise TypeError(
            words(
                f"{names}: 已给出文件夹时不能再给出；请写入文件夹的 tongbao.toml 或 CSV 文件",
                f"{names}: not accepted beside a folder; write it into the folder's tongbao.toml or CSV files",
            )
        )
    if calendar is None or isinstance(calendar, os.PathLike):
        return calendar
    raise TypeError(
        words(
            f"calendar: 与文件夹一起时应为 pathlib.Path（CSV 文件），而不是 {_kind(calendar)}",
            f"calendar: beside a folder the pathlib.Path of a CSV file is wanted, not {_kind(calendar)}",
        )
    )


class RuleSetGiven:
    """A rule set as it was given: `named` by its shipped id, or its text in `toml` or `json`; perhaps from a file."""

    def __init__(self, form: str, rules: str, file: str | None = None) -> None:
        self.form = form
        self.rules = rules
        self.file = file

    def for_request(self, key: str = "rules") -> dict[str, object]:
        if self.form == "json":
            return {key: json.loads(self.rules)}
        return {f"{key}_toml" if self.form == "toml" else key: self.rules}

    def for_catalogue(self) -> object:
        return json.loads(self.rules) if self.form == "json" else self.rules

    def for_folder(self) -> tuple[str, str]:
        return self.form, self.rules


def rules(value: object, words: Words) -> RuleSetGiven | None:
    """A rule set: a shipped id, a dict, a file, or TOML text."""
    if value is None:
        return None
    if isinstance(value, str) and "\n" in value:
        return RuleSetGiven("toml", value)
    if isinstance(value, os.PathLike) or (isinstance(value, str) and value.endswith((".toml", ".json"))):
        return _rules_file(os.fspath(value), words)
    if isinstance(value, str):
        return RuleSetGiven("named", value)
    if isinstance(value, Mapping):
        # Readers of TOML make dates; in canonical JSON they are text.
        return RuleSetGiven("json", json.dumps(value, ensure_ascii=False, default=_date_text))
    raise TypeError(
        words(
            f"rules: 应为内置指标体系的编号、字典、pathlib.Path 或 TOML 文本，而不是 {_kind(value)}",
            f"rules: the id of a shipped rule set, a dict, a pathlib.Path or TOML text is wanted, not {_kind(value)}",
        )
    )


def rule_sets(values: object, words: Words) -> list[object] | None:
    """Further rule sets: each a dict, a file, or TOML text."""
    if values is None:
        return None
    if isinstance(values, (str, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(
            words(
                f"rule_sets: 应为指标体系的列表，而不是 {_kind(values)}",
                f"rule_sets: a list of rule sets is wanted, not {_kind(values)}",
            )
        )
    given = [rules(value, words) for value in values]
    return [one.for_catalogue() for one in given if one is not None]


def _rules_file(path: str, words: Words) -> RuleSetGiven:
    with open(path, "rb") as file:
        written = file.read()
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line = written.count(b"\n", 0, why.start) + 1
        raise ValueError(
            words(
                f"{path} 第 {line} 行不是 UTF-8；请将指标体系另存为 UTF-8 编码",
                f"{path}:{line}: not UTF-8; save the rule set as UTF-8",
            )
        ) from None
    return RuleSetGiven("json" if path.endswith(".json") else "toml", text, path)


def _date_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"rules: {value!r} ({_kind(value)}) is no part of a rule set")


def _kind(value: object) -> str:
    return type(value).__name__
