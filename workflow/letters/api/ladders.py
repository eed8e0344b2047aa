"""API doors of the rules: versions, the next version, what it would call for today, and asking the rules at once."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.people.api import organisation_of
from projects.people.roles import Permission
from workflow.letters import services
from workflow.letters.kinds import Colour, Days, LetterKind, SignedBy, To, Trigger
from workflow.letters.models import Ladder
from workflow.letters.policies import check_may_keep_ladder
from workflow.letters.presets import PRESETS
from workflow.letters.queries.findings import findings
from workflow.letters.rungs import (
    MOST_BODY,
    MOST_DAYS,
    MOST_LEVEL,
    MOST_REPLY,
    MOST_RUNGS,
    MOST_TITLE,
    RungLine,
    check_rungs,
)
from workflow.letters.services.ladders import OWN

NEWEST = Order("created_at", descending=True)
PRESET_CHOICES = [*((one.code, one.label) for one in PRESETS), (OWN, "自定")]


class RungBody(Body):
    """One rung."""

    level = serializers.IntegerField(min_value=1, max_value=MOST_LEVEL, help_text="级别")
    trigger = serializers.ChoiceField(Trigger.choices, help_text="触发情形")
    days = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=MOST_DAYS, help_text="触发情形中的天数"
    )
    kind = serializers.ChoiceField(LetterKind.choices, help_text="文种")
    colour = serializers.ChoiceField(Colour.choices, required=False, allow_blank=True, default="", help_text="颜色")
    word = serializers.CharField(max_length=20, help_text="文号代字")
    recipient = serializers.ChoiceField(To.choices, help_text="发往")
    signer = serializers.ChoiceField(SignedBy.choices, help_text="签发人")
    reply_days = serializers.IntegerField(min_value=0, max_value=MOST_REPLY, help_text="回复时限，0为不要求")
    reply_count = serializers.ChoiceField(Days.choices, help_text="时限单位")
    title = serializers.CharField(max_length=MOST_TITLE, help_text="标题模板")
    body = serializers.CharField(max_length=MOST_BODY, help_text="正文模板")


class LadderTrialBody(Body):
    """Rungs to try out."""

    organisation = serializers.CharField(max_length=32, help_text="单位代码")
    rungs = RungBody(many=True, max_length=MOST_RUNGS, help_text="规则条目")  # type: ignore[call-arg]  # of the list


class LadderBody(LadderTrialBody):
    """The next version."""

    preset = serializers.ChoiceField(PRESET_CHOICES, help_text="预设")
    issuer = serializers.CharField(max_length=60, help_text="发文机关")
    valid_from = serializers.DateField(help_text="生效日期")
    is_active = serializers.BooleanField(required=False, default=True, help_text="启用")
    basis = serializers.CharField(required=False, allow_blank=True, default="", max_length=120, help_text="依据文件")
    after = serializers.IntegerField(min_value=0, help_text="所依据的上一版本号，没有为0")


class LadderLookBody(Body):
    """Whose rules are asked."""

    organisation = serializers.CharField(max_length=32, help_text="单位代码")


class LadderLookShown(serializers.Serializer):
    """What came of it."""

    proposed = serializers.IntegerField(help_text="新提出")
    lapsed = serializers.IntegerField(help_text="失效")


class LadderFindingShown(serializers.Serializer):
    """A letter that would be proposed."""

    kind = serializers.ChoiceField(LetterKind.choices, help_text="文种")
    level = serializers.IntegerField(help_text="级别")
    project = serializers.UUIDField(allow_null=True, help_text="项目标识")
    item = serializers.UUIDField(allow_null=True, help_text="交办事项标识")
    trigger = serializers.CharField(help_text="为什么")


class LadderTrialShown(serializers.Serializer):
    """What the rungs would call for today."""

    findings = LadderFindingShown(many=True, help_text="会提出的函件")


class LadderShown(serializers.Serializer):
    """A version of the rules."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本号")
    created_at = serializers.DateTimeField(help_text="发布时间")
    updated_at = serializers.DateTimeField(help_text="发布时间")
    organisation = serializers.CharField(help_text="单位代码")
    preset = serializers.ChoiceField(PRESET_CHOICES, help_text="预设")
    issuer = serializers.CharField(help_text="发文机关")
    valid_from = serializers.DateField(help_text="生效日期")
    is_active = serializers.BooleanField(help_text="启用")
    basis = serializers.CharField(help_text="依据文件")
    rungs = RungBody(many=True, help_text="规则条目")


