"""Forms of the room. Shape only; meaning is checked by the services."""

from workflow.decisions.forms.answers import AnswerForm, ReviewForm, StartForm, WhyForm
from workflow.decisions.forms.filters import ListFilter, PeriodFilter
from workflow.decisions.forms.procedures import GateForm, ProcedureForm, StepRows, row_of

__all__ = [
    "AnswerForm",
    "GateForm",
    "ListFilter",
    "PeriodFilter",
    "ProcedureForm",
    "ReviewForm",
    "StartForm",
    "StepRows",
    "WhyForm",
    "row_of",
]
