"""API doors of spot checks: read only. A unit reads a round once a visit to one of its projects is recorded."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.ledger.stages import STAGE_STEPS, Step
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.spotchecks.kinds import Finding, Method, RoundState
from workflow.spotchecks.models import Record, Round, Visit
from workflow.spotchecks.models.visits import visible_rounds
from workflow.spotchecks.queries import finished_among, round_of, shows_draw

NEWEST = Order("created_at", descending=True)
LATEST = Order("recorded_at", descending=True, tie="visit_id")
ROUND_KEYS, RECORD_KEYS = ("id", "created_at"), ("visit_id", "recorded_at")
STEPS = [(step, Step(step).label) for step in STAGE_STEPS]
_DRAW = ("seed", "dimensions", "method", "size", "algorithm", "frame_size", "frame_sha256", "known_at")


class RoundShown(serializers.Serializer):
    """A round. The columns of the draw are null until every visit of it is recorded, but for its own office."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="拟定时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    number = serializers.CharField(help_text="编号")
    title = serializers.CharField(help_text="名称")
    organisation = serializers.CharField(help_text="核查范围（单位代码）")
    state = serializers.ChoiceField(RoundState.choices, help_text="状态")
    is_finished = serializers.BooleanField(help_text="全部核查完成")
    steps = serializers.ListField(child=serializers.ChoiceField(STEPS), help_text="核查节点")
    from_on = serializers.DateField(help_text="节点发生日期起")
    to_on = serializers.DateField(help_text="节点发生日期止")
    fixed_at = serializers.DateTimeField(allow_null=True, help_text="名单固定时间")
    seed = serializers.CharField(allow_null=True, help_text="随机种子")
    dimensions = serializers.ListField(child=serializers.CharField(), allow_null=True, help_text="分层")
    method = serializers.ChoiceField(Method.choices, allow_null=True, help_text="样本分配")
    size = serializers.IntegerField(allow_null=True, help_text="样本数")
    algorithm = serializers.CharField(allow_null=True, help_text="抽样算法")
    frame_size = serializers.IntegerField(allow_null=True, help_text="抽样框个数")
    frame_sha256 = serializers.CharField(allow_null=True, help_text="抽样框 SHA-256")
    known_at = serializers.DateTimeField(allow_null=True, help_text="抽样框时点")


class LookShown(serializers.Serializer):
    """One thing that was looked at."""

    name = serializers.CharField(help_text="名称")
    label = serializers.CharField(help_text="项目")  # type: ignore[assignment]
    claimed = serializers.CharField(help_text="申报")
    seen = serializers.CharField(help_text="核对：same 相符、different 不符、unseen 未查看")
    note = serializers.CharField(help_text="所见")


class AdditionShown(serializers.Serializer):
    """What was added after the record had been locked."""

    kind = serializers.CharField(help_text="类别：correction 更正补充、recheck 整改复查")
    text = serializers.CharField(help_text="内容")
    is_mended = serializers.BooleanField(allow_null=True, help_text="整改到位")
    at = serializers.DateTimeField(help_text="时间")


