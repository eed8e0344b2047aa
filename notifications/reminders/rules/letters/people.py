"""Who is told about a letter: the unit it is for and whom it is addressed to, who sent it, who signs it."""

from __future__ import annotations

from datetime import datetime

from notifications.reminders.rules.base import Test
from notifications.reminders.rules.recipients import IS_ACTIVE, Choose, among
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.letters.kinds import EntryKind
from workflow.letters.models import Entry, Letter
from workflow.letters.policies import may_answer


def _sees(letter: Letter, officer: Officer, now: datetime) -> bool:
    return Letter.objects.visible_to(officer).filter(pk=letter.pk).exists()


SEES = Test(_sees, "看不到这件函")
NOT_UNIT = "不是收文单位能签收、回复的人员，也不是收文人"
NOT_BOTH = f"{NOT_UNIT}，也不是送签人"


def unit_of(letter: Letter) -> list[Officer]:
    """Who fills in for the unit, and whom it is addressed to."""
    under = Organisation.objects.under(letter.unit)
    clerks = Officer.objects.with_permission(Permission.PROJECT_WRITE).filter(organisation__in=under)
    found = [
        one
        for one in clerks.select_related("organisation", "scope").prefetch_related("roles").order_by("pk")
        if may_answer(letter, one)
    ]
    named = letter.recipient
    return [*found, named] if named is not None and named not in found else found


def sender_of(letter: Letter) -> list[Officer]:
    """Who put it before the signer."""
    return [letter.submitted_by] if letter.submitted_by else []


def both_of(letter: Letter) -> list[Officer]:
    """The unit's and the sender."""
    return [*unit_of(letter), *sender_of(letter)]


def signer_of(letter: Letter) -> list[Officer]:
    """The one it was put before."""
    return [letter.signer] if letter.signer else []


def whose_came_back(letter: Letter) -> list[Officer]:
    """Who put before the signer what he refused; who gave the answer that was returned."""
    last = last_entry(letter)
    if last is not None and last.kind == EntryKind.REFUSED:
        return sender_of(letter)
    answer = letter.answers.select_related("by__organisation").last()
    return [answer.by] if answer else []


def last_entry(letter: Letter) -> Entry | None:
    """What was done with it last."""
    return letter.entries.order_by("-at", "-pk").first()


def recipients(choose: Choose, why_not: str) -> tuple[Test, ...]:
    """The tests of a rule that tells those whom ``choose`` finds."""
    return IS_ACTIVE, among(choose, why_not), SEES
