"""Letters that are a sentence and a list."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string

from notifications.reminders.rules.base import Letter
from projects.people.models import Officer

LONGEST = 50


def list_letter(
    recipient: Officer, *, title: str, opening: str, lines: Sequence[str], url: str, note: str = ""
) -> Letter:
    """``lines`` beyond the fiftieth are counted, not listed."""
    context = {
        "recipient": recipient,
        "opening": opening,
        "lines": lines[:LONGEST],
        "more": max(len(lines) - LONGEST, 0),
        "note": note,
    }
    return Letter(
        title=title,
        text=render_to_string("reminders/list.txt", context).strip(),
        html=render_to_string("reminders/list.html", context),
        url=url,
    )
