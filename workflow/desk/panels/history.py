"""历史: what happened to the project, and the way to its file as on any day."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from workflow.desk.panels.base import Panel, Visit
from workflow.desk.queries.happenings import GROUPS, Asked
from workflow.desk.queries.history import read_cursor, timeline

_MOST_WORDS = 60


def _fill(visit: Visit) -> dict[str, Any]:
    group = visit.query.get("kind", "")
    group = group if group in GROUPS else ""
    text = visit.query.get("words", "").replace("\x00", "").strip()[:_MOST_WORDS]
    start = read_cursor(visit.query.get("before", ""))
    page = timeline(Asked(visit.project, visit.officer, group, text), start=start)
    kept = {name: value for name, value in (("kind", group), ("words", text)) if value}
    return {
        "history": page,
        "history_groups": list(GROUPS.items()),
        "history_kind": group,
        "history_words": text,
        "history_is_first": start is None,
        "history_newest": _address(kept),
        "history_older": _address(kept | {"before": str(page.after)}) if page.after else "",
        "history_today": visit.on,
    }


def _address(query: dict[str, str]) -> str:
    return f"?{urlencode({'tab': 'history', **query})}#tab"


PANEL = Panel("history", "历史", "desk/tabs/_history.html", _fill)
