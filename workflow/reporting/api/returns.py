"""API doors of returns: read, save the working copy, hand in, correct; for the office send back and exempt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.people.api import organisation_of
from projects.people.roles import Permission
from workflow.reporting import services
from workflow.reporting.api.bodies import (
    ReportCorrectBody,
    ReportNothingBody,
    ReportReasonBody,
    ReportReturnQuery,
    ReportReturnShown,
    ReportRowsBody,
    ReportSubmissionBody,
    ReportSubmitBody,
)
from workflow.reporting.api.rounds import return_of_unit
from workflow.reporting.models import ReportReturn
from workflow.reporting.models.returns import ReportReturnQuerySet
from workflow.reporting.queries.finding import return_of, round_of

LATEST = Order("updated_at", descending=True)
KEYS = ("id", "updated_at")
READ = (Permission.DISPATCH_READ, Permission.PROJECT_WRITE)
SAME = ("version", "updated_at", "state", "is_nil", "reported_at", "late_days", "reason", "current", "draft")

RETURNS = paged(ReportReturnShown)


class ReturnDoor(Door):
    """Returns."""

    tag = "信息报送"
    shown = ReportReturnShown
    required_scopes = {
        "list": READ,
        "of_round": READ,
        "retrieve": READ,
        "hand_in": Permission.PROJECT_WRITE,
        "rows": Permission.PROJECT_WRITE,
        "submit": Permission.PROJECT_WRITE,
        "nil": Permission.PROJECT_WRITE,
        "correct": Permission.PROJECT_WRITE,
        "withdraw": Permission.PROJECT_WRITE,
        "send_back": Permission.DISPATCH_WRITE,
        "exempt": Permission.DISPATCH_WRITE,
        "require": Permission.DISPATCH_WRITE,
    }

    @described("报送", {200: RETURNS}, query=(ReportReturnQuery,))
    def list(self, request: Request) -> Response:
        """What changed last first."""
        query, by = read_query(ReportReturnQuery, request), requester(request)
        found = ReportReturn.objects.visible_to(by)
        for name, path in (("round", "round"), ("request", "round__request"), ("state", "state")):
            if name in query:
                found = found.filter(**{path: query[name]})
        if "unit" in query:
            found = found.filter(unit__path__startswith=organisation_of(query["unit"], by, "unit").path)
        return self._listed(query, found)

    @described("一期的各单位报送", {200: RETURNS}, query=(PageQuery,))
    def of_round(self, request: Request, pk: UUID) -> Response:
        """Those in sight."""
        query, by = read_query(PageQuery, request), requester(request)
        found = round_of(pk, by)
        return self._listed(query, ReportReturn.objects.visible_to(by).filter(round=found))

    def _listed(self, query: Row, found: ReportReturnQuerySet) -> Response:
        return self.page(query, found.values(*KEYS), LATEST, self.present)

    @described("一次报送（零报送给空的 rows）", {200: ReportReturnShown}, body=ReportSubmissionBody)
    @once
    def hand_in(self, request: Request, pk: UUID) -> Response:
        """One unit's return in one go; no version is needed, for nothing is overwritten."""
        by = requester(request)
        found = round_of(pk, by)
        said = read_body(ReportSubmissionBody, request)
        report = return_of_unit(found, said["unit"], by)
        services.submit_return(report.pk, said["rows"], is_nil=not said["rows"], by=by, now=timezone.now())
        return self.represent(self.show(report.pk))

    @described("一份报送", {200: ReportReturnShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With every version and what happened."""
        return self.represent(self.show(pk))

    @described("替换草稿", {200: ReportReturnShown}, body=ReportRowsBody, needs_version=True)
    def rows(self, request: Request, pk: UUID) -> Response:
        """It may hold mistakes; they are told when it is handed in."""
        self.show(pk)
        return self._act(request, pk, services.save_draft, read_body(ReportRowsBody, request))

    @described("报送", {200: ReportReturnShown}, body=ReportSubmitBody, needs_version=True)
    @once
    def submit(self, request: Request, pk: UUID) -> Response:
        """The rows given, or the working copy."""
        known = self.show(pk)
        said = read_body(ReportSubmitBody, request)
        return self._act(request, pk, services.submit_return, {"rows": said.get("rows", known["draft"])})

    @described("零报送", {200: ReportReturnShown}, body=ReportNothingBody, needs_version=True)
    @once
    def nil(self, request: Request, pk: UUID) -> Response:
        """There is nothing to report, which is a report."""
        self.show(pk)
        read_body(ReportNothingBody, request)
        return self._act(request, pk, services.submit_return, {"rows": [], "is_nil": True})

    @described("更正", {200: ReportReturnShown}, body=ReportCorrectBody, needs_version=True)
    @once
    def correct(self, request: Request, pk: UUID) -> Response:
        """A new version with its reason; no rows: corrected to 零报送."""
        self.show(pk)
        said = read_body(ReportCorrectBody, request)
        return self._act(request, pk, services.correct_return, {**said, "is_nil": not said["rows"]})

    @described("撤回", {200: ReportReturnShown}, body=ReportNothingBody, needs_version=True)
    @once
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Before the deadline."""
        self.show(pk)
        read_body(ReportNothingBody, request)
        return self._act(request, pk, services.withdraw_return, {})

    @described("退回补正", {200: ReportReturnShown}, body=ReportReasonBody, needs_version=True)
    @once
    def send_back(self, request: Request, pk: UUID) -> Response:
        """By the office, with a reason."""
        self.show(pk)
        return self._act(request, pk, services.send_back, read_body(ReportReasonBody, request))

    @described("免报", {200: ReportReturnShown}, body=ReportReasonBody, needs_version=True)
    @once
    def exempt(self, request: Request, pk: UUID) -> Response:
        """This unit, this round, with a reason."""
        self.show(pk)
        return self._act(request, pk, services.exempt_return, read_body(ReportReasonBody, request))

    @described("取消免报", {200: ReportReturnShown}, body=ReportNothingBody, needs_version=True)
    @once
    def require(self, request: Request, pk: UUID) -> Response:
        """It owes a return again."""
        self.show(pk)
        read_body(ReportNothingBody, request)
        return self._act(request, pk, services.require_return, {})

    def _act(self, request: Request, pk: UUID, service: Callable[..., Any], values: Row) -> Response:
        """One act on a return that the caller has seen in its present version."""
        version = self.show(pk)["version"]
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            service(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible return as answered, or 404."""
        return_of(pk, requester(self.request))
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: three queries, however many."""
        keys = [row["id"] for row in rows]
        found = (
            ReportReturn.objects.select_related("round", "unit").prefetch_related("versions", "events").in_bulk(keys)
        )
        return [_shown(found[key], self.address("report-returns-detail", key)) for key in keys]


def _shown(report: ReportReturn, url: str) -> Row:
    versions = [
        {**{name: getattr(each, name) for name in ("number", "kind", "is_nil", "note", "at", "rows")}, "by": each.by_id}
        for each in report.versions.all()
    ]
    events = [{name: getattr(each, name) for name in ("kind", "number", "note", "at")} for each in report.events.all()]
    return {
        "id": report.pk,
        "url": url,
        **{name: getattr(report, name) for name in SAME},
        "created_at": report.round.opened_at,
        "round": report.round_id,
        "unit": report.unit.code,
        "due_at": report.round.due_at,
        "versions": versions,
        "events": events,
    }
