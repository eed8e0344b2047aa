"""``python -m clients.generate [--check]``: what is written from docs/openapi.yaml.

The typed client (operations.py, types.py) and the collection docs/postman.json. ``--check`` writes nothing and fails
when one of them is not what it would write.
"""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
from pathlib import Path

from clients import calls, collection, shapes
from clients.schema import ROOT, load

PACKAGE = ROOT / "clients" / "python" / "luodi_client"


def formatted(text: str, path: Path) -> str:
    """As ruff would write it."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(path.relative_to(ROOT)), "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"ruff cannot format {path.name}: {done.stderr}")
    return done.stdout


def written() -> dict[Path, str]:
    """File → text."""
    document = load()
    code = {PACKAGE / "types.py": shapes.module(document), PACKAGE / "operations.py": calls.module(document)}
    texts = {path: formatted(text, path) for path, text in code.items()}
    return {**texts, ROOT / "docs" / "postman.json": collection.text(document)}


def main(arguments: list[str] | None = None) -> int:
    """Write, or compare; 1 when something differs."""
    parser = argparse.ArgumentParser(prog="python -m clients.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args(arguments).check
    wrong = []
    for path, text in written().items():
        before = path.read_text("utf-8") if path.exists() else ""
        if before == text:
            continue
        wrong.append(path)
        if check:
            name = str(path.relative_to(ROOT))
            lines = difflib.unified_diff(before.splitlines(), text.splitlines(), name, "generated", lineterm="", n=1)
            sys.stdout.write("\n".join(list(lines)[:40]) + "\n")
        else:
            path.write_text(text, "utf-8")
    if check and wrong:
        sys.stdout.write("run: python -m clients.generate\n")
    return 1 if check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
