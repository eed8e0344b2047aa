"""Forms of the room."""

from projects.progress.forms.problems import ActionForm, ProblemFilter, ProblemForm
from projects.progress.forms.reports import CorrectionForm, ReportForm, WithdrawForm

__all__ = ["ActionForm", "CorrectionForm", "ProblemFilter", "ProblemForm", "ReportForm", "WithdrawForm"]
