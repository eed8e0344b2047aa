"""API doors of requests: list, lay down, change, replace the form, the next ten rounds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.people.api import organisation_of
from projects.people.roles import Permission
from workflow.reporting import services
from workflow.reporting.api.bodies import (
    FormBody,
    ReportRequestBody,
    ReportRequestChange,
    ReportRequestQuery,
    ReportRequestShown,
    ReportUpcomingShown,
    definition_of,
    new_request_of,
)
from workflow.reporting.models import ReportForm, ReportRequest
from workflow.reporting.queries.finding import request_of
from workflow.reporting.queries.planning import preview
from workflow.reporting.services.requests import FIELDS

NEWEST = Order("created_at", descending=True)
KEYS = ("id", "created_at")


class RequestDoor(Door):
    """Requests."""

    tag = "信息报送"
    shown = ReportRequestShown
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "retrieve": Permission.DISPATCH_READ,
        "upcoming": Permission.DISPATCH_READ,
        "create": Permission.DISPATCH_WRITE,
        "partial_update": Permission.DISPATCH_WRITE,
        "form": Permission.DISPATCH_WRITE,
    }

    @described("报送要求", {200: paged(ReportRequestShown)}, query=(ReportRequestQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(ReportRequestQuery, request)
        found = ReportRequest.objects.visible_to(requester(request))
        if "is_active" in query:
            found = found.filter(is_active=query["is_active"])
        return self.page(query, found.values(*KEYS), NEWEST, self.present)

    @described("一项报送要求", {200: ReportRequestShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With its form in force."""
        return self.represent(self.show(pk))

    @described("发布报送要求", {201: ReportRequestShown}, body=ReportRequestBody)
    @once
    def create(self, request: Request) -> Response:
        """From a preset, or with a form of its own."""
        by = requester(request)
        values, definition = new_request_of(read_body(ReportRequestBody, request))
        made = services.create_request(self._named(values), definition, by=by, now=timezone.now())
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("修改报送要求", {200: ReportRequestShown}, body=ReportRequestChange, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """For the rounds that open after it."""
        version = self.show(pk)["version"]
        values = self._named(read_body(ReportRequestChange, request, partial=True))
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            services.update_request(pk, values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    @described("替换表式（新版）", {200: ReportRequestShown}, body=FormBody, needs_version=True)
    def form(self, request: Request, pk: UUID) -> Response:
        """The next version; open rounds keep theirs."""
        version = self.show(pk)["version"]
        definition = definition_of(read_body(FormBody, request))
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            services.save_form(pk, definition, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    @described("以后十期的截止日期", {200: ReportUpcomingShown})
    def upcoming(self, request: Request, pk: UUID) -> Response:
        """On the calendar as loaded, with why each moved."""
        found = request_of(pk, requester(request))
        after = found.planned_through or timezone.localdate()
        rounds = [
            {"nominal_on": one.nominal_on, "due_on": one.due_on, "reason": one.reason, "is_promised": one.promised}
            for one in preview(found.rule, after=after)
        ]
        return Response({"version": found.version, "rounds": rounds})

    def show(self, pk: UUID) -> Row:
        """The visible request as answered, or 404."""
        request_of(pk, requester(self.request))
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: three queries, however many."""
        keys = [row["id"] for row in rows]
        found = ReportRequest.objects.select_related("organisation").prefetch_related("units", "forms").in_bulk(keys)
        return [_shown(found[key], self.address("report-requests-detail", key)) for key in keys]

    def _named(self, values: dict[str, Any]) -> dict[str, Any]:
        """Units by their codes."""
        if "units" in values:
            by = requester(self.request)
            values["units"] = [organisation_of(code, by, "units") for code in values["units"]]
        return values


def form_shown(form: ReportForm) -> Row:
    """A version of a form as answered."""
    return {
        "number": form.number,
        "columns": form.columns,
        "key": form.key,
        "amount": form.amount,
        "tiers_wan": form.tiers_wan,
    }


def _shown(found: ReportRequest, url: str) -> Row:
    return {
        **{name: getattr(found, name) for name in ("id", "version", "created_at", "updated_at", *FIELDS)},
        "url": url,
        "organisation": found.organisation.code,
        "units": [unit.code for unit in found.units.all()],
        "late_deduction": f"{found.late_deduction:.1f}",
        "missing_deduction": f"{found.missing_deduction:.1f}",
        "time": f"{found.time:%H:%M}",
        "form": form_shown(max(found.forms.all(), key=lambda form: form.number)),
    }
