"""The room of the working-day calendar."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    """Ground floor: stands on nothing."""

    name = "projects.workdays"
    label = "workdays"
    verbose_name = "工作日历"
