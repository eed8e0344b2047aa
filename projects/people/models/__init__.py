"""Who exists: organisations, posts, officers, and who sat on which chair from when to when."""

from projects.people.models.officers import Officer, OfficerRole
from projects.people.models.organisations import Kind, Organisation
from projects.people.models.posts import Post, Tenure

__all__ = ["Kind", "Officer", "OfficerRole", "Organisation", "Post", "Tenure"]
