"""Forms of this room."""

from workflow.statistics.forms.asking import AskForm
from workflow.statistics.forms.keeping import FreezeForm, KeepForm, NameForm
from workflow.statistics.forms.moments import MomentsForm

__all__ = ["AskForm", "FreezeForm", "KeepForm", "MomentsForm", "NameForm"]
