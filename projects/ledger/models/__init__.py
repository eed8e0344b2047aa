"""What exists: enterprises, projects, who answers for them, the evidence, and every change of a field."""

from projects.ledger.kinds import (
    AgreementKind,
    Channel,
    CreditPart,
    EvidenceKind,
    MarkKind,
    ResponsibilityRole,
    RowKind,
    StartKind,
    SubStage,
)
from projects.ledger.models.arrivals import Arrival
from projects.ledger.models.chains import Chain
from projects.ledger.models.changes import Change, RowChange, Sequence
from projects.ledger.models.clashes import Clash, ClashEvent, MatchKey, Transfer
from projects.ledger.models.contacts import Contact
from projects.ledger.models.credits import Credit
from projects.ledger.models.deputies import Deputy
from projects.ledger.models.enterprises import Enterprise, EnterpriseChange
from projects.ledger.models.evidence import FILES_PER_ITEM, Evidence
from projects.ledger.models.marks import Mark
from projects.ledger.models.phases import Phase, YearPlan
from projects.ledger.models.projects import Project, Tag
from projects.ledger.models.recognitions import Recognition, RecognitionKind
from projects.ledger.models.responsibilities import Responsibility
from projects.ledger.models.rows import FileRow
from projects.ledger.models.rules import CityRules

__all__ = [
    "FILES_PER_ITEM",
    "AgreementKind",
    "Arrival",
    "Chain",
    "Change",
    "Channel",
    "CityRules",
    "Clash",
    "ClashEvent",
    "Contact",
    "Credit",
    "CreditPart",
    "Deputy",
    "Enterprise",
    "EnterpriseChange",
    "Evidence",
    "EvidenceKind",
    "FileRow",
    "Mark",
    "MarkKind",
    "MatchKey",
    "Phase",
    "Project",
    "Recognition",
    "RecognitionKind",
    "Responsibility",
    "ResponsibilityRole",
    "RowChange",
    "RowKind",
    "Sequence",
    "StartKind",
    "SubStage",
    "Tag",
    "Transfer",
    "YearPlan",
]
