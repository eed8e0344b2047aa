"""申报待认定 and 申报退回: whoever holds the claim hears of it at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import stamp
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.recipients import IS_ACTIVE, holds
from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.steps.models import Claim, ClaimEvent, ClaimState, Delegation, Round
from workflow.steps.policies import delegation_of, may_verify
from workflow.steps.thread import remarks_of


def _sees(claim: Claim, officer: Officer, now: datetime) -> bool:
    return Project.objects.visible_to(officer).filter(pk=claim.project_id).exists()


def _may_verify(claim: Claim, officer: Officer, now: datetime) -> bool:
    return may_verify(claim, officer, on=timezone.localdate(now))


SEES = Test(_sees, "看不到申报所属的项目")


class ClaimWaiting(Rule):
    """To the verifiers of the verifying unit and its delegates, each once, when it is asked: handed in or passed on."""

    name = "claim_waiting"
    label = "申报待认定"
    subject_type = "claim"
    who = "认定单位的认定员，受委托认定的单位或人员"
    when = "申报提交时，第一轮认定通过时"
    merged = "每次提交、每一轮每人一封"
    tests = (
        IS_ACTIVE,
        holds(Permission.CLAIM_VERIFY),
        Test(_may_verify, "不属于这项申报的认定单位，也没有受委托（或是提交人、第一轮认定人，须回避）"),
        SEES,
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        claim = one_or_none(Claim.objects.filter(pk=occurrence.subject_id))
        if claim is None or claim.state != ClaimState.SUBMITTED:
            return "申报已处理"
        if occurrence.slot not in ("", _slot(claim.waiting_since)):
            return "申报已处理"
        may = may_verify(claim, occurrence.recipient, on=timezone.localdate(now))
        return "" if may else "收件人已不能认定这项申报"


class ClaimReturned(Rule):
    """To the one who handed it in, when it comes back."""

    name = "claim_returned"
    label = "申报退回"
    subject_type = "claim"
    who = "申报提交人"
    when = "申报被退回时"
    merged = "每次退回一封，列出逐项意见"
    tests = (
        Test(lambda claim, officer, now: claim.submitted_by_id == officer.pk, "不是这项申报的提交人"),
        IS_ACTIVE,
        SEES,
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        returned = Claim.objects.filter(pk=occurrence.subject_id, state=ClaimState.RETURNED)
        return "" if returned.exists() else "申报已重新提交或撤回"


WAITING, RETURNED = ClaimWaiting(), ClaimReturned()


def _slot(at: datetime | None) -> str:
    return stamp(at) if at else ""


Recorded = set[tuple[str, str, uuid.UUID]]


@dataclass(frozen=True)
class Handed:
    """A claim that changed hands, and what is on record about it as (rule, slot, officer).

    ``is_delegated``: whether the unit that is asked has a delegation in force, of whatever kind.
    """

    claim: Claim
    recorded: Recorded
    is_delegated: bool

    def told(self, rule: Rule, at: datetime | None) -> list[uuid.UUID]:
        """Who was told of this hand-over already."""
        return [officer for name, slot, officer in self.recorded if (name, slot) == (rule.name, _slot(at))]


class Claims(Family[Handed]):
    """Claims that changed hands lately."""

    name = "reminders.claims"
    rules = (WAITING, RETURNED)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Handed]:
        return self._found(Claim.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Handed]:
        return self._found(Claim.objects.filter(pk=key), since, now)

    def _found(self, among: QuerySet[Claim], since: datetime, now: datetime) -> Iterator[Handed]:
        """Three queries, however many claims."""
        asked = Q(submitted_at__gt=since, submitted_at__lte=now) | Q(first_at__gt=since, first_at__lte=now)
        waiting = asked & Q(state=ClaimState.SUBMITTED)
        returns = ClaimEvent.objects.filter(kind=ClaimEvent.Kind.RETURNED, at__gt=since, at__lte=now)
        returned = Q(state=ClaimState.RETURNED, pk__in=returns.values("claim"))
        related = ("project__landing_organisation", "verifying_unit", "submitted_by__organisation")
        latest = ClaimEvent.objects.filter(kind=ClaimEvent.Kind.RETURNED).order_by("-at", "-id")
        given = Delegation.objects.in_force(timezone.localdate(now)).filter(unit=OuterRef("verifying_unit"))
        claims = among.filter(waiting | returned).annotate(is_delegated=Exists(given)).order_by("pk")
        found = list(
            claims.select_related(*related).prefetch_related(Prefetch("events", queryset=latest, to_attr="returns"))
        )
        recorded = _recorded(found)
        yield from (Handed(claim, recorded[claim.pk], claim.is_delegated) for claim in found)

    def notices(self, subject: Handed, since: datetime, now: datetime) -> Iterator[Notice]:
        """Nobody is looked up, let alone asked what they may do, who has been told before."""
        return _waiting(subject, now) if subject.claim.state == ClaimState.SUBMITTED else _returned(subject, now)


def _recorded(claims: Sequence[Claim]) -> dict[uuid.UUID, Recorded]:
    found: dict[uuid.UUID, Recorded] = defaultdict(set)
    if claims:
        rules = (WAITING.name, RETURNED.name)
        rows = Occurrence.objects.filter(subject_id__in=[claim.pk for claim in claims], rule__in=rules)
        for claim, rule, slot, officer in rows.values_list("subject_id", "rule", "slot", "recipient"):
            found[claim].add((rule, slot, officer))
    return found


def _waiting(handed: Handed, now: datetime) -> Iterator[Notice]:
    claim, on = handed.claim, timezone.localdate(now)
    for verifier in _verifiers(handed, but=handed.told(WAITING, claim.waiting_since), now=now):
        yield _notice(WAITING, claim, verifier, claim.waiting_since, partial(_waiting_letter, claim, verifier, on))


def _verifiers(handed: Handed, *, but: list[uuid.UUID], now: datetime) -> list[Officer]:
    """Recipients by seat or as delegates, without those of ``but``: first by the database, then by the tests."""
    claim, unit = handed.claim, handed.claim.verifying_unit
    if unit is None:
        return []
    officers = Officer.objects.with_permission(Permission.CLAIM_VERIFY).exclude(pk__in=but)
    who = Q(organisation__in=Organisation.objects.under(unit))
    if handed.is_delegated:
        who |= _delegates(claim, timezone.localdate(now))
    seated = officers.filter(who).select_related("organisation", "scope")
    found = seated.prefetch_related("roles").order_by("pk")
    return [officer for officer in found if WAITING.admits(claim, officer, now)]


def _delegates(claim: Claim, on: date) -> Q:
    """Officers to whom the claim is delegated, by name or through their unit."""
    given = Delegation.objects.in_force(on).for_claim(claim)
    who = Q(pk__in=given.values("deputy"))
    for delegate in Organisation.objects.filter(pk__in=given.values("to_unit")):
        who |= Q(organisation__in=Organisation.objects.under(delegate))
    return who


def _returned(handed: Handed, now: datetime) -> Iterator[Notice]:
    claim, submitter = handed.claim, handed.claim.submitted_by
    returns: list[ClaimEvent] = claim.returns  # type: ignore[attr-defined]  # prefetched, latest first
    if not returns or submitter is None or submitter.pk in handed.told(RETURNED, returns[0].at):
        return
    if RETURNED.admits(claim, submitter, now):
        letter = partial(_returned_letter, claim, submitter, returns[0])
        yield _notice(RETURNED, claim, submitter, returns[0].at, letter)


def _notice(rule: Rule, claim: Claim, recipient: Officer, at: datetime | None, letter: partial[Letter]) -> Notice:
    assert at is not None
    return Notice(rule, claim.pk, _slot(at), recipient, at, letter)


def _waiting_letter(claim: Claim, verifier: Officer, on: date) -> Letter:
    """Whoever is told twice of one claim sees why: another round, or a delegation beside their own seat."""
    step, project = claim.get_step_display(), claim.project
    given = delegation_of(claim, verifier, on=on)
    second = "（第二轮）" if claim.round == Round.SECOND else ""
    lines = [
        f"项目：{project.name}（{project.number}，{project.landing_organisation.label}）",
        f"申报节点：{step}，发生日期 {claim.effective_on:%Y-%m-%d}",
        f"提交人：{claim.submitted_by}",
        *([f"认定期限：{claim.due_on:%Y-%m-%d}"] if claim.due_on else []),
        *([_basis(given)] if given else []),
    ]
    return list_letter(
        verifier,
        title=f"【待认定】{project.name}申报{step}{second}",
        opening=f"有一项{step}申报等待您认定{second}：",
        lines=lines,
        url=_url(claim),
    )


def _basis(given: Delegation) -> str:
    return f"认定依据：受{given.officer or given.unit}委托（{given.basis}，至 {given.valid_to:%Y-%m-%d}）"


def _returned_letter(claim: Claim, submitter: Officer, event: ClaimEvent) -> Letter:
    step, project = claim.get_step_display(), claim.project
    remarks = [f"{label}：{detail}" for label, detail in remarks_of(event, claim.step)]
    return list_letter(
        submitter,
        title=f"【已退回】{project.name}的{step}申报",
        opening=f"您提交的{project.name}（{project.number}）的{step}申报被退回，请修改后重新提交：",
        lines=[*([f"意见：{event.note}"] if event.note else []), *remarks],
        url=_url(claim),
    )


def _url(claim: Claim) -> str:
    return reverse("steps:claim_detail", args=[claim.pk])
