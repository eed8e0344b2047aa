"""Lets a plan happen: each move becomes an entry of the diary, and each entry calls the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from uuid import UUID

from config.demo.diary import Diary
from config.demo.papers import paper
from config.demo.places import Places
from config.demo.plans import AssignPlan, ClaimPlan, DirectPlan, EditPlan, Move, ProjectPlan
from config.demo.staff import Staff
from projects.ledger.kinds import EvidenceKind, ResponsibilityRole
from projects.ledger.models import Enterprise, Evidence
from projects.ledger.services import add_evidence, assign, create_enterprise, create_project, update_project
from projects.ledger.stages import Step
from projects.people.models import Officer
from workflow.steps.models import ClaimState
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

_E = EvidenceKind
PAPERS: dict[str, tuple[str, ...]] = {
    Step.SIGN: (_E.INVESTMENT_AGREEMENT,),
    Step.REGISTER: (_E.BUSINESS_LICENCE,),
    Step.START: (_E.CONSTRUCTION_SCOPE, _E.CONSTRUCTION_CONTRACT, _E.SITE_PHOTO, _E.APPROVAL_DOCUMENT),
    Step.PRODUCE: (_E.COMPLETION_ACCEPTANCE,),
    Step.REVOKE: (_E.CHECK_RECORD,),
}
RETURNED = "示例意见：佐证材料缺少签章页，请补齐后重新提交。"
REJECTED = "示例意见：只有框架性文件，不符合认定标准，不予认定。"


@dataclass
class Teller:
    """Knows the places and people, and keeps the enterprises that exist already."""

    places: Places
    staff: Staff
    diary: Diary
    enterprises: dict[str, Enterprise] = field(default_factory=dict)

    def tell(self, plan: ProjectPlan) -> None:
        """Write the whole plan into the diary."""
        city = self.places.city_of[plan.unit]
        told = _Told(self, plan, city, self.staff.clerk(plan.unit, city))
        self.diary.write(plan.entered_at, told.enter)
        for move in plan.moves:
            told.write(move)

    def investor(self, name: str, origin: str, *, by: Officer, now: datetime) -> Enterprise:
        """The enterprise of this name, registered on first use."""
        if name not in self.enterprises:
            self.enterprises[name] = create_enterprise(name=name, origin_region=origin, by=by, now=now)
        return self.enterprises[name]


@dataclass
class _Told:
    """One plan on its way."""

    teller: Teller
    plan: ProjectPlan
    city: str
    clerk: Officer
    project_id: UUID | None = None
    claims: dict[int, UUID] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=count)

    @property
    def id(self) -> UUID:
        """The project, once entered."""
        assert self.project_id is not None
        return self.project_id

    def enter(self, now: datetime) -> None:
        """The clerk enters the project in 在谈."""
        plan, find = self.plan, partial(self.teller.investor, origin=self.plan.origin, by=self.clerk, now=now)
        values = {
            **plan.values,
            "name": plan.name,
            "landing_organisation": self.teller.places.by_code[plan.unit],
            "investors": [find(name) for name in plan.investors],
        }
        self.project_id = create_project(values, by=self.clerk, now=now).pk

    def write(self, move: Move) -> None:
        """Put one move into the diary."""
        write = self.teller.diary.write
        if isinstance(move, ClaimPlan):
            key = next(self.numbers)
            write(move.at, partial(self._claim, key, move))
            if move.outcome not in (ClaimState.DRAFT, ClaimState.SUBMITTED):
                write(move.answered_at, partial(self._answer, key, move))
        elif isinstance(move, DirectPlan):
            write(move.at, partial(self._direct, move))
        elif isinstance(move, AssignPlan):
            write(move.at, partial(self._assign, move))
        else:
            write(move.at, partial(self._edit, move))

    def _claim(self, key: int, move: ClaimPlan, now: datetime) -> None:
        claim = draft_claim(
            self.id,
            move.step,
            by=self.clerk,
            now=now,
            effective_on=move.on,
            note=move.note,
            reason=move.reason,
            fields=move.fields,
            evidence=self._papers(PAPERS.get(move.step, ()) if move.complete else (), now=now),
        )
        self.claims[key] = claim.pk
        if move.outcome != ClaimState.DRAFT:
            submit_claim(claim.pk, by=self.clerk, now=now)

    def _papers(self, kinds: tuple[str, ...], *, now: datetime) -> list[Evidence]:
        return [
            add_evidence(
                self.id,
                kind=kind,
                title=f"示例材料：{EvidenceKind(kind).label}",
                file=paper(kind, self.plan.name),
                by=self.clerk,
                now=now,
            )
            for kind in kinds
        ]

    def _answer(self, key: int, move: ClaimPlan, now: datetime) -> None:
        claim, verifier = self.claims[key], self.teller.staff.verifier(self.city, move.step)
        if move.mended:
            first = now - timedelta(hours=2)
            return_claim(claim, by=verifier, now=first, note=RETURNED)
            edit_claim(claim, by=self.clerk, now=now - timedelta(hours=1), note="已补齐签章页。")
            submit_claim(claim, by=self.clerk, now=now - timedelta(hours=1))
        if move.outcome == ClaimState.APPROVED:
            approve_claim(claim, by=verifier, now=now, note="材料齐全，同意认定。")
        elif move.outcome == ClaimState.RETURNED:
            reasons = [{"name": kind, "detail": RETURNED} for kind in PAPERS.get(move.step, ())[:1]]
            return_claim(claim, by=verifier, now=now, note=RETURNED, reasons=reasons)
        elif move.outcome == ClaimState.REJECTED:
            reject_claim(claim, by=verifier, now=now, note=REJECTED)
        else:
            withdraw_claim(claim, by=self.clerk, now=now, note="材料需要更新，先行撤回。")

    def _direct(self, move: DirectPlan, now: datetime) -> None:
        take_step(
            self.id, move.step, by=self.clerk, effective_on=now.date(), note=move.note, reason=move.reason, now=now
        )

    def _edit(self, move: EditPlan, now: datetime) -> None:
        update_project(self.id, dict(move.values), by=self.clerk, now=now, why=move.why)

    def _assign(self, move: AssignPlan, now: datetime) -> None:
        staff, unit, role = self.teller.staff, self.plan.unit, move.role
        post = officer = None
        if role == ResponsibilityRole.CHIEF:
            post = staff.principal(unit, self.city)
        elif role == ResponsibilityRole.DEPUTY:
            post = staff.deputies.get(unit)
        elif role == ResponsibilityRole.LEADER:
            officer = staff.leaders[self.city]
        else:
            officer = staff.secretaries.get(unit) or staff.clerks.get(unit)
        if post is None and officer is None:
            return
        assign(
            self.id,
            role=role,
            post=post,
            officer=officer,
            valid_from=now.date(),
            basis=move.basis,
            by=staff.dispatchers[self.city],
            now=now,
        )
