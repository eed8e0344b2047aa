"""API doors of decisions: list, start, answer, mend, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.queries import visible_project
from projects.people.api import organisation_of
from projects.people.roles import Permission
from workflow.decisions import services
from workflow.decisions.api.bodies import (
    DecisionAnswerBody,
    DecisionQuery,
    DecisionShown,
    DecisionStartBody,
    DecisionWithdrawBody,
    paper_of,
)
from workflow.decisions.models import Decision
from workflow.decisions.models.processes import DecisionQuerySet
from workflow.decisions.queries.listing import narrowed
from workflow.decisions.queries.spans import Told, told_of_each

LATEST = Order("started_at", descending=True)
PAGE = paged(DecisionShown)
READ = (Permission.PROJECT_READ, Permission.CLAIM_VERIFY)
SAME = ("version", "updated_at", "attempt", "state", "total_investment_wan", "due_on", "note", "closed_on")
COLUMNS = (
    *("id", "project_id", "procedure_id", "started_at", "started_by_id", *SAME),
    *("landing__code", "step__name", "unit__code"),
)


class DecisionDoor(Door):
    """Decisions of all projects one sees, and those of one project."""

    tag = "项目决策"
    shown = DecisionShown
    required_scopes = {
        "list": READ,
        "of_project": READ,
        "retrieve": READ,
        "create": Permission.CLAIM_WRITE,
        "resubmit": Permission.CLAIM_WRITE,
        "withdraw": Permission.CLAIM_WRITE,
        "agree": Permission.CLAIM_VERIFY,
        "send_back": Permission.CLAIM_VERIFY,
        "reject": Permission.CLAIM_VERIFY,
    }

    @described("项目决策", {200: PAGE}, query=(DecisionQuery,))
    def list(self, request: Request) -> Response:
        """Newest first; ``waiting``: what the caller may answer."""
        query, by = read_query(DecisionQuery, request), requester(request)
        found = Decision.objects.answerable_by(by) if query.get("waiting") else Decision.objects.visible_to(by)
        return self._listed(query, found)

    @described("一个项目的决策", {200: PAGE}, query=(DecisionQuery,))
    def of_project(self, request: Request, project_id: UUID) -> Response:
        """Every attempt, newest first."""
        query, by = read_query(DecisionQuery, request), requester(request)
        project = visible_project(by, project_id)
        return self._listed(query, Decision.objects.visible_to(by).filter(project=project))

    def _listed(self, query: Row, found: DecisionQuerySet) -> Response:
        by = requester(self.request)
        unit = organisation_of(query["organisation"], by, "organisation") if "organisation" in query else None
        rows = narrowed(found, {**query, "unit": unit})
        return self.page(query, rows.values(*COLUMNS), LATEST, self.present)

    @described("一项决策", {200: DecisionShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With its turns."""
        return self.represent(self.show(pk))

    @described("发起决策", {201: DecisionShown}, body=DecisionStartBody, needs_version=True)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Hand the project, whose version the caller has seen, to the first step."""
        by = requester(request)
        version, values = visible_project(by, project_id).version, read_body(DecisionStartBody, request)
        with unchanged(request, version, show=lambda: self._project(project_id)) as seen:
            made = services.start_decision(project_id, **values, by=by, now=timezone.now(), expected_version=seen)
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("决策步骤通过", {200: DecisionShown}, body=DecisionAnswerBody, needs_version=True)
    @once
    def agree(self, request: Request, pk: UUID) -> Response:
        """On to the next step, or decided in favour."""
        return self._answer(request, pk, services.pass_step)

    @described("退回补充", {200: DecisionShown}, body=DecisionAnswerBody, needs_version=True)
    @once
    def send_back(self, request: Request, pk: UUID) -> Response:
        """Say what is to be mended."""
        return self._answer(request, pk, services.return_decision)

    @described("不同意", {200: DecisionShown}, body=DecisionAnswerBody, needs_version=True)
    @once
    def reject(self, request: Request, pk: UUID) -> Response:
        """Say why."""
        return self._answer(request, pk, services.reject_decision)

    @described("补充后重新提交", {200: DecisionShown}, body=DecisionAnswerBody, needs_version=True)
    @once
    def resubmit(self, request: Request, pk: UUID) -> Response:
        """Back to the step that returned it."""
        return self._answer(request, pk, services.resubmit_decision)

    @described("撤回决策", {200: DecisionShown}, body=DecisionWithdrawBody, needs_version=True)
    @once
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take it back before it is concluded."""
        self.show(pk)
        return self._act(request, pk, services.withdraw_decision, read_body(DecisionWithdrawBody, request))

    def _answer(self, request: Request, pk: UUID, service: Callable[..., Any]) -> Response:
        project_id = self.show(pk)["project"]
        return self._act(request, pk, service, paper_of(read_body(DecisionAnswerBody, request), project_id))

    def _act(self, request: Request, pk: UUID, service: Callable[..., Any], values: Row) -> Response:
        """One action on a decision the caller has seen in its present version."""
        version = self.show(pk)["version"]
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            service(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible decision as answered, or 404."""
        rows = list(Decision.objects.visible_to(requester(self.request)).filter(pk=pk).values(*COLUMNS))
        if not rows:
            raise NotFound("没有找到这项决策，或它不在您的查看范围内。")
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered: two more queries, however many."""
        told = told_of_each([row["id"] for row in rows], on=timezone.localdate())
        return [_shown(row, told[row["id"]], self.address("decision-detail", row["id"])) for row in rows]

    def _project(self, project_id: UUID) -> Row:
        """What a stale caller has to look at again."""
        found = visible_project(requester(self.request), project_id)
        return {"id": str(found.pk), "version": found.version, "stage": found.stage, "standing": found.standing}


def _shown(row: Row, told: Told, url: str) -> Row:
    return {
        **{name: row[name] for name in ("id", *SAME)},
        "url": url,
        "created_at": row["started_at"],
        "project": row["project_id"],
        "procedure": row["procedure_id"],
        "landing_organisation": row["landing__code"],
        "step": row["step__name"],
        "step_organisation": row["unit__code"],
        "started_by": row["started_by_id"],
        "office_workdays": told.elapsed.office,
        "applicant_workdays": told.elapsed.applicant,
        "limit_workdays": told.elapsed.limit,
        "turns": [_turn(span.turn, span.days) for span in told.spans],
    }


def _turn(turn: Any, days: int) -> Row:
    same = ("sequence", "holder", "began_at", "due_on", "outcome", "ended_at", "note")
    return {
        **{name: getattr(turn, name) for name in same},
        "step": turn.step.name,
        "organisation": turn.unit.code,
        "by": turn.by_id,
        "evidence": turn.paper_id,
        "workdays": days,
    }
