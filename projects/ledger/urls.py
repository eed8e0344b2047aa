"""Addresses of the ledger's own pages; its list and archive are on the desk."""

from django.urls import path

from projects.ledger.views import (
    chains,
    clashes,
    credits,
    enterprise_rows,
    enterprises,
    evidence,
    projects,
    responsibilities,
    rows,
    transfers,
)

app_name = "ledger"
urlpatterns = [
    path("projects/new/", projects.create, name="create"),
    path("projects/<uuid:project_id>/edit/", projects.edit, name="edit"),
    path("projects/<uuid:project_id>/evidence/", evidence.add_evidence, name="add_evidence"),
    path("projects/<uuid:project_id>/responsibilities/new/", responsibilities.assign, name="assign"),
    path("projects/<uuid:project_id>/phases/new/", rows.add, {"kind": "phase"}, name="add_phase"),
    path("phases/<uuid:row_id>/", rows.edit, {"kind": "phase"}, name="edit_phase"),
    path("phases/<uuid:row_id>/withdraw/", rows.withdraw, {"kind": "phase"}, name="withdraw_phase"),
    path("projects/<uuid:project_id>/year-plans/new/", rows.add, {"kind": "year_plan"}, name="add_year_plan"),
    path("year-plans/<uuid:row_id>/", rows.edit, {"kind": "year_plan"}, name="edit_year_plan"),
    path("year-plans/<uuid:row_id>/withdraw/", rows.withdraw, {"kind": "year_plan"}, name="withdraw_year_plan"),
    path("projects/<uuid:project_id>/marks/new/", rows.add, {"kind": "mark"}, name="add_mark"),
    path("marks/<uuid:row_id>/", rows.edit, {"kind": "mark"}, name="edit_mark"),
    path("marks/<uuid:row_id>/withdraw/", rows.withdraw, {"kind": "mark"}, name="withdraw_mark"),
    path("projects/<uuid:project_id>/credits/", credits.edit, name="credits"),
    path("chains/", chains.listing, name="chains"),
    path("chains/new/", chains.add, name="add_chain"),
    path("chains/merge/", chains.merge, name="merge_chain"),
    path("chains/<uuid:chain_id>/", chains.edit, name="edit_chain"),
    path("evidence/<uuid:evidence_id>/", evidence.evidence, name="evidence"),
    path("evidence/<uuid:evidence_id>/view/", evidence.evidence_view, name="evidence_view"),
    path("evidence/<uuid:evidence_id>/files/", evidence.extend_evidence, name="extend_evidence"),
    path("evidence/<uuid:evidence_id>/withdraw/", evidence.withdraw_evidence, name="withdraw_evidence"),
    path("responsibilities/<uuid:responsibility_id>/end/", responsibilities.end, name="end"),
    path("enterprises/", enterprises.enterprise_list, name="enterprise_list"),
    path("enterprises/options/", enterprises.options, name="enterprises"),
    path("enterprises/new/", enterprises.create_enterprise, name="enterprise_new"),
    path("enterprises/<uuid:enterprise_id>/", enterprises.enterprise, name="enterprise"),
    path("enterprises/<uuid:enterprise_id>/edit/", enterprises.edit_enterprise, name="enterprise_edit"),
    path("enterprises/<uuid:enterprise_id>/merge/", enterprise_rows.merge, name="enterprise_merge"),
    path(
        "enterprises/<uuid:enterprise_id>/recognitions/new/", enterprise_rows.add_recognition, name="recognition_new"
    ),
    path("enterprises/<uuid:enterprise_id>/contacts/new/", enterprise_rows.add_contact, name="contact_new"),
    path(
        "recognitions/<uuid:recognition_id>/withdraw/",
        enterprise_rows.withdraw_recognition,
        name="recognition_withdraw",
    ),
    path("contacts/<uuid:contact_id>/edit/", enterprise_rows.edit_contact, name="contact_edit"),
    path("contacts/<uuid:contact_id>/withdraw/", enterprise_rows.withdraw_contact, name="contact_withdraw"),
    path("contacts/<uuid:contact_id>/phone/", enterprise_rows.reveal_contact, name="contact_reveal"),
    path("clashes/", clashes.clashes, name="clashes"),
    path("clashes/<uuid:clash_id>/", clashes.clash, name="clash"),
    path("projects/<uuid:project_id>/transfers/new/", transfers.transfer_new, name="transfer_new"),
    path("transfers/<uuid:transfer_id>/", transfers.transfer, name="transfer"),
]
