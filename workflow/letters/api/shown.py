"""A letter as the API answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch

from projects.gateway.doors import Row
from workflow.letters.models import Answer, Attachment, Copy, Letter

Address = Callable[..., str]
SAME = (
    *("id", "version", "created_at", "updated_at", "kind", "colour", "level", "state", "trigger", "issuer"),
    *("addressee", "title", "body", "reply_days", "reply_count", "due_on", "signed_at", "received_at", "closed_note"),
)
KEYS = ("project", "item", "previous", "recipient", "signer", "signed_by", "received_by")
COLUMNS: tuple[Any, ...] = (
    "entries",
    Prefetch("answers", Answer.objects.prefetch_related("files")),
    Prefetch("copies", Copy.objects.defer("content")),
)
"""What ``shown`` wants prefetched."""


def shown(letter: Letter, address: Address) -> Row:
    """``address``: of a name in the API."""
    return {
        **{name: getattr(letter, name) for name in SAME},
        **{name: getattr(letter, f"{name}_id") for name in KEYS},
        "url": address("letter-detail", letter.pk),
        "number": letter.number_text,
        "issuing_organisation": letter.organisation.code,
        "organisation": letter.unit.code,
        "copies": [_copy(one, address) for one in letter.copies.all()],
        "answers": [_answer(one, address) for one in letter.answers.all()],
        "entries": [
            {"kind": one.kind, "by": one.by_id, "at": one.at, "note": one.note} for one in letter.entries.all()
        ],
    }


def _copy(one: Copy, address: Address) -> Row:
    same = {name: getattr(one, name) for name in ("format", "size", "sha256")}
    return {**same, "file": address(f"letter-file-{one.format}", one.letter_id)}


def _answer(one: Answer, address: Address) -> Row:
    same = ("sequence", "text", "at", "is_late", "verdict", "judged_note")
    return {
        **{name: getattr(one, name) for name in same},
        "by": one.by_id,
        "files": [file_row(file, address) for file in one.files.all()],
    }


def file_row(file: Attachment, address: Address) -> Row:
    """An attachment with its address."""
    same = {name: getattr(file, name) for name in ("id", "filename", "size", "sha256")}
    return {**same, "file": address("letter-attachment-file", file.pk)}
