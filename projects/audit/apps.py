"""The room ``projects.audit``."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.audit"
    label = "audit"
    verbose_name = "审计"
