"""Log lines as they leave the process: the formatter of the settings, into a list."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from config.logs import logging_config, without_secrets


class Lines:
    """What was written since, as text and as parsed lines."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def parsed(self) -> list[dict[str, Any]]:
        """One object a line; fails when a line is none."""
        return [json.loads(line) for line in self.text.split("\n") if line]


@contextmanager
def logged(level: int = logging.DEBUG, *, guarded: bool = True) -> Iterator[Lines]:
    """Everything any logger says meanwhile. ``guarded=False`` takes the processor out."""
    lines, root = Lines(), logging.getLogger()
    given = dict(logging_config("DEBUG")["formatters"]["json"])
    if not guarded:
        given["processors"] = [one for one in given["processors"] if one is not without_secrets]
    handler = logging.StreamHandler(lines.stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**{k: v for k, v in given.items() if k != "()"}))
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
