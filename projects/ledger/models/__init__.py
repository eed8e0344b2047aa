"""What exists: enterprises, projects, who answers for them, the evidence, and every change of a field."""

from projects.ledger.kinds import Channel, EvidenceKind, ResponsibilityRole, StartKind, SubStage
from projects.ledger.models.changes import Change, Sequence
from projects.ledger.models.deputies import Deputy
from projects.ledger.models.enterprises import Enterprise
from projects.ledger.models.evidence import Evidence
from projects.ledger.models.projects import Project, Tag
from projects.ledger.models.responsibilities import Responsibility
from projects.ledger.models.rules import CityRules

__all__ = [
    "Change",
    "Channel",
    "CityRules",
    "Deputy",
    "Enterprise",
    "Evidence",
    "EvidenceKind",
    "Project",
    "Responsibility",
    "ResponsibilityRole",
    "Sequence",
    "StartKind",
    "SubStage",
    "Tag",
]
