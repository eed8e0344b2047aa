"""Forms of the room. Shape only; meaning is checked by the services."""

from workflow.letters.forms.acts import AnswerForm, NoteForm, SubmitForm
from workflow.letters.forms.drafts import DraftForm
from workflow.letters.forms.filters import ListFilter
from workflow.letters.forms.ladders import LadderForm, RungRows, row_of
from workflow.letters.forms.talks import TalkForm

__all__ = [
    "AnswerForm",
    "DraftForm",
    "LadderForm",
    "ListFilter",
    "NoteForm",
    "RungRows",
    "SubmitForm",
    "TalkForm",
    "row_of",
]
