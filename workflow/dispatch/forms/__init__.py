"""Forms of series, sittings, and of what units send before them."""

from workflow.dispatch.forms.materials import AnswerForm, FeedForm
from workflow.dispatch.forms.series import RULE_FIELDS, RuleForm, SeriesForm
from workflow.dispatch.forms.sittings import AskForm, CancelForm, EntryForm, ExtraForm, MoveForm

__all__ = [
    "RULE_FIELDS",
    "AnswerForm",
    "AskForm",
    "CancelForm",
    "EntryForm",
    "ExtraForm",
    "FeedForm",
    "MoveForm",
    "RuleForm",
    "SeriesForm",
]
