"""What a user gets: documentation that runs, types that are true, a quick import, no dependencies."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from importlib.metadata import files, requires, version
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

import tongbao
from tongbao import _compare, _errors, _inspect, _plan, types

from conftest import ROOT

PACKAGE = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("folder", [PACKAGE, ROOT], ids=["package", "repository"])
@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_first_example_runs(folder: Path, readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    example = re.search(r"```python\n(.*?)```", (folder / readme).read_text(encoding="utf-8"), re.DOTALL)
    assert example
    assert example[1].count("\n") <= 15
    exec(example[1], {})
    told = capsys.readouterr().out
    assert "未按要求每周更新两次" in told or "fewer than two updates in a week" in told


def test_the_readme_tells_the_truth_about_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for readme in ("README.md", "README.zh-CN.md"):
        example = re.findall(r"```python\n(.*?)```", (PACKAGE / readme).read_text(encoding="utf-8"), re.DOTALL)[1]
        names: dict[str, Any] = {"tongbao": tongbao}
        *lines, last = example.strip().splitlines()
        exec("\n".join(lines), names)
        expression, _, expected = last.partition("#")
        assert str(eval(expression, names)) == expected.strip()


@pytest.mark.parametrize("module", [tongbao, _compare, _errors, _inspect, _plan])
def test_examples_in_the_documentation_run(module: Any) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted > 0
    assert tried.failed == 0


def test_the_report_has_the_shape_that_the_types_say(small: dict[str, Any]) -> None:
    small["letters"] = [
        {"编号": "1", "承办单位": "示例局", "收到时间": "2022-10-08", "类型": "咨询", "答复时间": "2022-10-09"}
    ]
    small["requests"] = [{"编号": "1", "受理单位": "示例局", "收到日期": "2022-10-08"}]
    small["waivers"] = [{"指标": "account-weekly", "对象": "样本局", "理由": "示例", "有效期至": "2022-12-31"}]
    small["publications"].append({"渠道": "工作动态", "发布时间": "2022-13-45"})
    report = tongbao.inspect(
        **small, all_outcomes=True, explain=[("account-weekly", "示例发布")], issued_on="2022-11-15"
    ).report
    assert report["waived"]
    assert report["undecided"]
    assert check(report, types.Report, "") == []


def check(value: Any, kind: Any, path: str) -> list[str]:
    """Where a value is not of a type, by its path."""
    origin = get_origin(kind)
    if origin is Union:
        tried = [check(value, one, path) for one in get_args(kind)]
        return [] if [] in tried else tried[0]
    if origin is list:
        (inner,) = get_args(kind)
        if not isinstance(value, list):
            return [f"{path}: no list"]
        return [wrong for number, item in enumerate(value) for wrong in check(item, inner, f"{path}/{number}")]
    if hasattr(kind, "__required_keys__"):
        if not isinstance(value, dict):
            return [f"{path}: no dict"]
        hints = get_type_hints(kind)
        missing = [f"{path}/{key}: missing" for key in kind.__required_keys__ - value.keys()]
        return missing + [
            wrong
            for key, item in value.items()
            for wrong in (
                check(item, hints[key], f"{path}/{key}") if key in hints else [f"{path}/{key}: not in {kind.__name__}"]
            )
        ]
    return [] if type(value) is kind else [f"{path}: {type(value).__name__}, not {kind}"]


def test_importing_brings_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import tongbao; "
        "new = {name.split('.')[0] for name in set(sys.modules) - before}; "
        "print(*sorted(new - set(sys.stdlib_module_names)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["tongbao"]


def test_the_licences_travel_with_it() -> None:
    carried = {path.name for path in files("tongbao") or [] if "licenses" in path.parts}
    assert carried == {"LICENSE-MIT", "LICENSE-APACHE", "LICENSE-cn-working-days"}


def test_nothing_else_is_installed_with_it() -> None:
    assert not requires("tongbao")
    assert version("tongbao") == tongbao.__version__
