"""The room ``projects.plans``."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.plans"
    label = "plans"
    verbose_name = "方案节点"
