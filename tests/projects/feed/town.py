"""A town at work: seeded random acts through the real services, by several officers. Refusals are part of the day."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import OperationalError
from django.utils import timezone

from projects.errors import DomainError
from projects.gateway.slowness import refusal_of
from projects.ledger.models import Enterprise, Project, Responsibility, Transfer
from projects.ledger.services import (
    accept_transfer,
    add_phase,
    create_project,
    end_responsibility,
    register_enterprise,
    transfer_project,
    update_enterprise,
    update_project,
)
from projects.ledger.services.transfers import split_between
from projects.people.models import Officer
from projects.people.services import update_officer
from tests.factories import City, give_chief, submitted
from workflow.amendments.models import Amendment
from workflow.amendments.services import approve_amendment, request_amendment
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import (
    add_entry,
    cancel_meeting,
    create_series,
    hold_meeting,
    move_meeting,
    plan_meetings,
)
from workflow.items.deadlines import Deadline
from workflow.items.models import Item
from workflow.items.services import close_item, issue_item, reply_item, return_item, sign_item, submit_item
from workflow.items.sources import Source, SourceKind
from workflow.steps.models import Claim
from workflow.steps.services import (
    approve_claim,
    draft_claim,
    edit_claim,
    reject_claim,
    return_claim,
    submit_claim,
    take_step,
    withdraw_claim,
)

Deed = tuple[str, Callable[["Town", datetime], None]]
STEPS = ("sign", "sign", "sign", "register", "start", "revoke")


class Town:
    """One worker of it. ``done`` counts what went through, ``refused`` what did not."""

    def __init__(self, city: City, seed: int) -> None:
        self.city, self.random = city, random.Random(seed)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.number = seed * 100_000
        self.clerks = (city.clerk, city.sibling_clerk)

    def act(self, chosen: Deed | None = None) -> None:
        """Something happens."""
        name, deed = chosen or self.random.choice(DEEDS)
        try:
            deed(self, timezone.now())
        except DomainError as no:
            self.refused[f"{name} {no.code}"] += 1
        except OperationalError as trouble:
            no_luck = refusal_of(trouble)  # what a door would say: nothing is done, ask again
            if no_luck is None:
                raise
            self.refused[f"{name} {no_luck.code}"] += 1
        else:
            self.done[name] += 1

    def begin(self) -> None:
        """A few projects, a claim, an item and a series, whatever the seed: of these none may be refused."""
        for deed in (*[Town.enter] * 6, Town.claim_own, Town.issue, Town.issue, Town.call):
            name, before = deed.__name__, self.done[deed.__name__]
            self.act((name, deed))
            assert self.done[name] == before + 1, (name, self.refused)

    def fresh(self) -> int:
        """A number nobody has."""
        self.number += 1
        return self.number

    def any(self, rows: Any) -> Any:
        """One of them, or a refusal when there is none."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise DomainError("nothing there", "nothing_there")
        return rows.model._default_manager.get(pk=self.random.choice(keys))

    def project(self, by: Officer) -> Project:
        """One that the clerk sees."""
        found: Project = self.any(Project.objects.visible_to(by))
        return found

    def enter(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        assert by.organisation is not None
        firm = register_enterprise(name=f"企业{self.random.randrange(8)}", uscc="", by=by, now=now)
        values = {
            "name": f"项目{self.fresh()}",
            "landing_organisation": by.organisation,
            "investors": [firm],
            "total_investment_wan": Decimal(self.random.randrange(1000, 300_000)),
            "industry": "C38",
        }
        create_project(values, by=by, now=now)

    def edit(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        update_project(self.project(by).pk, {"summary": f"内容{self.fresh()}"}, by=by, now=now)

    def hand_to_leader(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        unit = self.random.choice([None, self.city.park, self.city.sibling, self.city.district])
        update_project(self.project(by).pk, {"lead_organisation": unit}, by=by, now=now)

    def phase(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        add_phase(
            self.project(by).pk, {"number": self.random.randrange(1, 9), "name": f"期{self.fresh()}"}, by=by, now=now
        )

    def claim(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        submitted(self.city, self.project(by), self.random.choice(STEPS), now=now, by=by)

    def claim_own(self, now: datetime) -> None:
        """A claim that nothing speaks against: a small project of a firm that nobody else has reported."""
        by = self.city.clerk
        firm = register_enterprise(name=f"独家报来的企业{self.fresh()}", uscc="", by=by, now=now)
        values = {
            "name": f"没有别人报过的厂房{self.fresh()}",
            "landing_organisation": self.city.district,
            "investors": [firm],
            "total_investment_wan": Decimal(5000),
            "industry": "C38",
        }
        submitted(self.city, create_project(values, by=by, now=now), "sign", now=now, by=by)

    def draft(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        draft_claim(self.project(by).pk, "sign", by=by, now=now, effective_on=timezone.localdate(now))

    def work_on_claim(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        claim = self.any(Claim.objects.visible_to(by).filter(state__in=("draft", "returned", "submitted")))
        deed = self.random.choice((edit_claim, submit_claim, withdraw_claim))
        deed(claim.pk, by=by, now=now)

    def verify(self, now: datetime) -> None:
        claim = self.any(Claim.objects.filter(state="submitted"))
        by = self.city.verifier_of(claim.step)
        chance = self.random.random()
        if chance < 0.7:
            approve_claim(claim.pk, by=by, now=now)
        elif chance < 0.9:
            return_claim(claim.pk, by=by, now=now, note="请补正")
        else:
            reject_claim(claim.pk, by=by, now=now, note="不符")

    def aside(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        step = self.random.choice(("suspend", "withdraw", "terminate"))
        reason = {"suspend": "other", "withdraw": "other", "terminate": "other"}[step]
        take_step(
            self.project(by).pk,
            step,
            by=by,
            effective_on=timezone.localdate(now),
            note="情况有变",
            reason=reason,
            now=now,
        )

    def transfer(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        project = self.project(by)
        to = self.city.sibling if project.landing_organisation_id == self.city.district.pk else self.city.district
        shares = split_between(project.landing_organisation, to, Decimal(50))
        transfer_project(project.pk, to=to, credits=shares, why="用地", by=by, now=now)

    def take_over(self, now: datetime) -> None:
        asked = self.any(Transfer.objects.filter(state="asked"))
        by = next(clerk for clerk in self.clerks if clerk.organisation_id == asked.to_id)
        accept_transfer(asked.pk, by=by, now=now)

    def amend(self, now: datetime) -> None:
        by = self.random.choice(self.clerks)
        wanted = {"total_investment_wan": Decimal(self.random.randrange(1000, 300_000))}
        kind = self.random.choice(("increase", "decrease", "correction"))
        request_amendment(
            self.project(by).pk,
            kind=kind,
            values=wanted,
            effective_on=timezone.localdate(now),
            reason="追加",
            by=by,
            now=now,
        )

    def agree(self, now: datetime) -> None:
        asked = self.any(Amendment.objects.filter(state="submitted"))
        approve_amendment(asked.pk, by=self.city.verifier_of("sign"), now=now, note="同意")

    def chief(self, now: datetime) -> None:
        give_chief(self.city, self.project(self.city.clerk), now=now)

    def no_chief(self, now: datetime) -> None:
        held = self.any(Responsibility.objects.current().chiefs())
        end_responsibility(held.pk, valid_to=timezone.localdate(now), reason="调整", by=self.city.dispatcher, now=now)

    def issue(self, now: datetime) -> None:
        project = self.project(self.city.dispatcher) if self.random.random() < 0.6 else None
        lead = self.random.choice((self.city.district, self.city.sibling))
        issue_item(
            issuer=self.city.city,
            matter=f"事项{self.fresh()}",
            lead=lead,
            project=project,
            deadline=Deadline(days=10),
            source=Source(SourceKind.MEETING, "会议"),
            by=self.city.dispatcher,
            now=now,
        )

    def handle(self, now: datetime) -> None:
        item = self.any(Item.objects.exclude(state="closed"))
        by = next(clerk for clerk in self.clerks if clerk.organisation_id == item.lead_id)
        deeds: list[Callable[[], Any]] = [
            lambda: sign_item(item.pk, by=by, now=now),
            lambda: reply_item(item.pk, note="进展", by=by, now=now),
            lambda: submit_item(item.pk, note="办结", by=by, now=now),
            lambda: return_item(item.pk, note="缺件", by=self.city.dispatcher, now=now),
            lambda: close_item(item.pk, note="同意", by=self.city.dispatcher, now=now),
        ]
        self.random.choice(deeds)()

    def call(self, now: datetime) -> None:
        start = timezone.localdate(now)
        create_series(
            {
                "organisation": self.city.city,
                "name": f"周调度{self.fresh()}",
                "kind": "weekly",
                "weekday": self.random.randrange(1, 6),
                "time": (now + timedelta(hours=1)).time().replace(microsecond=0),
                "place": "301会议室",
                "chair": self.city.leader,
                "starts_on": start,
            },
            by=self.city.dispatcher,
            now=now,
        )

    def sit(self, now: datetime) -> None:
        by = self.city.dispatcher
        meeting = self.any(Meeting.objects.filter(state="called"))
        chance = self.random.random()
        if chance < 0.4:
            starts = meeting.starts_at + timedelta(minutes=self.random.randrange(5, 300))
            move_meeting(meeting.pk, starts_at=starts, reason="冲突", by=by, now=now)
        elif chance < 0.5:
            cancel_meeting(meeting.pk, reason="取消", by=by, now=now)
        elif chance < 0.6:
            hold_meeting(meeting.pk, by=by, now=now)
        else:
            add_entry(meeting.pk, self.project(by).pk, by=by, now=now)

    def tick(self, now: datetime) -> None:
        plan_meetings(now)

    def rename_firm(self, now: datetime) -> None:
        firm = self.any(Enterprise.objects.all())
        update_enterprise(
            firm.pk, {"name": f"{firm.name[:20]}{self.random.randrange(10)}"}, by=self.city.dispatcher, now=now
        )

    def rename_person(self, now: datetime) -> None:
        who = Officer.objects.get(pk=self.random.choice((self.city.chief.pk, self.city.clerk.pk, self.city.leader.pk)))
        update_officer(who, {"name": f"{who.name[:3]}{self.random.randrange(10)}"}, by=None, now=now)


WEIGHTS = {
    Town.enter: 4, Town.edit: 5, Town.hand_to_leader: 3, Town.phase: 2, Town.claim: 5, Town.draft: 2,
    Town.work_on_claim: 3, Town.verify: 6, Town.aside: 1, Town.transfer: 3, Town.take_over: 3, Town.amend: 2,
    Town.agree: 2, Town.chief: 2, Town.no_chief: 1, Town.issue: 3, Town.handle: 5, Town.call: 1, Town.sit: 4,
    Town.tick: 1, Town.rename_firm: 1, Town.rename_person: 1,
}  # fmt: skip
DEEDS = [(deed.__name__, deed) for deed, weight in WEIGHTS.items() for _ in range(weight)]
