"""Forms of the ledger."""

from projects.ledger.forms.evidence import EvidenceForm
from projects.ledger.forms.investors import InvestorRows
from projects.ledger.forms.projects import ProjectForm
from projects.ledger.forms.responsibilities import AssignForm, EndForm

__all__ = ["AssignForm", "EndForm", "EvidenceForm", "InvestorRows", "ProjectForm"]
