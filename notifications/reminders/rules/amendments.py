"""金额变更待审定 and 金额变更退回: whoever holds the request hears of it at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import stamp
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE, holds
from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.amendments.amounts import lines_of
from workflow.amendments.models import Amendment, AmendmentState
from workflow.amendments.policies import may_decide


def _sees(amendment: Amendment, officer: Officer, now: datetime) -> bool:
    return Project.objects.visible_to(officer).filter(pk=amendment.project_id).exists()


SEES = Test(_sees, "看不到这个项目")


class AmendmentWaiting(Rule):
    """To those of the deciding unit who may answer, when a request is made."""

    name = "amendment_waiting"
    label = "金额变更待审定"
    subject_type = "amendment"
    who = "审定单位的认定员"
    when = "提出申请时"
    merged = "每项申请一封"
    tests = (
        IS_ACTIVE,
        holds(Permission.CLAIM_VERIFY),
        Test(
            lambda amendment, officer, now: may_decide(amendment, officer),
            "不属于这项申请的审定单位，或本人就是申请人，须回避",
        ),
        SEES,
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        waiting = Amendment.objects.filter(pk=occurrence.subject_id).waiting()
        return "" if waiting.exists() else "申请已办结"


class AmendmentReturned(Rule):
    """To the one who asked, when it comes back."""

    name = "amendment_returned"
    label = "金额变更退回"
    subject_type = "amendment"
    who = "申请人"
    when = "申请被退回时"
    merged = "每项申请一封"
    tests = (
        Test(lambda amendment, officer, now: amendment.requested_by_id == officer.pk, "不是这项申请的申请人"),
        IS_ACTIVE,
        SEES,
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        followed = Amendment.objects.filter(follows=occurrence.subject_id)
        return "已重新提出申请" if followed.exists() else ""


WAITING, RETURNED = AmendmentWaiting(), AmendmentReturned()
Told = set[tuple[str, uuid.UUID]]


@dataclass(frozen=True)
class Handed:
    """A request that changed hands, and who was told of what (rule, officer)."""

    amendment: Amendment
    told: Told


class Amendments(Family[Handed]):
    """Requests made or returned lately."""

    name = "reminders.amendments"
    rules = (WAITING, RETURNED)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Handed]:
        return self._found(Amendment.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Handed]:
        return self._found(Amendment.objects.filter(pk=key), since, now)

    def _found(self, among: QuerySet[Amendment], since: datetime, now: datetime) -> Iterator[Handed]:
        """Two queries, however many requests."""
        waiting = Q(state=AmendmentState.SUBMITTED, requested_at__gt=since, requested_at__lte=now)
        returned = Q(state=AmendmentState.RETURNED, decided_at__gt=since, decided_at__lte=now)
        related = ("project__landing_organisation", "deciding_unit", "requested_by__organisation", "decided_by")
        found = rows_of(among.filter(waiting | returned).select_related(*related).order_by("pk"))
        told = _told(found)
        yield from (Handed(one, told[one.pk]) for one in found)

    def notices(self, subject: Handed, since: datetime, now: datetime) -> Iterator[Notice]:
        """Nobody is looked up who has been told before."""
        return _waiting(subject, now) if subject.amendment.is_open else _returned(subject, now)


def _told(amendments: Sequence[Amendment]) -> dict[uuid.UUID, Told]:
    found: dict[uuid.UUID, Told] = defaultdict(set)
    if amendments:
        rules = (WAITING.name, RETURNED.name)
        rows = Occurrence.objects.filter(subject_id__in=[one.pk for one in amendments], rule__in=rules)
        for amendment, rule, officer in rows.values_list("subject_id", "rule", "recipient"):
            found[amendment].add((rule, officer))
    return found


def _waiting(handed: Handed, now: datetime) -> Iterator[Notice]:
    amendment = handed.amendment
    known = [officer for rule, officer in handed.told if rule == WAITING.name]
    for officer in _deciders(amendment, but=known, now=now):
        letter = partial(_waiting_letter, amendment, officer)
        yield Notice(WAITING, amendment.pk, stamp(amendment.requested_at), officer, amendment.requested_at, letter)


def _deciders(amendment: Amendment, *, but: list[uuid.UUID], now: datetime) -> list[Officer]:
    """Recipients of the deciding unit, without those of ``but``: first by the database, then by the tests."""
    officers = Officer.objects.with_permission(Permission.CLAIM_VERIFY).exclude(pk__in=but)
    units = Organisation.objects.under(amendment.deciding_unit)
    seated = officers.filter(organisation__in=units).select_related("organisation", "scope")
    found = seated.prefetch_related("roles").order_by("pk")
    return [officer for officer in found if WAITING.admits(amendment, officer, now)]


def _returned(handed: Handed, now: datetime) -> Iterator[Notice]:
    amendment, asked = handed.amendment, handed.amendment.requested_by
    at = amendment.decided_at
    if at is None or (RETURNED.name, asked.pk) in handed.told:
        return
    if RETURNED.admits(amendment, asked, now):
        letter = partial(_returned_letter, amendment, asked)
        yield Notice(RETURNED, amendment.pk, stamp(at), asked, at, letter)


def _lines(amendment: Amendment) -> list[str]:
    project = amendment.project
    moved = [f"{line.label}：{line.before} → {line.after}" for line in lines_of(amendment)]
    return [f"项目：{project.name}（{project.number}，{project.landing_organisation.label}）", *moved]


def _waiting_letter(amendment: Amendment, officer: Officer) -> Letter:
    due = [f"审定期限：{amendment.due_on:%Y-%m-%d}"] if amendment.due_on else []
    return list_letter(
        officer,
        title=f"【待审定】{amendment.project.name}金额变更（{amendment.get_kind_display()}）",
        opening=f"{amendment.requested_by}提出金额变更申请，等待您审定：",
        lines=[*_lines(amendment), f"理由：{amendment.reason}", *due],
        url=_url(amendment),
    )


def _returned_letter(amendment: Amendment, officer: Officer) -> Letter:
    return list_letter(
        officer,
        title=f"【已退回】{amendment.project.name}的金额变更申请",
        opening="您提出的金额变更申请被退回，请修改后重新申请：",
        lines=[*_lines(amendment), f"意见：{amendment.answer}"],
        url=_url(amendment),
    )


def _url(amendment: Amendment) -> str:
    return reverse("amendments:detail", args=[amendment.pk])
