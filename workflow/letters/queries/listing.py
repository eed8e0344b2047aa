"""The list of letters: narrowed by the words of its address, each row with its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from projects.people.models import Officer
from projects.workdays.queries import Worked
from workflow.letters.kinds import OWES_ANSWER
from workflow.letters.models import Letter
from workflow.letters.models.letters import LetterQuerySet
from workflow.steps.deadlines import Clock, clocks_of

WHO = ("organisation", "project", "item__issuer", "unit", "recipient", "signer", "signed_by", "rung")
OVERDUE = "overdue"


@dataclass(frozen=True)
class Line:
    """One letter, and the clock of its answer while the unit owes one."""

    letter: Letter
    clock: Clock | None


def groups_of(officer: Officer) -> dict[str, LetterQuerySet]:
    """What waits for the officer, by what he is to do."""
    letters = Letter.objects
    return {
        "sign": letters.to_sign_by(officer),
        "answer": letters.to_answer_by(officer),
        "draft": letters.to_draft_by(officer),
        "judge": letters.to_judge_by(officer),
    }


def narrowed(letters: LetterQuerySet, by: Mapping[str, Any], *, on: date) -> LetterQuerySet:
    """``by``: cleaned fields of the filter; what is empty narrows nothing."""
    found = letters
    if by.get("state") == OVERDUE:
        found = found.filter(state__in=OWES_ANSWER, due_on__lt=on)
    elif by.get("state"):
        found = found.filter(state=by["state"])
    if by.get("kind"):
        found = found.filter(kind=by["kind"])
    if by.get("unit"):
        found = found.filter(unit__path__startswith=by["unit"].path)
    if by.get("signed_from"):
        found = found.filter(signed_at__gte=_start(by["signed_from"]))
    if by.get("signed_to"):
        found = found.filter(signed_at__lt=_start(date.fromordinal(by["signed_to"].toordinal() + 1)))
    return found.filter(_about(by["q"])) if by.get("q") else found


def _about(text: str) -> Q:
    """In the title, the project, or as a number: 芜招办〔2026〕8号, or 交办〔2026〕12号 of the item."""
    word, _, rest = text.partition("〔")
    year, _, number = rest.rstrip("号").partition("〕")
    about = Q(title__icontains=text) | Q(project__name__icontains=text) | Q(project__number__iexact=text)
    about |= Q(word=text, sequence__isnull=False)
    if year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) < 9:
        about |= Q(word=word, year=int(year), sequence=int(number))
        if word == "交办":
            about |= Q(item__year=int(year), item__sequence=int(number))
    return about


def _start(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


def lines_of(letters: Sequence[Letter], *, on: date, known: Worked | None = None) -> list[Line]:
    """Rows as shown. One query, however many there are; none where the days are ``known``."""
    owed = [one.due_on for one in letters if one.due_on and one.state in OWES_ANSWER]
    clocks = clocks_of(owed, on=on, known=known)
    return [Line(one, clocks.get(one.due_on) if one.due_on and one.state in OWES_ANSWER else None) for one in letters]
