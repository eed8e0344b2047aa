"""API doors of the watch: how everything stands, and subjects that scans fail on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.watch import queries, services
from notifications.watch.figures import Ping, figures
from notifications.watch.glance import glance
from notifications.watch.models import ScanFailure
from notifications.watch.signs import Level, Sign, alarming, examine
from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body
from projects.gateway.doors import Door, Row, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described
from projects.gateway.preconditions import unchanged
from projects.people.roles import Permission
from projects.rows import one_or_none

ACTS = [("aside", "搁置"), ("back", "重新扫描")]


class SignShown(serializers.Serializer):
    """One thing that was looked at."""

    key = serializers.CharField(help_text="项目")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    level = serializers.ChoiceField(Level.choices, help_text="正常、留意或故障")
    said = serializers.CharField(help_text="情况")
    todo = serializers.CharField(help_text="怎么办")
    who = serializers.CharField(help_text="由谁处理")
    is_told = serializers.BooleanField(help_text="是否告警；由其他故障引起的不单独告警")


class FiguresShown(serializers.Serializer):
    """How things stand in numbers, as /readyz says them."""

    scanned_at = serializers.DateTimeField(allow_null=True, help_text="最近一轮扫描：最久没有运行的一项的时间")
    canary_at = serializers.DateTimeField(allow_null=True, help_text="任务进程试运行时间")
    unsent_since = serializers.DateTimeField(allow_null=True, help_text="最早未发出的消息自何时起应发")
    uncertain = serializers.IntegerField(help_text="结果不明的消息")
    dead = serializers.IntegerField(help_text="多次失败的消息")
    ping = serializers.ChoiceField(Ping.choices, help_text="外部看门狗")
    pinged_at = serializers.DateTimeField(allow_null=True, help_text="最近一次信号时间")


class TroubleShown(serializers.Serializer):
    """One trouble, lasting or over."""

    id = serializers.UUIDField(help_text="标识")
    key = serializers.CharField(help_text="项目")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    said = serializers.CharField(help_text="情况")
    began_at = serializers.DateTimeField(help_text="开始时间")
    told_at = serializers.DateTimeField(allow_null=True, help_text="最近告警时间")
    ended_at = serializers.DateTimeField(allow_null=True, help_text="恢复时间")


class FailureShown(serializers.Serializer):
    """A subject that a scan fails on."""

    id = serializers.UUIDField(help_text="标识")
    version = serializers.IntegerField(help_text="版本：失败次数，搁置后加一")
    family = serializers.CharField(help_text="扫描")
    subject = serializers.CharField(help_text="对象")
    error = serializers.CharField(help_text="错误")
    first_at = serializers.DateTimeField(help_text="首次失败")
    last_at = serializers.DateTimeField(help_text="最近失败")
    times = serializers.IntegerField(help_text="次数")
    set_aside_at = serializers.DateTimeField(allow_null=True, help_text="搁置时间")
    reason = serializers.CharField(help_text="搁置理由")


class DutyShown(serializers.Serializer):
    """The page 值守."""

    at = serializers.DateTimeField(help_text="查看时间")
    verdict = serializers.CharField(help_text="总的情况")
    figures = FiguresShown(help_text="数字")
    signs = SignShown(many=True, help_text="各项情况")
    troubles = TroubleShown(many=True, help_text="故障，未恢复的在前")
    failures = FailureShown(many=True, help_text="扫描失败的对象")


class FailureBody(Body):
    """What to do with it, and why."""

    act = serializers.ChoiceField(ACTS, help_text="aside 搁置，back 重新扫描")
    reason = serializers.CharField(max_length=200, help_text="理由")


class DutyDoor(Door):
    """How everything stands."""

    tag = "值守"
    shown = DutyShown
    required_scopes = {"retrieve": Permission.DISPATCH_WRITE}

    @described("值守", {200: DutyShown})
    def retrieve(self, request: Request) -> Response:
        """One look around."""
        by, now = requester(request), timezone.now()
        signs, found = examine(now), figures(now)
        told = {sign.key for sign in alarming(signs)}
        kept = ("id", "key", "label", "said", "began_at", "told_at", "ended_at")
        return Response(
            {
                "at": now,
                "verdict": glance(signs).verdict,
                "figures": {name: getattr(found, str(name)) for name in FiguresShown().fields},
                "signs": [_sign(sign, is_told=sign.key in told) for sign in signs],
                "troubles": [{name: getattr(one, name) for name in kept} for one in queries.troubles(now)],
                "failures": [_failure(one) for one in (queries.failures() if services.is_on_duty(by) else [])],
            }
        )


class FailureDoor(Door):
    """Subjects that scans fail on."""

    tag = "值守"
    shown = FailureShown
    required_scopes = {"act": Permission.DISPATCH_WRITE}

    @described("处置扫描失败的对象", {200: FailureShown}, body=FailureBody, needs_version=True)
    @once
    def act(self, request: Request, pk: UUID) -> Response:
        """搁置 or 重新扫描."""
        values: dict[str, Any] = read_body(FailureBody, request)
        service = services.set_aside if values.pop("act") == "aside" else services.take_back
        with unchanged(request, self.show(pk)["version"], show=lambda: self.show(pk)):
            service(pk, **values, by=requester(request), now=timezone.now())
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """As answered, or 404."""
        found = one_or_none(ScanFailure.objects.filter(pk=pk))
        if found is None:
            raise NotFound("没有找到，可能已经恢复正常。")
        return _failure(found)


def _sign(sign: Sign, *, is_told: bool) -> Row:
    same = ("key", "label", "level", "said", "todo", "who")
    return {**{name: getattr(sign, name) for name in same}, "is_told": is_told}


def _failure(one: ScanFailure) -> Row:
    same = ("id", "family", "subject", "error", "first_at", "last_at", "times", "set_aside_at", "reason")
    return {**{name: getattr(one, name) for name in same}, "version": one.version}
