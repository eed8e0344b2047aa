"""A route or a field that ends says so, in its answers and in the document."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from projects.gateway.deprecation import Ending, deprecated
from projects.gateway.doors import Door
from projects.gateway.openapi import Schema, described

pytestmark = pytest.mark.django_db  # a door bounds the time of its statements
SINCE, UNTIL = date(2026, 12, 1), date(2027, 7, 1)


class Shown(serializers.Serializer):
    """With a field that ends."""

    deprecated = {"old": Ending(SINCE, UNTIL, "改用 new。")}
    old = serializers.CharField(help_text="旧")
    new = serializers.CharField(help_text="新")


class OldDoor(Door):
    """One route that ends, one that stays but answers an ending field."""

    permission_classes = []
    authentication_classes = []
    shown = Shown

    @described("旧地址", {200: Shown})
    @deprecated(since=SINCE, until=UNTIL, instead="改用 /new/。")
    def list(self, request: Any) -> Response:
        """Ends."""
        return Response({"new": "1"})

    @described("新地址", {200: Shown})
    def retrieve(self, request: Any) -> Response:
        """Stays."""
        return Response({"new": "1", **({"old": "1"} if "old" in request.query_params else {})})


def answer(action: str, path: str = "/") -> Any:
    return OldDoor.as_view({"get": action})(APIRequestFactory().get(path))


def test_a_deprecated_route_answers_when_it_ends() -> None:
    came = answer("list")
    assert came.status_code == 200
    assert came["Deprecation"] == "@1796083200"
    assert came["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert 'rel="deprecation"' in came["Link"]


def test_a_deprecated_field_marks_only_the_answers_that_carry_it() -> None:
    assert "Sunset" in answer("retrieve", "/?old=1")
    assert "Sunset" not in answer("retrieve")


def test_less_than_six_months_of_notice_is_refused_when_the_server_starts() -> None:
    with pytest.raises(ValueError, match="180 days"):
        Ending(SINCE, date(2027, 3, 1), "")


def test_the_document_marks_the_field_and_the_route() -> None:
    schema = Schema()
    view: Any = OldDoor()
    view.action, view.request, schema.view, schema.method, schema.path = "list", None, view, "GET", "/old/"
    assert schema.is_deprecated()
    assert schema.get_description() == "已不建议使用，2027-07-01 停用。改用 /new/。"
    view.action = "retrieve"
    assert not schema.is_deprecated()
