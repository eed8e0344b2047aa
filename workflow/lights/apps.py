"""The room ``workflow.lights``."""

from django.apps import AppConfig


class LightsConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.lights"
    label = "lights"
    verbose_name = "亮灯"
