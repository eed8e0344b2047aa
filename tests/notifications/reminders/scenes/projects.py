"""Projects: without a chief, claimed, amended, handed over, reported twice, given away; and the audit chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from projects.audit.models import Check
from projects.ledger.services import rule_clash, transfer_project
from projects.ledger.services.transfers import split_between
from projects.people.models import Officer
from tests.factories import NOW, City, new_project, submitted
from tests.notifications.reminders.samples import at
from tests.projects.audit.samples import auditor
from tests.projects.ledger.clash_samples import entered, firm, two
from tests.workflow.amendments.samples import requested, signed_project
from tests.workflow.handover.samples import job_change, proposed
from workflow.amendments.services import return_amendment
from workflow.handover.services import confirm_handover
from workflow.steps.services import return_claim

MINUTE = timedelta(minutes=1)
BEFORE = NOW - timedelta(days=1)


def orphan(city: City) -> Iterator[datetime]:
    """15亿元, industrial, nobody answers for it."""
    new_project(city, total_investment_wan="150000", now=BEFORE)
    yield NOW


def claim(city: City) -> Iterator[datetime]:
    """Handed in; returned."""
    made = submitted(city, new_project(city, now=BEFORE), "sign", now=NOW)
    yield NOW + MINUTE
    return_claim(made.pk, by=city.verifier_of("sign"), note="请补充签章页", now=NOW + 2 * MINUTE)
    yield NOW + 3 * MINUTE


def amendment(city: City) -> Iterator[datetime]:
    """Asked for; returned."""
    made = requested(city, signed_project(city), now=NOW)
    yield NOW + MINUTE
    return_amendment(made.pk, by=city.verifier_of("sign"), note="协议缺签章页", now=NOW + 2 * MINUTE)
    yield NOW + 3 * MINUTE


def handover(city: City) -> Iterator[datetime]:
    """Proposed to the office; confirmed to the successor."""
    job_change(city)
    made = proposed(city)
    yield NOW + MINUTE
    confirm_handover(made.pk, by=city.dispatcher, now=NOW + 2 * MINUTE)
    yield NOW + 3 * MINUTE


def clash(city: City) -> Iterator[datetime]:
    """Raised; overdue on Thursday 26; ruled."""
    made = two(city)
    yield NOW + MINUTE
    yield at(11, 26)
    rule_clash(made.pk, outcome="first", reason="有首谈纪要", by=city.dispatcher, now=at(11, 26, 10))
    yield at(11, 26, 10, 1)


def transfer(city: City) -> Iterator[datetime]:
    """鸠江区 is asked to take it."""
    project = entered(city.clerk, "光伏支架基地", firm(city.clerk))
    parts = split_between(city.district, city.sibling, Decimal(40))
    transfer_project(project.pk, to=city.sibling, credits=parts, why="用地", by=city.clerk, now=NOW)
    yield NOW + MINUTE


def audit(city: City) -> Iterator[datetime]:
    """A line is missing."""
    auditor(city.city)
    Officer.objects.filter(username="heshen").update(email="heshen@luodi.example")
    findings = [{"code": "missing", "seq": 12, "sentence": "第 12 条缺失，已被删除。"}]
    Check.objects.create(at=NOW, amiss=1, findings=findings)
    yield NOW + MINUTE
