"""A document as pdf. The same paper gives the same bytes on every run: no clock and no chance is in it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast

import typst

from projects.papers.blocks import Paper

_ONE_AT_A_TIME = Lock()
"""A compiler serves one thread: a second one that comes meanwhile is refused by it (``Already borrowed``)."""
LAYOUTS = Path(__file__).resolve().parent / "layout"


def pdf(paper: Paper) -> bytes:
    """Pages of A4 after GB/T 9704-2012, tagged. Text comes in as data: nothing in it is read as markup.

    Fonts are those of the machine (方正小标宋, 仿宋, 楷体, 黑体; else Noto Serif CJK and Noto Sans CJK).
    """
    told = json.dumps(paper.values(), ensure_ascii=False)
    with _ONE_AT_A_TIME:
        return cast(bytes, _compiler().compile(sys_inputs={"paper": told}, format="pdf"))


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(LAYOUTS / "paper.typ"), root=str(LAYOUTS))
