"""Rules of the house that no linter knows: ``python -m tests.house`` lists what breaks them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 400
MAX_FUNCTION = 60  # the aim is 30; what is longer should be a table, a form or a story
GENERATED = (
    "package-lock.json",
    "requirements",
    "docs/openapi.yaml",
    "LICENSE",
    "docs/stages.md",
    "clients/python/luodi_client/operations.py",
    "clients/python/luodi_client/types.py",
)
DATA = (".csv", ".json", ".geojson", ".png", ".svg", ".xlsx", ".md")
# In pieces, so that this file does not break its own rule.
ADDRESSES = (
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js.",
    "npm" + "mirror",
    "debian" + ".org",
    "tuna" + ".tsinghua",
)
FOLDERS = tuple(f"/{name}/" for name in ("work", "root", "home"))
WHOLE_LOCK = re.compile(r"select_for_update\((?!.*no_key=True).*")
ALARM_CLOCK = re.compile(r"\b(countdown|eta)\s*=|\.apply_async\(|\.retry\(")


def tracked() -> Iterator[Path]:
    """Files of the project: tracked by git, or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listing.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            yield ROOT / name


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of each file that is text."""
    for path in tracked():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font


def long_files() -> list[str]:
    """Written files of more than 400 lines."""
    return [
        f"{name}: {lines} lines, at most {MAX_LINES}"
        for name, text in texts()
        if (lines := text.count("\n")) > MAX_LINES and not name.startswith(GENERATED) and not name.endswith(DATA)
    ]


def long_functions() -> list[str]:
    """Functions of more than 60 lines, from their ``def`` to their last line; docstring included."""
    return [
        f"{name}: {node.name}: {lines} lines, at most {MAX_FUNCTION}"
        for name, text in texts()
        if name.endswith(".py") and not name.startswith(GENERATED)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION
    ]


def addresses() -> list[str]:
    """Registry addresses and absolute paths of somebody's machine."""
    return [
        f"{name}: names {word}"
        for name, text in texts()
        for word in (*ADDRESSES, *FOLDERS)
        if word in text and name != "LICENSE"
    ]


def alarm_clocks() -> list[str]:
    """Tasks that wait inside the broker: business dates live in the database (docs/adr/0004)."""
    return _written(ALARM_CLOCK)


def whole_locks() -> list[str]:
    """Rows locked with their keys: that stops whoever points to them, at commit and under the head of the log."""
    return _written(WHOLE_LOCK)


def _written(pattern: re.Pattern[str]) -> list[str]:
    """Where the product's code has it."""
    return [
        f"{name}: {found.group(0)}"
        for name, text in texts()
        if name.endswith(".py") and not name.startswith("tests/")
        for found in pattern.finditer(text)
    ]


def main() -> int:
    """Print what is wrong; 1 when something is."""
    wrong = [*long_files(), *long_functions(), *addresses(), *alarm_clocks(), *whole_locks()]
    sys.stdout.write("".join(f"{line}\n" for line in wrong) or "the house is in order\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
