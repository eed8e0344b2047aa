"""What this room adds to the ledger, the page and the mail of a reminder."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from notifications.outbox.additions import Addition, AnswerLink, Mark, Part
from notifications.outbox.models import Occurrence, OccurrenceState
from notifications.receipts import links, registry
from notifications.receipts.queries import State, deadline_of, standings
from projects.people.models import Officer

BUTTON = "我已知悉"
_COLOURS = {State.WAITING: "", State.OVERDUE: "red", State.ANSWERED: "green"}


def answer_link(occurrence: Occurrence) -> AnswerLink | None:
    """The link of the mail, for its recipient alone; none where no answer is asked for."""
    if registry.terms_of(occurrence.rule) is None or occurrence.state != OccurrenceState.OPEN:
        return None
    by = deadline_of(occurrence)
    until = by + links.GOOD_FOR
    word = links.token(occurrence.pk, occurrence.recipient_id, until)
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('receipts:link', args=[word])}"
    return AnswerLink(address, BUTTON, by, until)


def part(occurrence: Occurrence, officer: Officer, now: datetime) -> Part | None:
    """Until when, who answered when, and who was told instead."""
    standing = standings([occurrence], now).get(occurrence.pk)
    if standing is None:
        return None
    mine = occurrence.recipient_id == officer.pk
    return Part("receipts/_part.html", {"standing": standing, "may_answer": mine and not standing.said_at})


def marks(occurrences: Sequence[Occurrence], now: datetime) -> dict[uuid.UUID, Mark]:
    """待确认, 逾期未确认 or 已知悉."""
    return {key: _mark(one.state) for key, one in standings(occurrences, now).items()}


def _mark(state: State) -> Mark:
    return Mark(state.label, _COLOURS[state])


ADDITION = Addition(answer_link=answer_link, part=part, marks=marks)
