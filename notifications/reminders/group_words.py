"""What a robot's group may be told, rule by rule; and of every other rule why groups hear nothing (ADR 0027).

Who sits in a group is kept elsewhere, so nothing is said that not every officer of its unit may know: the subject lies
in the unit's scope, and no person, no project, no firm and no amount is named. What it is stands behind the link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from notifications.outbox.models import Occurrence
from notifications.outbox.registry import GroupWords, ToGroup
from notifications.reminders.deputies import MARK
from notifications.reminders.meeting_letters import when_text
from notifications.reminders.rules import amendments, chiefs, claims, meetings
from projects.ledger.models import Project
from projects.people.models import Organisation
from projects.rows import one_or_none
from workflow.amendments.models import Amendment
from workflow.dispatch.models import Meeting
from workflow.steps.models import Claim

Says = Callable[[Occurrence, Organisation], GroupWords | None]


def in_scope(unit: Organisation) -> QuerySet[Project]:
    """Projects that everybody of ``unit`` who sees projects sees: of its subtree, or asked of it."""
    seen = Q(verifying_organisations__path__startswith=unit.path)
    for field in Project.UNIT_FIELDS:
        seen |= Q(**{f"{field}__path__startswith": unit.path})
    return Project.objects.filter(seen).distinct()


def _about_meeting(rule: meetings.MeetingRule) -> Says:
    """Once for each time a sitting is set to, to units inside or above its organiser, and those below it."""

    def says(occurrence: Occurrence, unit: Organisation) -> GroupWords | None:
        meeting = one_or_none(Meeting.objects.select_related("series__organisation").filter(pk=occurrence.subject_id))
        if meeting is None:
            return None
        organiser = meeting.series.organisation
        if not (unit.contains(organiser) or organiser.contains(unit)):
            return None
        sitting = f"{meeting.series.get_kind_display()}第{meeting.number}次会议"  # its name is typed by people
        return GroupWords(_minute(meeting.starts_at), f"【{rule.heading}】{sitting}，{when_text(meeting.starts_at)}")

    return says


def _minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def _claim_waits(occurrence: Occurrence, unit: Organisation) -> GroupWords | None:
    claim = one_or_none(Claim.objects.filter(pk=occurrence.subject_id, project__in=in_scope(unit)))
    return GroupWords(occurrence.slot, f"有一项{claim.get_step_display()}申报等待认定") if claim else None


def _amendment_waits(occurrence: Occurrence, unit: Organisation) -> GroupWords | None:
    asked = Amendment.objects.filter(pk=occurrence.subject_id, project__in=in_scope(unit))
    return GroupWords(occurrence.slot, "有一项金额变更申请等待审定") if asked.exists() else None


def _chief_is_missing(occurrence: Occurrence, unit: Organisation) -> GroupWords | None:
    missing = Project.objects.filter(pk__in=in_scope(unit)).needing_chief().without_chief()
    return GroupWords(occurrence.slot, "有项目应有首席责任人而未明确，请尽快落实") if missing.exists() else None


SAYS: dict[str, Says] = {
    **{rule.name: _about_meeting(rule) for rule in (*meetings.INVITATIONS, meetings.CANCELLED)},
    claims.WAITING.name: _claim_waits,
    amendments.WAITING.name: _amendment_waits,
    chiefs.CHIEF_MISSING.name: _chief_is_missing,
}

_PERSONAL = "Merged for one person: what it lists differs from reader to reader."
_NAMED = "One person or one unit has to act; without its name the sentence tells a group nothing."
_NAMES = "Says nothing unless it names a project, a person or a paper."
_COPY = "The sitting itself was told to the group; this is for those who are called."
NOT_TO_GROUPS: dict[str, str] = {
    **dict.fromkeys(
        (
            "item_due",
            "item_late",
            "item_review",
            "clock_near",
            "clock_over",
            "node_due",
            "node_late",
            "light_worse",
            "light_better",
            "chief_weekly",
            "leader_monthly",
            "digest",
            "letters_proposed",
            "material_asked",
            "material_due",
            "material_late",
        ),
        _PERSONAL,
    ),
    **dict.fromkeys(
        (
            "claim_returned",
            "amendment_returned",
            "item_to_sign",
            "item_named",
            "item_urged",
            "item_returned",
            "item_to_check",
            "item_extension_asked",
            "item_extension_decided",
            "item_handover",
            "item_passed_up",
            "item_answered_up",
            "letter_sign",
            "letter_sent",
            "letter_unsigned",
            "letter_due",
            "letter_late",
            "letter_answered",
            "letter_back",
            "handover_proposed",
            "handover_confirmed",
            "transfer_asked",
            "report_opened",
            "report_due_soon",
            "report_due_today",
            "report_missing",
            "report_sent_back",
            "report_urged",
            "report_missing_list",
            "unacknowledged",
            "audit_chain",
        ),
        _NAMED,
    ),
    **dict.fromkeys(("clash_raised", "clash_overdue", "clash_known", "clash_ruled"), _NAMES),
    **dict.fromkeys(
        (
            "meeting_removed",
            "pack_ready",
            "minutes_to_confirm",
            "minutes_overdue",
            "minutes_sent",
            "minutes_unacknowledged",
        ),
        _COPY,
    ),
}
"""Rule → why it says nothing to groups."""


def to_group(name: str) -> ToGroup:
    """What the rule of that name says to groups. A deputy's copy says nothing: the original does."""
    says = SAYS.get(name)

    def words(occurrence: Occurrence, unit: Organisation) -> GroupWords | None:
        return None if says is None or MARK in occurrence.slot else says(occurrence, unit)

    return words
