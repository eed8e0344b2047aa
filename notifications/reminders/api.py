"""API door of 为什么收到/没收到."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.reminders.explaining import Answer, Outcome
from notifications.reminders.queries import answers
from projects.gateway.doors import Door, Row, requester
from projects.gateway.openapi import described
from projects.people.roles import Permission


class AnswerShown(serializers.Serializer):
    """One answer of the rule itself."""

    outcome = serializers.ChoiceField(Outcome.choices, help_text="结果")
    sentence = serializers.CharField(help_text="说明")
    at = serializers.DateTimeField(allow_null=True, help_text="告知时间，或将要告知的时间")
    reminder = serializers.UUIDField(allow_null=True, help_text="已有的提醒")
    digest = serializers.UUIDField(allow_null=True, help_text="并入的每日汇总")


class WhyShown(serializers.Serializer):
    """All answers, the most telling first."""

    answers = AnswerShown(many=True, help_text="答复")


class WhyDoor(Door):
    """Why did, or did not, somebody get this."""

    tag = "提醒"
    shown = WhyShown
    required_scopes = {"retrieve": Permission.PROJECT_READ}

    @described("为什么收到或没收到", {200: WhyShown})
    def retrieve(self, request: Request, rule: str, person_id: UUID, subject_id: UUID) -> Response:
        """Answered from the rule's own evaluation. The subject: the meeting, claim, handover … that the rule is of."""
        found = answers(requester(request), rule=rule, person=person_id, subject=subject_id, now=timezone.now())
        return Response({"answers": [_answer(one) for one in found]})


def _answer(one: Answer) -> Row:
    key = one.occurrence.pk if one.occurrence else None
    digest = one.digest.pk if one.digest else None
    return {"outcome": one.outcome, "sentence": one.sentence, "at": one.at, "reminder": key, "digest": digest}
