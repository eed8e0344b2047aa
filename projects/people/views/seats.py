"""Doors of posts and tenures, members of bodies and teams, backing units."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from projects.errors import NotFound
from projects.people import services
from projects.people.forms.seats import BackingForm, LeaveForm, MemberForm, PostForm, TenureForm
from projects.people.models import Backing, Membership, Organisation, Post, Tenure
from projects.people.policies import check_may_keep
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.people.views.editing import Page, address_of, edit
from projects.people.views.units import get_or_post, kept_unit
from projects.rows import one_or_none

GONE = "没有找到这条记录，请刷新页面。"


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def add_post(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """A new chair."""
    by, unit = officer_of(request), kept_unit(request, organisation_id)

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        post = services.add_post(unit, **said, by=by, now=timezone.now())
        return f"已增加职务“{post.title}”。", address_of(unit)

    page = Page(f"“{unit}”增加职务", "增加", address_of(unit))
    return edit(request, page, PostForm(request.POST or None), do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def change_post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Title of a chair, and whether it is the principal's."""
    by = officer_of(request)
    post = one_or_none(Post.objects.select_related("organisation").filter(pk=post_id))
    unit = _kept(request, post.organisation if post else None)
    assert post is not None
    form = PostForm(request.POST or None, initial={"title": post.title, "is_principal": post.is_principal})

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        services.update_post(post, **said, by=by, now=timezone.now())
        return "已保存。", address_of(unit)

    return edit(request, Page(f"修改“{unit}”的职务", "保存", address_of(unit)), form, do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def start_tenure(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """任职."""
    by = officer_of(request)
    post = one_or_none(Post.objects.select_related("organisation").filter(pk=post_id))
    unit = _kept(request, post.organisation if post else None)
    assert post is not None
    holder = post.holder_on(timezone.localdate())

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        services.start_tenure(post, **said, by=by, now=timezone.now())
        return f"已登记{said['officer']}任{post.title}，自{said['valid_from']}起。", address_of(unit)

    note = f"现任{holder}，新的任职登记后，其任期到前一天为止。" if holder else ""
    page = Page(f"“{unit}”{post.title}任职", "登记任职", address_of(unit), note)
    return edit(request, page, TenureForm(by, request.POST or None), do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def end_tenure(request: HttpRequest, tenure_id: UUID) -> HttpResponse:
    """离任."""
    by = officer_of(request)
    tenure = one_or_none(Tenure.objects.select_related("post__organisation", "officer").filter(pk=tenure_id))
    unit = _kept(request, tenure.post.organisation if tenure else None)
    assert tenure is not None

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        services.end_tenure(tenure, **said, by=by, now=timezone.now())
        return f"已登记{tenure.officer}离任。", address_of(unit)

    page = Page(f"{tenure.officer}离任{tenure.post.title}", "登记离任", address_of(unit), "离任后这个职务空缺。")
    return edit(request, page, LeaveForm(request.POST or None), do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def add_member(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """A member of a body or team."""
    by, body = officer_of(request), kept_unit(request, organisation_id)

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        member = services.add_member(body, **said, by=by, now=timezone.now())
        return f"已登记{member.officer}为{member.get_part_display()}。", address_of(body)

    page = Page(f"“{body}”增加成员", "增加", address_of(body))
    return edit(request, page, MemberForm(by, request.POST or None), do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def end_member(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """A member leaves."""
    by = officer_of(request)
    member = one_or_none(Membership.objects.select_related("body", "officer").filter(pk=member_id))
    body = _kept(request, member.body if member else None)
    assert member is not None

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        services.end_member(member, **said, by=by, now=timezone.now())
        return f"已登记{member.officer}不再担任{member.get_part_display()}。", address_of(body)

    page = Page(f"{member.officer}不再担任{member.get_part_display()}", "登记", address_of(body))
    return edit(request, page, LeaveForm(request.POST or None), do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def add_backing(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """A unit behind a team."""
    by, team = officer_of(request), kept_unit(request, organisation_id)

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        services.add_backing(team, said["unit"], valid_from=said["valid_from"], by=by, now=timezone.now())
        return f"“{said['unit']}”已登记为后盾单位。", address_of(team)

    page = Page(f"“{team}”增加后盾单位", "增加", address_of(team))
    return edit(request, page, BackingForm(by, request.POST or None), do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def end_backing(request: HttpRequest, backing_id: UUID) -> HttpResponse:
    """A unit no longer stands behind a team."""
    by = officer_of(request)
    backing = one_or_none(Backing.objects.select_related("team", "unit").filter(pk=backing_id))
    team = _kept(request, backing.team if backing else None)
    assert backing is not None

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        services.end_backing(backing, valid_to=said["valid_to"], by=by, now=timezone.now())
        return f"“{backing.unit}”不再是后盾单位。", address_of(team)

    form = LeaveForm(request.POST or None)
    del form.fields["basis"]
    return edit(request, Page(f"“{backing.unit}”不再是后盾单位", "登记", address_of(team)), form, do)


def _kept(request: HttpRequest, unit: Organisation | None) -> Organisation:
    """The unit of a record, if the visitor sees and keeps it."""
    by = officer_of(request)
    if unit is None or not Organisation.objects.visible_to(by).filter(pk=unit.pk).exists():
        raise NotFound(GONE)
    check_may_keep(unit, by)
    return unit
