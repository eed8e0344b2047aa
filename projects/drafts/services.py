"""Keeping and forgetting drafts. Bookkeeping: no act, no audit entry, no history; nobody but the writer ever reads one.

Nothing here is audited on purpose: the contents are not yet a statement of anybody, and the table stands in
``BOOKKEEPING`` of ``projects/audit/strictness.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from projects.drafts.errors import AlreadySent, TooLarge, TooOften
from projects.drafts.models import KEPT_FOR, MOST_CHARACTERS, MOST_KEY, Draft, SentForm
from projects.errors import Invalid
from projects.people.models import Officer

SAVES_A_MINUTE = 60
MOST_DRAFTS = 100
"""Of one officer; beyond them the oldest goes."""
MOST_NAMES = 600
MOST_ADDRESS = 400
_MINUTE = timedelta(minutes=1)
_KEY = re.compile(r"/[A-Za-z0-9/_.\-]*\|[a-z][a-z0-9-]{0,39}")
_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,100}")
_NEVER = re.compile(r"csrf|password|passwd|secret|token|otp|口令|密码", re.IGNORECASE)
_MOST_VERSION = 999_999_999

Fields = Mapping[str, Sequence[str]]


@transaction.atomic
def save_draft(key: str, fields: Fields, *, base_version: int | None = None, by: Officer, now: datetime) -> Draft:
    """Keep what ``by`` has typed into the form ``key`` (path of the page, bar, name of the form).

    ``fields``: name → values. Secrets and tokens are left out. Errors: ``Invalid``, ``TooLarge``, ``TooOften``.
    """
    checked_key(key)
    content = _content(fields)
    if base_version is not None and not 0 <= base_version <= _MOST_VERSION:
        raise Invalid("版本不对，请刷新页面。", "version")
    known = Draft.objects.select_for_update(no_key=True).filter(officer=by, key=key).first()
    counted_from, saves = _counted(known, now)
    draft, made = Draft.objects.update_or_create(
        officer=by,
        key=key,
        defaults={
            "content": content,
            "base_version": base_version,
            "saved_at": now,
            "counted_from": counted_from,
            "saves": saves,
        },
    )
    if made:
        _drop_oldest(by)
    return draft


def discard_draft(key: str, *, by: Officer) -> None:
    """The writer threw it away. Once more is harmless."""
    Draft.objects.filter(officer=by, key=checked_key(key)).delete()


def forget_page(path: str, *, by: Officer) -> None:
    """The forms of this page have been saved: what was kept of them has done its service."""
    Draft.objects.filter(officer=by, key__startswith=f"{path}|").delete()


def purge_drafts(*, now: datetime) -> int:
    """Forget what nobody came back to for 30 days, and which forms were sent before; how many drafts that were."""
    SentForm.objects.filter(sent_at__lt=now - KEPT_FOR).delete()
    return Draft.objects.expired_at(now).delete()[0]


def take_token(token: UUID, *, by: Officer, now: datetime) -> SentForm:
    """This form is saved now. Called inside the transaction that saves it: of two at one moment the slower waits here.

    ``AlreadySent`` when the form of this token has been saved before.
    """
    try:
        with transaction.atomic():
            return SentForm.objects.create(token=token, officer=by, sent_at=now)
    except IntegrityError as refused:
        known = SentForm.objects.filter(token=token, officer=by).first()
        raise AlreadySent(known.address if known else "") from refused


def note_address(sent: SentForm, address: str) -> None:
    """Where its writer was sent; in the same transaction."""
    sent.address = address[:MOST_ADDRESS]
    sent.save(update_fields=["address"])


def checked_key(key: str) -> str:
    """``key``, or ``Invalid``."""
    if len(key) > MOST_KEY or not _KEY.fullmatch(key):
        raise Invalid("不认识的页面，草稿没有保存。", "key")
    return key


def _content(fields: Fields) -> str:
    if len(fields) > MOST_NAMES:
        raise TooLarge
    kept = {name: list(values) for name, values in fields.items() if not _NEVER.search(name)}
    if any(not _NAME.fullmatch(name) for name in kept):
        raise Invalid("字段名称不对，草稿没有保存。", "fields")
    content = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    if len(content.encode("utf-8", "replace")) > MOST_CHARACTERS:
        raise TooLarge
    return content


def _counted(known: Draft | None, now: datetime) -> tuple[datetime, int]:
    """Begin of the running minute and saves in it, this one included; ``TooOften`` beyond the limit."""
    if known is None or now - known.counted_from >= _MINUTE:
        return now, 1
    if known.saves >= SAVES_A_MINUTE:
        raise TooOften
    return known.counted_from, known.saves + 1


def _drop_oldest(by: Officer) -> None:
    beyond = Draft.objects.filter(officer=by).order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST_DRAFTS:]
    Draft.objects.filter(pk__in=list(beyond)).delete()
