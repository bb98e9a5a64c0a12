"""The conformance corpus through Python: the engine's own text, compared byte for byte with what Rust wrote.

The runner in Rust writes `target/corpus/<case>.request.json` and beside it `<case>.report.json`, or
`<case>.problem.json` for a case that is not judged.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tongbao import TongbaoError, _native

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "corpus"
REQUESTS = sorted(CORPUS.glob("*.request.json"))


def test_there_are_cases() -> None:
    assert REQUESTS, f"no cases in {CORPUS}: run the corpus in Rust first (cargo test -p tongbao-tests)"


@pytest.mark.parametrize("request_file", REQUESTS, ids=lambda file: file.name[: -len(".request.json")])
def test_python_gives_the_same_bytes(request_file: Path) -> None:
    case = request_file.name[: -len(".request.json")]
    report, problem = CORPUS / f"{case}.report.json", CORPUS / f"{case}.problem.json"
    assert report.exists() != problem.exists(), "a case has a report or a problem"
    request = request_file.read_bytes().decode()
    if report.exists():
        assert _native.inspect_text(request).encode() == report.read_bytes()
    else:
        with pytest.raises(TongbaoError) as told:
            _native.inspect_text(request)
        assert told.value.to_json().encode() == problem.read_bytes()
