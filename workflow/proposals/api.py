"""API door of proposals 进退建议: read only, for the office decides on its page."""

from __future__ import annotations

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.people.roles import Permission
from workflow.proposals.kinds import ProposalKind, ProposalState
from workflow.proposals.models import Proposal

LATEST = Order("proposed_at", descending=True)
SAME = ("id", "version", "kind", "state", "because", "deadline_on", "again_on", "answer", "decided_at", "updated_at")
COLUMNS = (*SAME, "project_id", "proposed_at")


class ProposalShown(serializers.Serializer):
    """A proposal as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="提出时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    kind = serializers.ChoiceField(ProposalKind.choices, help_text="类型")
    state = serializers.ChoiceField(ProposalState.choices, help_text="状态")
    because = serializers.CharField(help_text="理由")
    deadline_on = serializers.DateField(allow_null=True, help_text="限期至")
    again_on = serializers.DateField(allow_null=True, help_text="暂不采纳的，何日再提")
    answer = serializers.CharField(help_text="办理意见")
    decided_at = serializers.DateTimeField(allow_null=True, help_text="办理时间")


class ProposalQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(ProposalState.choices, required=False, help_text="状态")
    kind = serializers.ChoiceField(ProposalKind.choices, required=False, help_text="类型")
    project = serializers.UUIDField(required=False, help_text="项目标识")


class ProposalDoor(Door):
    """Proposals on the projects that the caller sees."""

    tag = "进退建议"
    shown = ProposalShown
    required_scopes = {"list": Permission.PROJECT_READ, "retrieve": Permission.PROJECT_READ}

    @described("进退建议列表", {200: paged(ProposalShown)}, query=(ProposalQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(ProposalQuery, request)
        found = Proposal.objects.visible_to(requester(request))
        found = found.filter(**{name: query[name] for name in ("state", "kind", "project") if name in query})
        return self.page(query, found.values(*COLUMNS), LATEST, self.present)

    @described("进退建议", {200: ProposalShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One proposal."""
        rows = list(Proposal.objects.visible_to(requester(request)).filter(pk=pk).values(*COLUMNS))
        if not rows:
            raise NotFound()
        return self.represent(one(self.present(rows)))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered."""
        return [_shown(row, self.address("proposals-detail", row["id"])) for row in rows]


def _shown(row: Row, url: str) -> Row:
    same = {name: row[name] for name in SAME}
    return {**same, "url": url, "created_at": row["proposed_at"], "project": row["project_id"]}
