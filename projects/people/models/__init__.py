"""Who exists: organisations and their names, bodies and members, posts, officers, and who sat on which chair when."""

from projects.people.models.bodies import HEADS, Backing, Membership, Part
from projects.people.models.classes import UnitClass
from projects.people.models.names import OrganisationName
from projects.people.models.officers import Officer, OfficerRole
from projects.people.models.organisations import GROUPS, Kind, Level, Organisation
from projects.people.models.posts import Post, Tenure
from projects.people.models.rosters import Roster

__all__ = [
    "GROUPS",
    "HEADS",
    "Backing",
    "Kind",
    "Level",
    "Membership",
    "Officer",
    "OfficerRole",
    "Organisation",
    "OrganisationName",
    "Part",
    "Post",
    "Roster",
    "Tenure",
    "UnitClass",
]
