"""API door of the load of a person."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.doors import Door, requester
from projects.gateway.openapi import described
from projects.ledger.models import ResponsibilityRole
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.handover.load import Load, loads_of
from workflow.lights.colours import LABELS


class RolesShown(serializers.Serializer):
    """Number of current parts by role."""

    chief = serializers.IntegerField(help_text="首席责任人")
    deputy = serializers.IntegerField(help_text="B角")
    leader = serializers.IntegerField(help_text="包联领导")
    secretary = serializers.IntegerField(help_text="项目秘书")
    member = serializers.IntegerField(help_text="专班成员")


class LightsShown(serializers.Serializer):
    """Number of projects by light."""

    green = serializers.IntegerField(help_text="绿灯")
    yellow = serializers.IntegerField(help_text="黄灯")
    red = serializers.IntegerField(help_text="红灯")
    grey = serializers.IntegerField(help_text="灰灯")


class LoadShown(serializers.Serializer):
    """A load as answered."""

    officer = serializers.UUIDField(help_text="人员标识")
    name = serializers.CharField(help_text="姓名")
    projects = serializers.IntegerField(help_text="项目数，不论责任，每个项目只计一次")
    roles = RolesShown(help_text="现任责任数")
    lights = LightsShown(help_text="按亮灯的项目数")
    overdue_nodes = serializers.IntegerField(help_text="下一节点已迟的项目数")
    handovers = serializers.IntegerField(help_text="尚未办结的交接数")


class LoadDoor(Door):
    """How much one person carries, over the projects the caller may see."""

    tag = "人员"
    shown = LoadShown
    required_scopes = {"retrieve": Permission.PROJECT_READ}

    @described("人员负荷", {200: LoadShown})
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Before somebody is given more."""
        caller = requester(request)
        people = Officer.objects.people().visible_to(caller).filter(is_active=True)
        officer = one_or_none(people.filter(pk=pk))
        if officer is None:
            raise NotFound()
        load = loads_of([officer], viewer=caller, on=timezone.localdate())[officer.pk]
        return Response(_shown(officer, load))


def _shown(officer: Officer, load: Load) -> dict[str, object]:
    return {
        "officer": officer.pk,
        "name": officer.name,
        "projects": load.projects,
        "roles": {role.value: load.roles[role] for role in ResponsibilityRole},
        "lights": {colour: load.lights[colour] for colour in LABELS},
        "overdue_nodes": load.overdue,
        "handovers": load.handovers,
    }
