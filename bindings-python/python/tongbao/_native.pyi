from typing import Final

__all__ = ["VERSION", "inspect_folder", "inspect_text"]

VERSION: Final[str]

def inspect_text(request: str) -> str: ...
def inspect_folder(folder: str, options: str) -> str: ...
