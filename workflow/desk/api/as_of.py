"""API door of the file as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.gateway.bodies import read_query
from projects.gateway.doors import DetailQuery, Door, Row, requester, trim
from projects.gateway.openapi import described
from projects.ledger.api.projects import ProjectShown
from projects.ledger.fields import COMPANY_FIELDS, ORGANISATION_FIELDS
from projects.ledger.kinds import RowKind
from projects.ledger.models import Enterprise, Project
from projects.ledger.queries import visible_project
from projects.people.roles import Permission
from workflow.desk.api.projects import LightShown
from workflow.desk.moments import moment_of
from workflow.desk.queries.as_of import File, file_as_of
from workflow.lights.queries.past import lit_on

_APART = {"id", "url", "investors", "tags", "chief", *COMPANY_FIELDS, "source_organisation", *ORGANISATION_FIELDS}
PLAIN = tuple(name for name in ProjectShown.Meta.fields if name not in _APART)


class AsOfQuery(DetailQuery):
    """Which day, and what was known when."""

    on = serializers.CharField(required=False, help_text="哪一天（YYYY-MM-DD），默认今天")
    known_at = serializers.CharField(required=False, help_text="按何时所知（RFC 3339，带时区），默认现在")


class PastRowShown(serializers.Serializer):
    """One row of the file."""

    kind = serializers.ChoiceField(RowKind.choices, help_text="类别")
    id = serializers.UUIDField(help_text="条目标识")
    title = serializers.CharField(help_text="条目名称")
    values = serializers.DictField(child=serializers.CharField(), help_text="内容：名称到文字")


class PastPartShown(serializers.Serializer):
    """One responsibility in force that day."""

    role = serializers.CharField(help_text="责任类型")
    officer = serializers.UUIDField(help_text="人员标识")
    name = serializers.CharField(help_text="姓名")
    post = serializers.CharField(help_text="职务")
    valid_from = serializers.DateField(help_text="起始日期")


class PastProjectShown(ProjectShown):
    """A project as it was: the shape of a project, with the day, what was known, and the rows of the file."""

    on = serializers.DateField(help_text="哪一天")
    known_at = serializers.DateTimeField(help_text="按何时所知")
    light = LightShown(help_text="当天的亮灯")
    responsibilities = PastPartShown(many=True, help_text="当天的责任")
    evidence = serializers.ListField(child=serializers.UUIDField(), help_text="当天已有的佐证材料")
    rows = PastRowShown(many=True, help_text="分期、资金、节点、报告、问题等条目")

    class Meta(ProjectShown.Meta):
        fields = (*ProjectShown.Meta.fields, "on", "known_at", "light", "responsibilities", "evidence", "rows")


class AsOfDoor(Door):
    """The record as it was."""

    tag = "项目"
    shown = PastProjectShown
    required_scopes = {"retrieve": Permission.PROJECT_READ}

    @described("项目在某一天的档案", {200: PastProjectShown}, query=(AsOfQuery,))
    def retrieve(self, request: Request, project_id: UUID) -> Response:
        """Version and times are those of the present project: history counts no versions.

        So there is no entity tag: it would vouch for a text that changes without it, and who sends it back as
        ``If-Match`` would write over a present that was not seen.
        """
        names = self.trimming(read_query(DetailQuery, request))
        on, known_at = moment_of(request.query_params, now=timezone.now())
        project = visible_project(requester(request), project_id)
        file = file_as_of(project, on=on, known_at=known_at)
        return Response(trim(_shown(file, project, url=f"{self.address('projects-list')}{project.pk}/"), names))


def _shown(file: File, project: Project, *, url: str) -> Row:
    past = file.project
    light = lit_on(project, on=file.moment.on, known_at=file.moment.known_at)
    plain = ProjectShown(past).fields
    return {
        "id": project.pk,
        "url": url,
        **{name: _plain(plain[name], past, name) for name in PLAIN},
        "source_organisation": project.source_organisation.code,
        **{name: _code(getattr(past, name)) for name in ORGANISATION_FIELDS},
        **{name: file.texts[name] for name in COMPANY_FIELDS},
        "investors": _investors(_names(file.texts["investors"]), project),
        "tags": _names(file.texts["tags"]),
        "chief": _chief(file),
        "on": file.moment.on,
        "known_at": file.moment.known_at,
        "light": {"colour": light.colour, "reasons": light.reasons},
        "responsibilities": [_part(part) for part in file.parts],
        "evidence": [paper.pk for paper in file.evidence],
        "rows": [{"kind": row.kind, "id": row.row, "title": row.title, "values": row.shown} for row in file.rows],
    }


def _plain(field: Any, past: Project, name: str) -> Any:
    value = getattr(past, name)  # a moment stays one: the renderer writes it in UTC, as everywhere
    return value if value is None or isinstance(value, str | datetime) else field.to_representation(value)


def _code(unit: Any) -> str | None:
    """None where there is none, or the unit of that name is known no more."""
    return (unit.code or None) if unit is not None else None


def _names(text: str) -> list[str]:
    return [name for name in text.split("、") if name]


def _investors(names: Iterable[str], project: Project) -> list[Row]:
    """By name, as the history keeps them; id and code where an enterprise still bears the name."""
    wanted = list(names)
    known: dict[str, Row] = {}
    for row in Enterprise.objects.filter(name__in=wanted).order_by("pk").values("id", "name", "uscc"):
        known.setdefault(row["name"], dict(row))
    own: dict[str, Row] = {row["name"]: dict(row) for row in project.investors.values("id", "name", "uscc")}
    return [own.get(name) or known.get(name) or {"id": None, "name": name, "uscc": ""} for name in wanted]


def _part(part: Any) -> Row:
    return {
        "role": part.role,
        "officer": part.officer_id,
        "name": part.officer.name,
        "post": part.post_name,
        "valid_from": part.valid_from,
    }


def _chief(file: File) -> Row | None:
    chief = file.chief
    if chief is None:
        return None
    unit = chief.post.organisation if chief.post else None
    return {
        "officer": chief.officer_id,
        "name": chief.officer.name,
        "post": chief.post.title if chief.post else "",
        "organisation": _code(unit),
    }
