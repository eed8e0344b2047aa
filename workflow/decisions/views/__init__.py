"""Doors of decisions."""

from workflow.decisions.views.deciding import detail, start
from workflow.decisions.views.listed import export, figures, listed
from workflow.decisions.views.procedures import gate, procedure, procedures
from workflow.decisions.views.reviews import review, review_withdraw

__all__ = [
    "detail",
    "export",
    "figures",
    "gate",
    "listed",
    "procedure",
    "procedures",
    "review",
    "review_withdraw",
    "start",
]
