"""Doors of the pages that compose: home, list, archive."""

from workflow.desk.views.archive import project
from workflow.desk.views.bulk import bulk_new, bulk_run, bulk_runs
from workflow.desk.views.exports import export
from workflow.desk.views.home import home
from workflow.desk.views.projects import projects
from workflow.desk.views.saved import columns, view, views

__all__ = ["bulk_new", "bulk_run", "bulk_runs", "columns", "export", "home", "project", "projects", "view", "views"]
