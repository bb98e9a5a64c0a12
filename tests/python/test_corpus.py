"""The conformance corpus through Python: core's own text, compared byte for byte.

The tests in Rust write each case to `target/corpus`: `<case>.request.json`, and `<case>.report.json` beside it, or
`<case>.problem.json` for a case that is not judged.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tongbao import TongbaoError, _native

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
CORPUS = Path(os.environ.get("TONGBAO_CORPUS", TARGET / "corpus"))
REQUEST = ".request.json"
CASES = sorted(file.relative_to(CORPUS).as_posix()[: -len(REQUEST)] for file in CORPUS.rglob("*" + REQUEST))


def test_there_are_cases() -> None:
    assert CASES, f"no corpus in {CORPUS}; write it with: cargo xtask test rust"


@pytest.mark.parametrize("case", CASES)
def test_python_gives_the_same_bytes(case: str) -> None:
    request = (CORPUS / f"{case}{REQUEST}").read_bytes().decode()
    report, problem = CORPUS / f"{case}.report.json", CORPUS / f"{case}.problem.json"
    if report.exists():
        assert _native.inspect_text(request).encode() == report.read_bytes()
    else:
        with pytest.raises(TongbaoError) as told:
            _native.inspect_text(request)
        assert told.value.to_json().encode() == problem.read_bytes()


def test_python_compares_to_the_same_bytes() -> None:
    request = (ROOT / "tests/compare/stricter.json").read_bytes().decode()
    assert _native.compare_text(request).encode() == (CORPUS.parent / "comparisons/stricter.comparison.json").read_bytes()
