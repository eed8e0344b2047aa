"""Forms of the room: issuing, acting, and the filters of the list. Shape only; services check meaning."""

from workflow.items.forms.acting import ActionForm
from workflow.items.forms.filters import ItemFilter
from workflow.items.forms.issuing import IssueForm

__all__ = ["ActionForm", "IssueForm", "ItemFilter"]
