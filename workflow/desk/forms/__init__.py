"""The forms of the list: its filters, its saved views, its runs over many projects."""

from workflow.desk.forms.bulk import BulkForm
from workflow.desk.forms.filters import ProjectFilter
from workflow.desk.forms.saved import NameForm, SaveForm

__all__ = ["BulkForm", "NameForm", "ProjectFilter", "SaveForm"]
