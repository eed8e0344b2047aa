"""The room ``workflow.reporting``."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.reporting"
    label = "reporting"
    verbose_name = "信息报送"