class RecordShown(serializers.Serializer):
    """The record of a visit; there is nothing to read before it is handed in."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本：1 加补充的次数")
    created_at = serializers.DateTimeField(help_text="提交时间")
    updated_at = serializers.DateTimeField(help_text="最近补充时间")
    round = serializers.UUIDField(help_text="轮次")
    number = serializers.IntegerField(help_text="轮次内序号")
    project = serializers.UUIDField(help_text="项目标识")
    transition = serializers.UUIDField(help_text="被核查的流转记录")
    step = serializers.ChoiceField(STEPS, help_text="节点")
    visited_at = serializers.DateTimeField(help_text="到场时间")
    place = serializers.CharField(help_text="地点")
    finding = serializers.ChoiceField(Finding.choices, help_text="核查结论")
    text = serializers.CharField(help_text="核查情况")
    mend_by = serializers.DateField(allow_null=True, help_text="整改期限")
    checklist = LookShown(many=True, help_text="逐项核对")
    evidence = serializers.ListField(child=serializers.UUIDField(), help_text="照片和材料（佐证标识）")
    additions = AdditionShown(many=True, help_text="补充与复查")
    claims = serializers.ListField(child=serializers.UUIDField(), help_text="撤销认定的申报")


class RecordQuery(PageQuery):
    """Filters."""

    project = serializers.UUIDField(required=False, help_text="项目标识")
    round = serializers.UUIDField(required=False, help_text="轮次标识")
    finding = serializers.ChoiceField(Finding.choices, required=False, help_text="核查结论")


class RoundDoor(Door):
    """Rounds."""

    tag = "核查"
    shown = RoundShown
    required_scopes = {"list": Permission.PROJECT_READ, "retrieve": Permission.PROJECT_READ}

    @described("核查轮次", {200: paged(RoundShown)}, query=(PageQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(PageQuery, request)
        return self.page(query, visible_rounds(requester(request)).values(*ROUND_KEYS), NEWEST, self.present)

    @described("一轮核查", {200: RoundShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One round."""
        round_of(pk, requester(request))
        return self.represent(one(self.present([{"id": pk}])))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order."""
        found = Round.objects.select_related("organisation").in_bulk([row["id"] for row in rows])
        by, over = requester(self.request), finished_among(found.values())
        return [
            _round(found[row["id"]], by, self.address("spot-checks-detail", row["id"]), finished=row["id"] in over)
            for row in rows
        ]


def _round(found: Round, by: Officer, url: str, *, finished: bool) -> Row:
    shows = shows_draw(found, by, finished=finished)
    same = ("id", "version", "created_at", "updated_at", "number", "title", "state", "steps", "from_on", "to_on")
    return {
        **{name: getattr(found, name) for name in (*same, "fixed_at")},
        "url": url,
        "organisation": found.organisation.code,
        "is_finished": finished,
        **{name: getattr(found, name) if shows else None for name in _DRAW},
    }


class VisitDoor(Door):
    """Records of visits."""

    tag = "核查"
    shown = RecordShown
    required_scopes = {"list": Permission.PROJECT_READ, "retrieve": Permission.PROJECT_READ}

    @described("核查记录", {200: paged(RecordShown)}, query=(RecordQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(RecordQuery, request)
        found = self.seen(request)
        for name, path in (("project", "visit__project"), ("round", "visit__round"), ("finding", "finding")):
            if name in query:
                found = found.filter(**{path: query[name]})
        return self.page(query, found.values(*RECORD_KEYS), LATEST, self.present)

    @described("一份核查记录", {200: RecordShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One record."""
        if not self.seen(request).filter(pk=pk).exists():
            raise NotFound()
        return self.represent(one(self.present([{"visit_id": pk}])))

    @staticmethod
    def seen(request: Request) -> QuerySet[Record]:
        """Those of the visits that the caller may know of."""
        return Record.objects.filter(visit__in=Visit.objects.visible_to(requester(request)))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: four queries, however many."""
        many = ("papers", "additions", "proposals")
        whole = Record.objects.select_related("visit__row__transition").prefetch_related(*many)
        found = whole.in_bulk([row["visit_id"] for row in rows])
        return [
            _record(found[row["visit_id"]], self.address("spot-check-records-detail", row["visit_id"])) for row in rows
        ]


def _record(made: Record, url: str) -> Row:
    visit, additions = made.visit, list(made.additions.all())
    same = ("visited_at", "place", "finding", "text", "mend_by", "checklist")
    return {
        **{name: getattr(made, name) for name in same},
        "id": visit.pk,
        "url": url,
        "version": 1 + len(additions),
        "created_at": made.recorded_at,
        "updated_at": additions[-1].at if additions else made.recorded_at,
        "round": visit.round_id,
        "number": visit.number,
        "project": visit.project_id,
        "transition": visit.row.transition_id,
        "step": visit.row.transition.step,
        "evidence": [paper.evidence_id for paper in made.papers.all()],
        "additions": [{name: getattr(one, name) for name in ("kind", "text", "is_mended", "at")} for one in additions],
        "claims": [one.claim_id for one in made.proposals.all()],
    }