class LadderDoor(Door):
    """Rules of the units one knows."""

    tag = "督办规则"
    shown = LadderShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": Permission.DISPATCH_WRITE,
        "trial": Permission.DISPATCH_WRITE,
        "look": Permission.DISPATCH_WRITE,
    }

    @described("督办规则各版本", {200: paged(LadderShown)}, query=(PageQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(PageQuery, request)
        found = Ladder.objects.visible_to(requester(request)).order_by().values("id", "created_at")
        return self.page(query, found, NEWEST, self.present)

    @described("一版督办规则", {200: LadderShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One version; it never changes."""
        return self.represent(self.show(pk))

    @described("发布督办规则", {201: LadderShown}, body=LadderBody)
    @once
    def create(self, request: Request) -> Response:
        """A new version; ``after``: the one it was written against."""
        by, values = requester(request), read_body(LadderBody, request)
        unit = organisation_of(values.pop("organisation"), by, "organisation")
        lines, after = _lines(values.pop("rungs")), values.pop("after")
        made = services.save_ladder(unit, lines, **values, by=by, now=timezone.now(), expected_number=after)
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("试算督办规则", {200: LadderTrialShown}, body=LadderTrialBody)
    @once
    def trial(self, request: Request) -> Response:
        """What these rungs would call for today; nothing is written."""
        by, values = requester(request), read_body(LadderTrialBody, request)
        unit = organisation_of(values["organisation"], by, "organisation")
        check_may_keep_ladder(unit, by)
        lines = _lines(values["rungs"])
        check_rungs(lines)
        found = findings(unit, lines, on=timezone.localdate())
        return Response({"findings": [
            {"kind": one.rung.kind, "level": one.rung.level, "trigger": one.words,
             "project": one.project.pk if one.project else None, "item": one.item.pk if one.item else None}
            for one in found
        ]})  # fmt: skip

    @described("立即检查督办规则", {200: LadderLookShown}, body=LadderLookBody)
    @once
    def look(self, request: Request) -> Response:
        """Ask the rules in force at once."""
        by = requester(request)
        unit = organisation_of(read_body(LadderLookBody, request)["organisation"], by, "organisation")
        proposed, lapsed = services.propose_now(unit, by=by, now=timezone.now())
        return Response({"proposed": proposed, "lapsed": lapsed})

    def show(self, pk: UUID) -> Row:
        """The visible version as answered, or 404."""
        if not Ladder.objects.visible_to(requester(self.request)).filter(pk=pk).exists():
            raise NotFound()
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered: two queries, however many."""
        whole = Ladder.objects.select_related("organisation").prefetch_related("rungs")
        found = whole.in_bulk([row["id"] for row in rows])
        return [_shown(found[row["id"]], self.address("letter-ladder-detail", row["id"])) for row in rows]


def _lines(rungs: list[Row]) -> list[RungLine]:
    return [RungLine(**rung) for rung in rungs]


def _shown(ladder: Ladder, url: str) -> Row:
    same = ("id", "created_at", "preset", "issuer", "valid_from", "is_active", "basis")
    return {
        **{name: getattr(ladder, name) for name in same},
        "url": url,
        "version": ladder.number,
        "updated_at": ladder.created_at,
        "organisation": ladder.organisation.code,
        "rungs": [line.values() for line in ladder.lines()],
    }
