"""发函建议: what the rules of letters proposed, to the dispatchers who decide, one mail a day."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import local_day
from notifications.reminders.rules.base import Family, Notice, Rule, Test
from notifications.reminders.rules.base import Letter as Mail
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE, holds, remembered
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.letters.kinds import LetterState
from workflow.letters.models import Letter
from workflow.letters.policies import may_run


def _offices_over(unit: Organisation) -> list[Officer]:
    """Dispatchers who may run what the unit issues."""

    def find() -> list[Officer]:
        people = Officer.objects.with_permission(Permission.DISPATCH_WRITE).select_related("organisation", "scope")
        return [one for one in people.prefetch_related("roles").order_by("pk") if may_run(unit, one)]

    return remembered(unit, "offices over", find)


def _is_own_office(unit: Organisation, officer: Officer) -> bool:
    return officer.scope_root == unit or not any(one.scope_root == unit for one in _offices_over(unit))


class LettersProposed(Rule):
    """What the rules proposed, to the dispatchers of that organisation."""

    name, label = "letters_proposed", "发函建议待处理"
    subject_type = "organisation"
    who, when = "发文单位的调度员", "督办规则提出建议时"
    merged = "每人每天一封，合并列出当天的建议"
    tests = (
        IS_ACTIVE,
        holds(Permission.DISPATCH_WRITE),
        Test(lambda unit, officer, now: may_run(unit, officer), "不属于发文单位的调度办公室"),
        Test(lambda unit, officer, now: _is_own_office(unit, officer), "发文单位有自己的调度员，由其处理"),
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        waiting = Letter.objects.run_by(occurrence.recipient).filter(state=LetterState.PROPOSED)
        return "" if waiting.exists() else "建议已处理"


PROPOSED = LettersProposed()


@dataclass(frozen=True)
class Proposed:
    """What was proposed of late in one organisation on one day."""

    organisation: Organisation
    day: date
    letters: list[Letter]


class LetterProposals(Family[Proposed]):
    """Proposals of the rules, by organisation and day."""

    name = "reminders.letter_proposals"
    rules = (PROPOSED,)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Proposed]:
        return self._found(Letter.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Proposed]:
        return self._found(Letter.objects.filter(organisation=key), since, now)

    def _found(self, among: QuerySet[Letter], since: datetime, now: datetime) -> Iterator[Proposed]:
        found = among.filter(state=LetterState.PROPOSED, updated_at__gt=since, updated_at__lte=now)
        days: dict[tuple[uuid.UUID, date], list[Letter]] = defaultdict(list)
        for one in rows_of(found.select_related("organisation", "unit").order_by("updated_at", "pk")):
            days[one.organisation_id, local_day(one.updated_at)].append(one)
        yield from (Proposed(letters[0].organisation, day, letters) for (_, day), letters in days.items())

    def notices(self, subject: Proposed, since: datetime, now: datetime) -> Iterator[Notice]:
        """To those whose office is that of the organisation; to those above only where it has none."""
        slot, unit = subject.day.isoformat(), subject.organisation
        told = Occurrence.objects.filter(rule=PROPOSED.name, subject_id=unit.pk, slot=slot)
        known = set(told.values_list("recipient", flat=True))
        for officer in _offices_over(unit):
            if officer.pk not in known and PROPOSED.admits(unit, officer, now):
                mail = partial(_proposed_mail, subject, officer)
                yield Notice(PROPOSED, unit.pk, slot, officer, subject.letters[0].updated_at, mail)


def _proposed_mail(found: Proposed, officer: Officer) -> Mail:
    return list_letter(
        officer,
        title=f"【发函建议】{len(found.letters)} 件待处理",
        opening=f"按督办规则，{found.organisation.name}有 {len(found.letters)} 件函件建议发出，请送签或不予发函：",
        lines=[f"{one.named}　{one.title}（{one.unit.label}）：{one.trigger}" for one in found.letters],
        url=f"{reverse('letters:list')}?tab=draft",
    )
