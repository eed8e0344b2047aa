"""Forms of plans and templates."""

from projects.plans.forms.nodes import NodeForm, ReasonForm, ReplanForm, ReportForm
from projects.plans.forms.plans import ApplyForm
from projects.plans.forms.templates import NodeRows, TemplateForm

__all__ = ["ApplyForm", "NodeForm", "NodeRows", "ReasonForm", "ReplanForm", "ReportForm", "TemplateForm"]
