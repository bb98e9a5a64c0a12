import os
from typing import Final, TypedDict, final

__all__ = ["VERSION", "Answer", "compare_folder", "compare_text", "inspect_folder", "inspect_request", "inspect_text"]

VERSION: Final[str]

class _FolderOptions(TypedDict):
    rules: tuple[str, str] | None
    period: str | None
    as_of: str | None
    calendar: str | os.PathLike[str] | None
    language: str
    all_outcomes: bool
    explain: list[tuple[str, str]]

@final
class Answer:
    @property
    def report(self) -> str: ...
    @property
    def intake(self) -> str: ...
    @property
    def warnings(self) -> str: ...
    def bulletin_html(self) -> str: ...
    def bulletin_markdown(self) -> str: ...

def inspect_text(request: str) -> str: ...
def inspect_request(request: str) -> Answer: ...
def inspect_folder(folder: str | os.PathLike[str], options: _FolderOptions) -> Answer: ...
def compare_text(request: str) -> str: ...
def compare_folder(
    folder: str | os.PathLike[str],
    against: tuple[str, str],
    rules: tuple[str, str],
    options: _FolderOptions,
) -> str: ...
