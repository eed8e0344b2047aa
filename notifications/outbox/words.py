"""What leaves the house carries no telephone and no identity number, whoever typed it into a note or a place."""

from __future__ import annotations

import re

from icalendar import Calendar

from projects.masking import mask_text

_FOLD = re.compile(r"\r?\n[ \t]")


def masked_calendar(text: str) -> str:
    """The same entry with personal numbers masked, also one that is folded over two lines (RFC 5545, 3.1)."""
    whole = _FOLD.sub("", text)
    masked = mask_text(whole)
    return text if masked == whole else str(Calendar.from_ical(masked).to_ical().decode("utf-8"))
