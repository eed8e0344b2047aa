"""Reading one's own draft."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from projects.drafts.models import Draft
from projects.people.models import Officer
from projects.privacy.tokens import Unreadable


@dataclass(frozen=True)
class Kept:
    """What was typed, when, and on which version of the thing."""

    fields: dict[str, list[str]]
    base_version: int | None
    saved_at: datetime


def draft_of(officer: Officer, key: str) -> Kept | None:
    """The officer's own draft of the form; None where there is none, or its key is lost."""
    found = Draft.objects.visible_to(officer).filter(key=key).first()
    if found is None or isinstance(found.content, Unreadable):
        return None
    return Kept(json.loads(found.content), found.base_version, found.saved_at)
