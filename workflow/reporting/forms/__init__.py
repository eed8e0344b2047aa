"""Forms of the room. Shape only; meaning is checked by the services."""

from workflow.reporting.forms.columns import ColumnRows, FormHead, definition_from, rows_of
from workflow.reporting.forms.requests import ExtraForm, ReasonForm, RequestForm, RuleForm, YearForm

__all__ = [
    "ColumnRows",
    "ExtraForm",
    "FormHead",
    "ReasonForm",
    "RequestForm",
    "RuleForm",
    "YearForm",
    "definition_from",
    "rows_of",
]
