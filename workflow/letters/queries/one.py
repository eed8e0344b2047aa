"""One letter, talk or attachment as a visitor may know of it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from projects.errors import NotFound
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.letters.models import Attachment, Letter, Talk
from workflow.letters.queries.listing import WHO

_WHOLE = (
    *("previous", "received_by", "submitted_by", "created_by", "item__lead", "project__landing_organisation"),
    "talk",
)


def visible_letter(officer: Officer, letter_id: UUID) -> Letter:
    """The letter with what its page shows, or ``NotFound``."""
    found = one_or_none(Letter.objects.visible_to(officer).select_related(*WHO, *_WHOLE).filter(pk=letter_id))
    if found is None:
        raise NotFound("没有找到这件函，或它不在您的查看范围内。")
    return found


def visible_talk(officer: Officer, talk_id: UUID) -> Talk:
    """The record, or ``NotFound``."""
    whole = ("organisation", "unit", "project", "letter", "recorded_by")
    found = one_or_none(Talk.objects.visible_to(officer).select_related(*whole).filter(pk=talk_id))
    if found is None:
        raise NotFound("没有找到这次约谈记录，或它不在您的查看范围内。")
    return found


def visible_attachment(officer: Officer, file_id: UUID) -> Attachment:
    """A file of a letter or talk in sight, or ``NotFound``."""
    seen = Q(answer__letter__in=Letter.objects.visible_to(officer)) | Q(talk__in=Talk.objects.visible_to(officer))
    found = one_or_none(Attachment.objects.filter(seen, pk=file_id))
    if found is None:
        raise NotFound("没有找到这个附件，或它不在您的查看范围内。")
    return found
