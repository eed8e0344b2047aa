"""API doors of rounds: read, rolled up, urge, close, and the returns of one round."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid
from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.people.roles import Permission
from workflow.reporting import services
from workflow.reporting.api.bodies import (
    ReportNothingBody,
    ReportRoundBody,
    ReportRoundQuery,
    ReportRoundShown,
    ReportSummaryShown,
    ReportUrgeBody,
)
from workflow.reporting.api.requests import form_shown
from workflow.reporting.differences import Entry
from workflow.reporting.models import ReportReturn, ReportRound
from workflow.reporting.queries.figures import Figures, figures_of
from workflow.reporting.queries.finding import round_of

LATEST = Order("due_at", descending=True)
KEYS = ("id", "due_at")
SAME = ("version", "updated_at", "sequence", "nominal_on", "due_at", "reason", "state", "closed_at", "frozen_sha256")


class RoundDoor(Door):
    """Rounds."""

    tag = "信息报送"
    shown = ReportRoundShown
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "create": Permission.DISPATCH_WRITE,
        "retrieve": Permission.DISPATCH_READ,
        "summary": Permission.DISPATCH_READ,
        "urge": Permission.DISPATCH_WRITE,
        "close": Permission.DISPATCH_WRITE,
    }

    @described("报送期次", {200: paged(ReportRoundShown)}, query=(ReportRoundQuery,))
    def list(self, request: Request) -> Response:
        """The latest deadline first."""
        query = read_query(ReportRoundQuery, request)
        found = ReportRound.objects.visible_to(requester(request))
        found = found.filter(**{name: query[name] for name in ("request", "state") if name in query})
        return self.page(query, found.values(*KEYS), LATEST, self.present)

    @described("加报一期", {201: ReportRoundShown}, body=ReportRoundBody)
    @once
    def create(self, request: Request) -> Response:
        """One more, beside those that the rule opens."""
        values = read_body(ReportRoundBody, request)
        made = services.open_extra(values.pop("request"), **values, by=requester(request), now=timezone.now())
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("一期报送", {200: ReportRoundShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With the form it opened with."""
        return self.represent(self.show(pk))

    @described("一期报送的汇总", {200: ReportSummaryShown})
    def summary(self, request: Request, pk: UUID) -> Response:
        """Of the units in sight."""
        found = round_of(pk, requester(request))
        return Response(_summary(found, figures_of(found, requester(request), timezone.now())))

    @described("催报", {200: ReportRoundShown}, body=ReportUrgeBody)
    @once
    def urge(self, request: Request, pk: UUID) -> Response:
        """Each unit once a day."""
        self.show(pk)
        values = read_body(ReportUrgeBody, request)
        services.urge_units(pk, by=requester(request), now=timezone.now(), returns=values.get("returns"))
        return self.represent(self.show(pk))

    @described("封存一期报送", {200: ReportRoundShown}, body=ReportNothingBody, needs_version=True)
    @once
    def close(self, request: Request, pk: UUID) -> Response:
        """For good."""
        version = self.show(pk)["version"]
        read_body(ReportNothingBody, request)
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            services.close_round(pk, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible round as answered, or 404."""
        round_of(pk, requester(self.request))
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: one query."""
        keys = [row["id"] for row in rows]
        found = ReportRound.objects.select_related("request", "form").in_bulk(keys)
        return [_shown(found[key], self.address("report-rounds-detail", key)) for key in keys]


def return_of_unit(round_: ReportRound, code: str, by: object) -> ReportReturn:
    """The return of the unit with this code, or ``Invalid``."""
    found = ReportReturn.objects.visible_to(by).filter(round=round_, unit__code=code).first()  # type: ignore[arg-type]
    if found is None:
        raise Invalid(f"本期没有要求代码为“{code}”的单位报送，或不在您的查看范围内。", "unit", "unknown_organisation")
    return found


def _shown(found: ReportRound, url: str) -> Row:
    return {
        "id": found.pk,
        "url": url,
        "created_at": found.opened_at,
        **{name: getattr(found, name) for name in SAME},
        "request": found.request_id,
        "name": found.request.name,
        "form": form_shown(found.form),
    }


def _summary(found: ReportRound, figures: Figures) -> Row:
    tiers = {
        name: [{"label": tier.label, "count": tier.count, "amount_wan": tier.amount_wan} for tier in tiers]
        for name, tiers in (("nested", figures.nested), ("exclusive", figures.exclusive))
    }
    units = [
        {
            "unit": unit.report.unit.code,
            "submission": unit.report.pk,
            "standing": unit.standing,
            "count": unit.count,
            "amount_wan": unit.amount_wan,
        }
        for unit in figures.units
    ]
    return {
        "version": found.version,
        "count": len(figures.rows),
        "amount_wan": figures.amount_wan,
        "nil": figures.nil,
        **tiers,
        "units": units,
        "comparison": _comparison(figures),
    }


def _comparison(figures: Figures) -> Row | None:
    told = figures.comparison
    if told is None or figures.before is None:
        return None
    return {
        "round": figures.before.pk,
        "words": told.words,
        "new": [_entry(entry) for entry in told.new],
        "gone": [_entry(entry) for entry in told.gone],
        "moved": [{**_entry(moved.entry), "before_wan": moved.before_wan} for moved in told.moved],
        "same": told.same,
        "uncompared": [unit.code for unit in told.uncompared],
        "uncompared_names": [unit.label for unit in told.uncompared],
    }


def _entry(entry: Entry) -> Row:
    unit = {"unit": entry.unit.code, "unit_name": entry.unit.label}
    return {**unit, "name": entry.name, "amount_wan": entry.amount_wan}
