"""Keeping ciphered values: give them the current key and provider, and find those that do not decipher."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from projects.audit.services import audited, record
from projects.privacy.acts import Act
from projects.privacy.ciphers import Refused
from projects.privacy.columns import batches, with_token
from projects.privacy.fields import EncryptedTextField
from projects.privacy.tokens import Token, current_prefix, open_token, seal

Batch = list[tuple[Any, str]]


@dataclass
class Rotation:
    """``changed``: ciphered anew. ``kept``: somebody else wrote them meanwhile. ``unreadable``: do not decipher."""

    changed: int = 0
    kept: int = 0
    unreadable: int = 0

    def __add__(self, other: Rotation) -> Rotation:
        return Rotation(self.changed + other.changed, self.kept + other.kept, self.unreadable + other.unreadable)


@dataclass(frozen=True)
class Finding:
    """One value that does not decipher, and why; never the value."""

    context: str
    pk: str
    why: str


def outdated(field: EncryptedTextField) -> Iterator[Batch]:
    """(pk, token) of values that bear another provider or key than the current, batch by batch."""
    rows = with_token(field.model._base_manager.all(), field.name).filter(~Q(held_token__startswith=current_prefix()))
    return batches(rows, field.name)


@audited()
def rotate_batch(field: EncryptedTextField, batch: Batch, *, by: Any, now: datetime) -> Rotation:
    """Give the values of ``batch`` the current key and provider.

    Each is written only if it still is what was read: an edit made meanwhile stays. Version and time of the row are
    not touched, because nothing that anybody sees has changed.
    """
    done = Rotation()
    for pk, token in batch:
        done += _rotated(field, pk, token)
    if done.changed:
        detail = f"{field.context}：{done.changed} 个值改用 {current_prefix()}"
        record(Act.ROTATE, by=by, now=now, name=field.context, detail=detail)
    return done


def _rotated(field: EncryptedTextField, pk: Any, token: str) -> Rotation:
    try:
        clear = open_token(token, context=field.context)
    except Refused:
        return Rotation(unreadable=1)
    anew = seal(clear, context=field.context)
    rows = field.model._base_manager.filter(**{"pk": pk, field.name: Token(token)})
    return Rotation(changed=1) if rows.update(**{field.name: anew}) else Rotation(kept=1)


def broken_values(field: EncryptedTextField) -> Iterator[Finding]:
    """Every value of the column that does not decipher: changed, copied from elsewhere, in clear, or its key gone."""
    for batch in batches(field.model._base_manager.all(), field.name):
        for pk, token in batch:
            try:
                open_token(token, context=field.context)
            except Refused as refused:
                yield Finding(field.context, str(pk), str(refused))
