"""审计链异常: the hourly check found something, or did not happen, to each audit administrator at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import local_day
from notifications.reminders.rules.base import Family, Letter, Notice, Rule
from notifications.reminders.rules.recipients import IS_ACTIVE, holds
from projects.audit.queries import Alarm, alarm
from projects.people.models import Officer
from projects.people.roles import Permission

MOST_LINES = 20


class ChainBroken(Rule):
    """One letter to each audit administrator for each trouble, once a day as long as it lasts."""

    name = "audit_chain"
    label = "审计链异常"
    subject_type = "officer"
    who = "审计管理员"
    when = "每小时核对发现异常，或超过七十分钟没有核对"
    merged = "同一异常每人每天一封，列出全部位置"
    tests = (IS_ACTIVE, holds(Permission.AUDIT_READ))

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        """What was found stays worth telling, also when a later check finds nothing."""
        return ""


CHAIN_BROKEN = ChainBroken()


class AuditChain(Family[Alarm]):
    """The look at the last check of the audit chain."""

    name = "reminders.audit"
    rules = (CHAIN_BROKEN,)
    margin = timedelta(0)
    foretells = False

    def subjects(self, since: datetime, now: datetime) -> Iterable[Alarm]:
        """One trouble at most: what the last check says."""
        found = alarm(now)
        return [found] if found else []

    def notices(self, subject: Alarm, since: datetime, now: datetime) -> Iterator[Notice]:
        slot = f"{local_day(now).isoformat()} {subject.key}"
        told = Occurrence.objects.filter(rule=CHAIN_BROKEN.name, slot=slot).values("recipient")
        auditors = Officer.objects.with_permission(Permission.AUDIT_READ).exclude(pk__in=told)
        for officer in auditors.prefetch_related("roles").order_by("pk"):
            if not CHAIN_BROKEN.admits(officer, officer, now):
                continue
            yield Notice(
                rule=CHAIN_BROKEN,
                subject_id=officer.pk,
                slot=slot,
                recipient=officer,
                due_at=now,
                letter=partial(_letter, officer, subject),
            )


def _letter(officer: Officer, trouble: Alarm) -> Letter:
    return list_letter(
        officer,
        title=f"【审计链异常】{trouble.sentences[0]}",
        opening="审计记录的核对需要您处理。请保存现场，对照备份和库外检查点核查，不要自行修改数据库：",
        lines=trouble.sentences[:MOST_LINES],
        url=reverse("audit:entries"),
        note="",
    )
