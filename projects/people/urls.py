"""Addresses of this room's pages."""

from django.urls import path

from projects.people import reveal
from projects.people.views import officers, rosters, seats, tree, units

app_name = "people"
urlpatterns = [
    path("account/contact/", officers.own_contact, name="own_contact"),
    path("officers/new/", officers.officer_add, name="officer_add"),
    path("officers/<uuid:officer_id>/edit/", officers.officer_edit, name="officer_edit"),
    path("officers/<uuid:officer_id>/phone/", reveal.reveal, name="reveal"),
    path("organisations/", tree.organisations, name="organisations"),
    path("organisations/new/", units.add, name="organisation_add"),
    path("organisations/classes/", units.classes, name="classes"),
    path("organisations/import/", rosters.upload, name="import"),
    path("organisations/import/preview/", rosters.preview, name="import_preview"),
    path("organisations/import/apply/", rosters.apply, name="import_apply"),
    path("organisations/import/template.xlsx", rosters.blank, name="import_template"),
    path("organisations/import/errors.xlsx", rosters.errors, name="import_errors"),
    path("organisations/<uuid:organisation_id>/", tree.organisation, name="organisation"),
    path("organisations/<uuid:organisation_id>/edit/", units.change, name="organisation_edit"),
    path("organisations/<uuid:organisation_id>/rename/", units.rename, name="organisation_rename"),
    path("organisations/<uuid:organisation_id>/move/", units.move, name="organisation_move"),
    path("organisations/<uuid:organisation_id>/end/", units.end, name="organisation_end"),
    path("organisations/<uuid:organisation_id>/posts/new/", seats.add_post, name="post_add"),
    path("organisations/<uuid:organisation_id>/members/new/", seats.add_member, name="member_add"),
    path("organisations/<uuid:organisation_id>/backings/new/", seats.add_backing, name="backing_add"),
    path("posts/<uuid:post_id>/edit/", seats.change_post, name="post_edit"),
    path("posts/<uuid:post_id>/tenures/new/", seats.start_tenure, name="tenure_start"),
    path("tenures/<uuid:tenure_id>/end/", seats.end_tenure, name="tenure_end"),
    path("members/<uuid:member_id>/end/", seats.end_member, name="member_end"),
    path("backings/<uuid:backing_id>/end/", seats.end_backing, name="backing_end"),
]
