"""What happens to a project between its stages: reports per period, and problems with the thread of their answers."""

from projects.progress.models.problems import Problem, ProblemEntry
from projects.progress.models.reports import Report
from projects.progress.models.rules import ReportRules

__all__ = ["Problem", "ProblemEntry", "Report", "ReportRules"]
