"""API doors of fair-competition reviews: list, record, declare void."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.queries import visible_project
from projects.people.roles import Permission
from workflow.decisions import services
from workflow.decisions.api.bodies import ReviewBody, ReviewShown, ReviewVoidBody, paper_of
from workflow.decisions.models import Review

LATEST = Order("recorded_at", descending=True)
READ = (Permission.PROJECT_READ, Permission.CLAIM_VERIFY)
SAME = (
    *("id", "version", "updated_at", "reviewer", "reviewed_on", "conclusion", "document_number", "note"),
    "withdrawn_at",
)
COLUMNS = (*SAME, "project_id", "paper_id", "recorded_by_id", "recorded_at", "withdrawn_why")


class ReviewDoor(Door):
    """Reviews of a project. A record is never edited; a wrong one is declared void and recorded anew."""

    tag = "公平竞争审查"
    shown = ReviewShown
    required_scopes = {
        "list": READ,
        "retrieve": READ,
        "create": Permission.PROJECT_WRITE,
        "withdraw": Permission.PROJECT_WRITE,
    }

    @described("项目的公平竞争审查", {200: paged(ReviewShown)}, query=(PageQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """Latest recorded first, void ones included."""
        query, by = read_query(PageQuery, request), requester(request)
        found = Review.objects.visible_to(by).filter(project=visible_project(by, project_id))
        return self.page(query, found.values(*COLUMNS), LATEST, self.present)

    @described("公平竞争审查", {200: ReviewShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One record."""
        return self.represent(self.show(pk))

    @described("登记公平竞争审查", {201: ReviewShown}, body=ReviewBody, needs_version=True)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Record a review of the project whose version the caller has seen."""
        by = requester(request)
        version = visible_project(by, project_id).version
        values = paper_of(read_body(ReviewBody, request), project_id)
        with unchanged(request, version, show=lambda: self._project(project_id)) as seen:
            made = services.record_review(project_id, **values, by=by, now=timezone.now(), expected_version=seen)
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("作废公平竞争审查记录", {200: ReviewShown}, body=ReviewVoidBody, needs_version=True)
    @once
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Declare a record void; the one before it counts again."""
        version, why = self.show(pk)["version"], read_body(ReviewVoidBody, request)["reason"]
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            services.withdraw_review(pk, why=why, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible record as answered, or 404."""
        rows = list(Review.objects.visible_to(requester(self.request)).filter(pk=pk).values(*COLUMNS))
        if not rows:
            raise NotFound("没有找到这条审查记录，或它不在您的查看范围内。")
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered."""
        return [_shown(row, self.address("fair-competition-review-detail", row["id"])) for row in rows]

    def _project(self, project_id: UUID) -> Row:
        """What a stale caller has to look at again."""
        found = visible_project(requester(self.request), project_id)
        name = found.fair_competition_reviewed_by
        return {"id": str(found.pk), "version": found.version, "fair_competition_reviewed_by": name}


def _shown(row: Row, url: str) -> Row:
    return {
        **{name: row[name] for name in SAME},
        "url": url,
        "created_at": row["recorded_at"],
        "project": row["project_id"],
        "evidence": row["paper_id"],
        "recorded_by": row["recorded_by_id"],
        "withdrawn_reason": row["withdrawn_why"],
    }
