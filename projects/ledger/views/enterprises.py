"""Doors of enterprises: list, page, facts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from projects.drafts.once import saves_once
from projects.errors import DomainError, Stale
from projects.ledger import enterprises as reads
from projects.ledger import policies, services
from projects.ledger.forms.conflicts import chosen_theirs
from projects.ledger.forms.enterprises import EnterpriseFilter, EnterpriseForm, differences
from projects.ledger.models import Enterprise
from projects.ledger.services.contacts import contacts_of, may_reveal_contact
from projects.ledger.uscc import region_warning
from projects.ledger.views.addresses import get_or_post
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission

ROWS_A_PAGE = 25
MOST_PROJECTS = 50
MOST_CHANGES = 60
MOST_OPTIONS = 12


@needs(Permission.PROJECT_READ)
@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """Options for the boxes of enterprises: by part of the name, initials or code (at least two characters)."""
    keys = ("-name", "parent", "heir")
    typed = next((str(value) for key, value in request.GET.items() if key.endswith(keys)), "").strip()[:60]
    known = Enterprise.objects.visible_to(officer_of(request)).standing()
    found = known.matching(typed).order_by("name", "id")[:MOST_OPTIONS] if len(typed) > 1 else known.none()
    return render(request, "ledger/_enterprise_options.html", {"enterprises": found})


@needs(Permission.PROJECT_READ)
@require_safe
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """The list; filters live in the address."""
    officer = officer_of(request)
    form = EnterpriseFilter(request.GET)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    found = reads.filtered(officer, chosen).select_related("parent").order_by("name", "id")
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    totals = reads.totals_of(officer, rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(one, totals.get(one.pk, reads.Totals())) for one in rows],
        "is_filtered": bool(chosen) or not form.is_valid(),
        "may_create": officer.may(Permission.PROJECT_WRITE),
    }
    return render(request, "ledger/enterprise_list.html", context)


@needs(Permission.PROJECT_READ)
@require_safe
def enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """One enterprise: facts, group, recognitions, contacts, its projects, history. A merged one leads to its heir."""
    officer = officer_of(request)
    found = reads.visible_enterprise(officer, enterprise_id)
    if found.merged_into is not None:
        messages.info(request, f"“{found}”已并入“{found.merged_into}”，下面是后者的资料。")
        return redirect("ledger:enterprise", found.merged_into_id)
    sees_contacts = policies.may_see_contacts(found, officer)
    projects = reads.using(found).visible_to(officer).select_related("landing_organisation")
    context = {
        "enterprise": found,
        "children": found.children.filter(merged_into=None).order_by("name"),
        "honours": found.honours.valid(),
        "past_honours": found.honours.exclude(withdrawn_at=None),
        "sees_contacts": sees_contacts,
        "contacts": contacts_of(found, officer) if sees_contacts else [],
        "may_reveal": may_reveal_contact(officer),
        "projects": list(projects.order_by("-updated_at", "pk")[:MOST_PROJECTS]),
        "totals": reads.totals_of(officer, [found]).get(found.pk, reads.Totals()),
        "likes": reads.like(found.name, uscc=found.uscc, without=found.pk),
        "changes": reads.history_of(found, officer, with_contacts=sees_contacts, most=MOST_CHANGES),
        "may_edit": policies.may_update_enterprise(found, officer),
        "may_merge": policies.may_merge(found, officer),
        "region_warning": region_warning(found.uscc),
    }
    return render(request, "ledger/enterprise.html", context)


@needs(Permission.PROJECT_WRITE)
@get_or_post
@saves_once
def create_enterprise(request: HttpRequest) -> HttpResponse:
    """Register an enterprise; one of nearly the same name is pointed out first."""
    form = EnterpriseForm(request.POST or None)
    likes: list[Enterprise] = []
    if request.method == "POST" and form.is_valid():
        likes = [] if request.POST.get("known") else _likes(form)
        if not likes:
            try:
                made = services.create_enterprise(**form.values(), by=officer_of(request), now=timezone.now())
            except DomainError as refused:
                form.refuse(refused)
            else:
                return _saved(request, made, f"“{made}”已登记。")
    asked = bool(form.errors or likes)
    return render(request, "ledger/enterprise_form.html", {"form": form, "likes": likes}, status=422 if asked else 200)


def _likes(form: EnterpriseForm) -> list[Enterprise]:
    return reads.like(form.cleaned_data["name"], uscc=form.cleaned_data["uscc"])


@needs(Permission.PROJECT_READ)
@get_or_post
def edit_enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Change facts; when somebody else was faster, both versions side by side."""
    by = officer_of(request)
    found = reads.visible_enterprise(by, enterprise_id)
    policies.check_may_update_enterprise(found, by)
    form = EnterpriseForm(request.POST or None, enterprise=found)
    version = version_of(request) if request.method == "POST" else found.version
    if request.method == "POST" and form.is_valid():
        try:
            saved = _update(request, form, enterprise_id, version)
        except Stale:
            return _conflict(request, form, enterprise_id)
        except DomainError as refused:
            form.refuse(refused)
        else:
            return _saved(request, saved, "已保存。")
    is_shared = not policies.may_update_enterprise(found, by, policies.IDENTITY)
    context = {"form": form, "enterprise": found, "version": version, "is_shared": is_shared}
    return render(request, "ledger/enterprise_form.html", context, status=422 if form.errors else 200)


def _update(request: HttpRequest, form: EnterpriseForm, enterprise_id: UUID, version: int) -> Enterprise:
    given_up = chosen_theirs(request.POST.dict())
    values = {name: value for name, value in form.changed_values().items() if name not in given_up}
    why, by = form.cleaned_data.get("why", ""), officer_of(request)
    return services.update_enterprise(
        enterprise_id, values, by=by, now=timezone.now(), expected_version=version, why=why
    )


def _saved(request: HttpRequest, enterprise: Enterprise, words: str) -> HttpResponse:
    messages.success(request, words)
    if warning := region_warning(enterprise.uscc):
        messages.warning(request, warning)
    return redirect("ledger:enterprise", enterprise.pk)


def _conflict(request: HttpRequest, form: EnterpriseForm, enterprise_id: UUID) -> HttpResponse:
    by = officer_of(request)
    found = reads.visible_enterprise(by, enterprise_id)
    last = next(iter(reads.history_of(found, by, with_contacts=False, most=1)), None)
    context = {
        "form": form,
        "enterprise": found,
        "version": found.version,
        "differences": differences(form, found),
        "last": last,
    }
    return render(request, "ledger/enterprise_form.html", context, status=412)
