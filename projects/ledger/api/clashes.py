"""API doors of clashes 首报争议: a side learns that there is a claim and nothing of the other; the office rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotAllowed
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.clash_pages import own_side
from projects.ledger.kinds import ClashOutcome, ClashSide, ClashState, ClashStrength
from projects.ledger.models import Clash
from projects.ledger.queries_clashes import Facts, clashes_for, events_seen, facts_for, visible_clash
from projects.ledger.services import reopen_clash, rule_clash, state_position
from projects.people.roles import Permission

LATEST = Order("raised_at", descending=True)
COLUMNS = ("id", "raised_at")
OFFICE_ONLY = "只有双方项目都在查看范围内时才有"


class StatementBody(Body):
    """A side's account."""

    text = serializers.CharField(max_length=2000, help_text="首次接触的时间、对接人、推进到哪一步")
    proof = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000, help_text="依据")


class RulingBody(Body):
    """The office's ruling."""

    outcome = serializers.ChoiceField(ClashOutcome.choices, help_text="裁定")
    reason = serializers.CharField(max_length=400, help_text="理由，双方都会看到")
    kept = serializers.ChoiceField(
        ClashSide.choices, required=False, default=ClashSide.FIRST, help_text="共同推进时继续哪一方的档案"
    )
    first_percent = serializers.DecimalField(
        5, 2, required=False, allow_null=True, default=None, help_text="共同推进时首报单位的业绩比例（%）"
    )


class ReopenBody(Body):
    """Why the ruling is looked at again."""

    reason = serializers.CharField(max_length=400, help_text="复议理由")


class SideShown(serializers.Serializer):
    """One side that the caller sees."""

    side = serializers.ChoiceField(ClashSide.choices, help_text="首报或后报")
    project = serializers.UUIDField(help_text="项目标识")
    sentence = serializers.CharField(help_text="对这一方怎么说")
    answer = serializers.CharField(help_text="对这一方的裁定，未裁定为空")
    may_sign = serializers.BooleanField(help_text="这一方的项目现在能否签约")


class ClashEventShown(serializers.Serializer):
    """What happened, as far as the caller may know."""

    kind = serializers.CharField(help_text="类别")
    side = serializers.CharField(help_text="陈述的一方")
    at = serializers.DateTimeField(help_text="时间")
    by = serializers.UUIDField(help_text="经办人")
    outcome = serializers.CharField(help_text="裁定")
    text = serializers.CharField(help_text="内容")
    proof = serializers.CharField(help_text="依据")


class ClashDetailShown(serializers.Serializer):
    """A clash as its reader may know it: ``sides`` holds only those he sees."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="发现时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    state = serializers.ChoiceField(ClashState.choices, help_text="状态")
    deadline_on = serializers.DateField(help_text="裁定期限")
    reopened_at = serializers.DateTimeField(allow_null=True, help_text="转入复议的时间")
    reason = serializers.CharField(help_text="裁定理由")
    sides = SideShown(many=True, help_text="可见的一方或双方")
    strength = serializers.ChoiceField(ClashStrength.choices, allow_null=True, help_text=f"把握；{OFFICE_ONLY}")
    grounds = serializers.ListField(child=serializers.CharField(), help_text=f"相同之处；{OFFICE_ONLY}")
    outcome = serializers.CharField(help_text=f"裁定；{OFFICE_ONLY}，单方看 sides 的 answer")
    ruled_by = serializers.UUIDField(allow_null=True, help_text=f"裁定人；{OFFICE_ONLY}")
    events = ClashEventShown(many=True, help_text="经过；单方只有本方的陈述")


class ClashQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(ClashState.choices, required=False, help_text="状态")


class ClashDoor(Door):
    """Whatever the caller has a side in."""

    tag = "首报争议与项目移交"
    shown = ClashDetailShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "state": Permission.PROJECT_WRITE,
        "rule": Permission.DISPATCH_WRITE,
        "reopen": Permission.DISPATCH_WRITE,
    }

    @described("首报争议列表", {200: paged(ClashDetailShown)}, query=(ClashQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = read_query(ClashQuery, request)
        found = clashes_for(requester(request), state=query.get("state", ""))
        return self.page(query, found.values(*COLUMNS), LATEST, self.present)

    @described("首报争议", {200: ClashDetailShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One of them."""
        return self.represent(self.show(pk))

    @described("提交陈述", {201: ClashDetailShown}, body=StatementBody)
    @once
    def state(self, request: Request, pk: UUID) -> Response:
        """The statement of the caller's own side; the other side never reads it."""
        by = requester(request)
        side = own_side(visible_clash(by, pk), by)
        if not side:
            raise NotAllowed("这项争议目前不由您陈述：已办结，或您不是其中一方的填报单位。")
        state_position(pk, side, **read_body(StatementBody, request), by=by, now=timezone.now())
        return self.represent(self.show(pk), status=201)

    @described("裁定首报争议", {200: ClashDetailShown}, body=RulingBody, needs_version=True)
    @once
    def rule(self, request: Request, pk: UUID) -> Response:
        """Whose it is, with reasons."""
        return self.act(request, pk, rule_clash, RulingBody)

    @described("复议首报争议", {200: ClashDetailShown}, body=ReopenBody, needs_version=True)
    @once
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Once, by another officer than who ruled."""
        return self.act(request, pk, reopen_clash, ReopenBody)

    def act(self, request: Request, pk: UUID, service: Callable[..., Clash], body: type[Body]) -> Response:
        """One action on a clash the caller has seen in its present version."""
        version = self.show(pk)["version"]
        values = read_body(body, request)
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            service(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible clash as answered, or 404."""
        visible_clash(requester(self.request), pk)
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered: three more queries, however many."""
        by, ids = requester(self.request), [row["id"] for row in rows]
        found = {clash.pk: clash for clash in clashes_for(by).filter(pk__in=ids)}
        facts: dict[UUID, list[Facts]] = {pk: [] for pk in ids}
        for fact in facts_for(by, found.values()):
            facts[fact.clash.pk].append(fact)
        events = events_seen(facts)
        return [_shown(found[pk], facts[pk], events[pk], self.address("clashes-detail", pk)) for pk in ids]


def _shown(clash: Clash, facts: Sequence[Facts], events: Sequence[Any], url: str) -> Row:
    whole = len(facts) == len(ClashSide)
    return {
        "id": clash.pk,
        "url": url,
        "version": clash.version,
        "created_at": clash.raised_at,
        "updated_at": clash.updated_at,
        "state": clash.state,
        "deadline_on": clash.due_on,
        "reopened_at": clash.reopened_at,
        "reason": clash.reason,
        "sides": [_side(fact) for fact in facts],
        "strength": clash.strength if whole else None,
        "grounds": [ground["sentence"] for ground in clash.grounds] if whole else [],
        "outcome": clash.outcome if whole else "",
        "ruled_by": clash.ruled_by_id if whole else None,
        "events": [_event(event) for event in events],
    }


def _side(fact: Facts) -> Row:
    return {
        "side": fact.side,
        "project": fact.project.pk,
        "sentence": fact.sentence,
        "answer": fact.answer,
        "may_sign": fact.clash.held_back != fact.project.pk,
    }


def _event(event: Any) -> Row:
    said = {name: getattr(event, name) for name in ("kind", "side", "at", "outcome", "text", "proof")}
    return said | {"by": event.by_id}
