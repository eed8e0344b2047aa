"""A post that changes hands: 繁昌区区长, who is chief of two projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from projects.ledger.models import Project, Responsibility
from projects.people.models import Officer, Post
from projects.people.roles import Role
from projects.people.services import add_officer, start_tenure
from tests.factories import NOW, PASSWORD, TODAY, City, give_chief, new_project, own_password
from workflow.handover.models import Handover, HandoverState
from workflow.handover.services import propose_handovers

EARLIER = NOW - timedelta(days=50)
"""Not long enough for a negotiation without news to turn yellow."""
LEFT_ON = TODAY - timedelta(days=3)


@dataclass
class Change:
    """Who left, who came, and the projects."""

    city: City
    newcomer: Officer
    projects: list[Project]

    @property
    def leaver(self) -> Officer:
        """张区长"""
        return self.city.chief

    @property
    def office(self) -> Officer:
        """王调"""
        return self.city.dispatcher


def newcomer_to(city: City, name: str = "新区长", username: str = "xinquzhang") -> Officer:
    """A leader of the district who sits nowhere yet."""
    officer = add_officer(
        city.district,
        username=username,
        name=name,
        roles=(Role.LEADER,),
        email=f"{username}@luodi.example",
        password=PASSWORD,
        by=None,
        now=NOW,
    )
    own_password(officer)
    return officer


def two_projects(city: City) -> list[Project]:
    """One that needs a chief (15亿元) and is late, one that does not; 张区长 is chief of both since 50 days."""
    first = new_project(
        city,
        name="动力电池基地",
        total_investment_wan=Decimal(150000),
        planned_signed_on=TODAY - timedelta(days=10),
        now=EARLIER,
    )
    second = new_project(city, name="光伏组件厂", investor="第二家", now=EARLIER)
    for project in (first, second):
        give_chief(city, project, now=EARLIER)
    return [first, second]


def job_change(city: City) -> Change:
    """The seat changes hands three days ago; nothing is proposed yet."""
    projects = two_projects(city)
    newcomer = newcomer_to(city)
    start_tenure(city.chief_post, newcomer, valid_from=LEFT_ON, basis="任免通知", by=None, now=NOW)
    return Change(city, newcomer, projects)


def vacate(post: Post) -> None:
    """Whoever sits there left three days ago, and nobody follows."""
    post.tenures.filter(valid_to__isnull=True).update(valid_to=LEFT_ON - timedelta(days=1))


def proposed(city: City) -> Handover:
    """The one handover that the facts ask for."""
    propose_handovers(NOW)
    return Handover.objects.get(state=HandoverState.PROPOSED)


def chief_of(project: Project) -> Officer:
    """Who answers for it now."""
    return Responsibility.objects.current().chiefs().select_related("officer").get(project=project).officer
