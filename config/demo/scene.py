"""What everything that is told about the chosen projects shares: who writes, when, and which row it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import UploadedFile

from config.demo.chosen import Chosen
from config.demo.diary import Act, Diary
from config.demo.papers import paper
from config.demo.places import Places
from config.demo.plans import ProjectPlan, office_hour
from config.demo.population import HOME_CITY
from config.demo.staff import Staff
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import Evidence, Project
from projects.ledger.services import add_evidence
from projects.people.models import Officer, Organisation

MINUTES = 480
"""Of an office day."""


@dataclass(frozen=True)
class Scene:
    """``today``: the day of the load."""

    places: Places
    staff: Staff
    diary: Diary
    chosen: Chosen
    today: date

    @property
    def home(self) -> Organisation:
        """The city in which all of it happens."""
        return self.places.by_code[HOME_CITY]

    @property
    def office(self) -> Officer:
        """The dispatcher of the city."""
        return self.staff.dispatchers[HOME_CITY]

    def day(self, ago: int) -> date:
        """So many days before the load."""
        return self.today - timedelta(days=ago)

    def write(self, ago: int, act: Act, *, place: int = 0) -> None:
        """Into the diary, ``ago`` days (≥ 1) before the load, never on a weekend. ``place`` spreads over the day."""
        self.diary.write(office_hour(self.day(ago), place * 7 % MINUTES, back=True), act)

    def clerk(self, plan: ProjectPlan) -> Officer:
        """Who enters for its unit."""
        return self.staff.clerk(plan.unit, HOME_CITY)

    def paper(self, plan: ProjectPlan, kind: str, *, word: str, now: datetime) -> Evidence:
        """A sample document of the project, unlike every other one by ``word``."""
        file: UploadedFile = paper(kind, plan.name, word)
        title = f"示例材料：{EvidenceKind(kind).label}（{word}）"
        return add_evidence(project_of(plan).pk, kind=kind, title=title, file=file, by=self.clerk(plan), now=now)


def project_of(plan: ProjectPlan) -> Project:
    """The project as it stands now."""
    return Project.objects.get(name=plan.name)
