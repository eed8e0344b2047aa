"""What is told in a run, in one transaction that commits or not: by the clerk himself, and by the web for him."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from notifications.outbox.services import tell
from projects.people.models import Officer

SUBJECT = uuid.UUID("00000000-0000-4000-8000-00000000c4a0")
RULE = "chaos"


class Undone(Exception):
    """The transaction is to be rolled back after the telling."""


def tell_one(token: str, recipient: str, *, undo: bool) -> None:
    """Tell the officer ``recipient`` about ``token``, which is the subject of the mail too; ``undo``: and take it back.

    A second call with the same token tells nothing new.
    """
    now = timezone.now()
    with transaction.atomic():
        tell(
            rule=RULE,
            subject_type="sample",
            subject_id=SUBJECT,
            slot=token,
            recipient=Officer.objects.get(username=recipient),
            due_at=now,
            now=now,
            title=token,
            text="请按时参加。",
        )
        if undo:
            raise Undone
