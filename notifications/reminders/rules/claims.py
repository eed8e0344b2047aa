"""申报待认定 and 申报退回: whoever holds the claim hears of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import stamp
from notifications.reminders.rules.base import Family, Letter, Notice, Rule
from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.steps.models import Claim, ClaimEvent, ClaimState
from workflow.steps.policies import may_verify


class ClaimWaiting(Rule):
    """To the verifiers of the verifying unit, when a claim is handed in."""

    name = "claim_waiting"
    label = "申报待认定"
    subject_type = "claim"
    who = "认定单位的认定员"
    when = "申报提交时"
    merged = "每次提交一封"

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        claim = Claim.objects.filter(pk=occurrence.subject_id).first()
        if claim is None or claim.state != ClaimState.SUBMITTED or _slot(claim.submitted_at) != occurrence.slot:
            return "申报已处理"
        return ""


class ClaimReturned(Rule):
    """To the one who handed it in, when it comes back."""

    name = "claim_returned"
    label = "申报退回"
    subject_type = "claim"
    who = "申报提交人"
    when = "申报被退回时"
    merged = "每次退回一封，列出逐项意见"

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        returned = Claim.objects.filter(pk=occurrence.subject_id, state=ClaimState.RETURNED)
        return "" if returned.exists() else "申报已重新提交或撤回"


WAITING, RETURNED = ClaimWaiting(), ClaimReturned()


def _slot(at: datetime | None) -> str:
    return stamp(at) if at else ""


class Claims(Family[Claim]):
    """Claims that changed hands lately."""

    name = "reminders.claims"
    rules = (WAITING, RETURNED)

    def subjects(self, since: datetime, now: datetime) -> QuerySet[Claim]:
        waiting = Q(state=ClaimState.SUBMITTED, submitted_at__gt=since, submitted_at__lte=now)
        returns = ClaimEvent.objects.filter(kind=ClaimEvent.Kind.RETURNED, at__gt=since, at__lte=now)
        returned = Q(state=ClaimState.RETURNED, pk__in=returns.values("claim"))
        related = ("project__landing_organisation", "verifying_unit", "submitted_by")
        return Claim.objects.filter(waiting | returned).select_related(*related).order_by("pk")

    def notices(self, subject: Claim, since: datetime, now: datetime) -> Iterator[Notice]:
        found = _waiting(subject) if subject.state == ClaimState.SUBMITTED else _returned(subject)
        rows = Occurrence.objects.filter(subject_id=subject.pk, rule__in=(WAITING.name, RETURNED.name))
        recorded = set(rows.values_list("rule", "slot", "recipient"))
        for notice in found:
            if (notice.rule.name, notice.slot, notice.recipient.pk) not in recorded:
                yield notice


def _waiting(claim: Claim) -> Iterator[Notice]:
    for verifier in _verifiers(claim):
        yield _notice(WAITING, claim, verifier, claim.submitted_at, partial(_waiting_letter, claim, verifier))


def _verifiers(claim: Claim) -> list[Officer]:
    """Verifiers of the verifying unit who may answer this claim and see its project."""
    unit = claim.verifying_unit
    if unit is None:
        return []
    officers = Officer.objects.with_permission(Permission.CLAIM_VERIFY)
    seated = officers.filter(organisation__in=Organisation.objects.under(unit)).select_related("organisation", "scope")
    return [officer for officer in seated.order_by("pk") if may_verify(claim, officer) and _sees(officer, claim)]


def _sees(officer: Officer, claim: Claim) -> bool:
    return Project.objects.visible_to(officer).filter(pk=claim.project_id).exists()


def _returned(claim: Claim) -> Iterator[Notice]:
    event = claim.events.filter(kind=ClaimEvent.Kind.RETURNED).order_by("-at", "-id").first()
    submitter = claim.submitted_by
    if event is not None and submitter is not None and submitter.is_active and _sees(submitter, claim):
        letter = partial(_returned_letter, claim, submitter, event)
        yield _notice(RETURNED, claim, submitter, event.at, letter)


def _notice(rule: Rule, claim: Claim, recipient: Officer, at: datetime | None, letter: partial[Letter]) -> Notice:
    assert at is not None
    return Notice(rule, claim.pk, _slot(at), recipient, at, letter)


def _waiting_letter(claim: Claim, verifier: Officer) -> Letter:
    step, project = claim.get_step_display(), claim.project
    lines = [
        f"项目：{project.name}（{project.number}，{project.landing_organisation.label}）",
        f"申报节点：{step}，发生日期 {claim.effective_on:%Y-%m-%d}",
        f"提交人：{claim.submitted_by}",
        *([f"认定期限：{claim.due_on:%Y-%m-%d}"] if claim.due_on else []),
    ]
    return list_letter(
        verifier,
        title=f"【待认定】{project.name}申报{step}",
        opening=f"有一项{step}申报等待您认定：",
        lines=lines,
        url=_url(claim),
    )


def _returned_letter(claim: Claim, submitter: Officer, event: ClaimEvent) -> Letter:
    step, project = claim.get_step_display(), claim.project
    reasons = [_reason_line(reason) for reason in event.reasons]
    return list_letter(
        submitter,
        title=f"【已退回】{project.name}的{step}申报",
        opening=f"您提交的{project.name}（{project.number}）的{step}申报被退回，请修改后重新提交：",
        lines=[*([f"意见：{event.note}"] if event.note else []), *reasons],
        url=_url(claim),
    )


def _reason_line(reason: Mapping[str, str]) -> str:
    """What was said about one requirement."""
    name = reason.get("label") or reason.get("name", "")
    return f"{name}：{reason.get('detail', '')}"


def _url(claim: Claim) -> str:
    return reverse("steps:claim_detail", args=[claim.pk])
