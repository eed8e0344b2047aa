"""Every write about people: organisations, their names and successors, bodies, officers, roles, posts, tenures.

``by`` is the officer who acts, None for the operator at the console; each write leaves its audit entry.
"""

from projects.people.services.bodies import add_backing, add_member, end_backing, end_member
from projects.people.services.classes import add_class, remove_class, rename_class, settle_class
from projects.people.services.officers import (
    add_officer,
    check_roles,
    checked_mail,
    grant_roles,
    settle_staff,
    update_officer,
)
from projects.people.services.organisations import add_organisation, update_organisation
from projects.people.services.posts import add_post, end_tenure, start_tenure, update_post
from projects.people.services.rosters import discard_roster, import_roster, keep_roster, plan_of, roster_of
from projects.people.services.succession import (
    end_organisation,
    merge_organisations,
    move_organisation,
    rename_organisation,
)

__all__ = [
    "add_backing",
    "add_class",
    "add_member",
    "add_officer",
    "add_organisation",
    "add_post",
    "check_roles",
    "checked_mail",
    "discard_roster",
    "end_backing",
    "end_member",
    "end_organisation",
    "end_tenure",
    "grant_roles",
    "import_roster",
    "keep_roster",
    "merge_organisations",
    "move_organisation",
    "plan_of",
    "remove_class",
    "rename_class",
    "rename_organisation",
    "roster_of",
    "settle_class",
    "settle_staff",
    "start_tenure",
    "update_officer",
    "update_organisation",
    "update_post",
]
