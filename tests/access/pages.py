"""Pages in the matrix: one line each. Forms are sent as their page would send them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.ledger.services import create_enterprise
from tests.access.duty import DUTY
from tests.access.figures import FIGURE_PAGES
from tests.access.inspections import INSPECTIONS
from tests.access.items import ITEM_PAGES
from tests.access.letters import LETTER_PAGES
from tests.access.meeting_minutes import MINUTES
from tests.access.meetings import MEETING_PAGES
from tests.access.reports import REPORTS
from tests.access.routes import Act, Fill, door
from tests.access.sending import DONE, FILL, MEET, ORGANISE, PROJECT, SEE, VERIFY, get, post, said
from tests.access.stages import STAGES
from tests.access.world import Place, World
from tests.factories import NOW, PDF, TODAY

FORM = {"investors-TOTAL_FORMS": "0", "investors-INITIAL_FORMS": "0"}


def new_project(world: World, place: Place) -> dict[str, Any]:
    """The least that a project needs."""
    return {**FORM, "name": "新项目", "landing_organisation": place.unit.pk, "negotiating_on": TODAY}


def edited(world: World, place: Place) -> dict[str, Any]:
    """Another name."""
    return new_project(world, place) | {"name": "改名"}


def document(world: World, place: Place) -> dict[str, Any]:
    """A small real file."""
    return {"kind": "other", "title": "材料", "file": SimpleUploadedFile("a.pdf", PDF)}


def assigned(world: World, place: Place) -> dict[str, Any]:
    """The clerk of the place becomes a member."""
    return {"role": "member", "officer": place.filler.pk, "valid_from": TODAY}


def ended(world: World, place: Place) -> dict[str, Any]:
    """Today is the last day."""
    return {"valid_to": TODAY}


def series(world: World, place: Place) -> dict[str, Any]:
    """A weekly meeting."""
    return {"organisation": place.unit.pk, "name": "新调度", "kind": "weekly", "weekday": 2, "time": "10:00",
            "place": "会议室", "holiday_policy": "next", "starts_on": TODAY, "is_active": "on"}  # fmt: skip


def spoken_of(world: World, place: Place) -> dict[str, Any]:
    """One more project of the own unit."""
    return {"do": "add", "project": world.places["own"].claimed.number, "detail": "协调"}


def ruled(world: World, place: Place) -> dict[str, Any]:
    """Two projects after all."""
    return {"outcome": "not_same", "reason": "不是同一项目"}


def declined(world: World, place: Place) -> dict[str, Any]:
    """No, with a reason."""
    return {"do": "decline", "note": "没有用地"}


def passed_on(world: World, place: Place) -> dict[str, Any]:
    """To a unit that does not have it."""
    to = world.units["sibling" if place.unit == world.units["elsewhere"] else "elsewhere"]
    return {"to": to.pk, "sender_percent": "50", "why": "对方有用地"}


def template(world: World, place: Place) -> dict[str, Any]:
    """One node instead of all."""
    row = {"code": "A1", "name": "接洽", "stage": "negotiating", "days": "3", "day_count": "working"}
    return {"name": f"新模板{place.name}", "start_kind": "opening", "is_active": "on", "nodes-TOTAL_FORMS": "1",
            "nodes-INITIAL_FORMS": "0", **{f"nodes-0-{name}": value for name, value in row.items()}}  # fmt: skip


def facts(world: World, place: Place) -> dict[str, Any]:
    """The firm as it is, from elsewhere."""
    return {"name": place.firm.name, "kind": place.firm.kind, "origin_region": "苏州"}


def merged(world: World, place: Place) -> dict[str, Any]:
    """Into a firm that nobody uses."""
    spare = create_enterprise(name="备用企业", by=world.people["office"], now=NOW)
    return {"heir": spare.pk, "reason": "同一企业"}


def arrived(world: World, place: Place) -> dict[str, Any]:
    """One more arrival, with its slip."""
    return {"arrived_on": TODAY, "amount_wan": "100", "origin": "local", "bank_name": "徽商银行",
            "slip_number": f"新{place.name}", "slip_file": SimpleUploadedFile("slip.pdf", PDF + b"%new")}  # fmt: skip


def found(world: World, place: Place) -> dict[str, Any]:
    """As reported."""
    return {"amount_wan": "100"}


PAPER: Fill = {"evidence_id": "evidence"}
FUND: Fill = {"fund_id": "fund"}
FIRM: Fill = {"enterprise_id": "firm"}
CONTACT: Fill = {"contact_id": "contact"}
HONOUR: Fill = {"recognition_id": "honour"}
NODE_DAYS = {"planned_start_on": TODAY.isoformat(), "planned_on": TODAY.isoformat()}
NODE: Fill = {"node_id": "node"}


def reported(world: World, place: Place) -> dict[str, Any]:
    """The month before the one that has its report."""
    return {"period": "2026-10", "news": "封顶", "do": "send"}


def obstructed(world: World, place: Place) -> dict[str, Any]:
    """A problem that the city must solve: everybody knows the city."""
    return {"kind": "land", "level": "city", "title": "缺地", "need": "协调", "raised_on": TODAY,
            "asked_organisation": world.units["city"].pk}  # fmt: skip


def reworded(world: World, place: Place) -> dict[str, Any]:
    """Other words; the unit asked stays."""
    return {"kind": "land", "title": "缺地", "need": "协调", "asked_organisation": place.problem.asked_organisation_id}


def chain(world: World, place: Place) -> dict[str, Any]:
    """A chain of the city."""
    return {"name": "IoT", "is_active": "on"}


def chain_merged(world: World, place: Place) -> dict[str, Any]:
    """One chain goes into the other."""
    into = world.places["city"].chain
    return {"name": "ICE", "into": into.pk if into else ""}


NO_CREDITS = {"credits-TOTAL_FORMS": "0", "credits-INITIAL_FORMS": "0"}
TABS = (
    *("", "tab=responsibilities", "tab=evidence", "tab=progress", "tab=problems", "tab=claims", "tab=meetings"),
    *("tab=items", "tab=letters", "tab=decisions", "tab=history&all=1"),
)

PAGES: tuple[Act, ...] = (
    Act("desk:home", "GET", door(), ok=frozenset({200, 302, 403})),  # an administrator is sent to a console
    get("desk:projects", SEE),
    get("desk:projects", SEE, query="order=-total&standing=active"),
    get("desk:projects", SEE, query="tier=10000&bands=1&foreign=1&top500=1&contact_unit=340213&columns=investors,tags"),
    get("desk:export", SEE, query="format=csv&columns=number,investors,tags,summary,site,company"),
    get("desk:export", SEE, query="format=xlsx"),
    get("desk:views", SEE),
    post("desk:views", SEE, body=said(name="视图", query="stage=signed", columns="number")),
    post("desk:view", SEE, of="view", by={"view_id": "view"}, body=said(do="prefer")),
    post("desk:columns", SEE, body=said(column="number")),
    get("desk:bulk_runs", FILL, ORGANISE),
    get("desk:bulk_new", FILL, ORGANISE, query="all=1"),
    Act("desk:bulk_new", "POST", door(FILL, ORGANISE), body=said(action="add_tag", tag="批量"), query="all=1", ok=DONE),
    get("desk:bulk_run", FILL, ORGANISE, of="run", by={"run_id": "run"}),
    post("desk:bulk_run", FILL, ORGANISE, of="run", by={"run_id": "run"}, body=said(do="confirm")),
    get("desk:board", SEE),
    *(get("desk:timeline", SEE, query=f"by={group}") for group in ("project", "unit", "late")),
    *(get("desk:project", SEE, of="project", by=PROJECT, query=tab) for tab in TABS),
    get("desk:project", SEE, of="project", by={"project_id": "claimed"}),
    get("desk:project", SEE, of="project", by={"project_id": "suspended"}, query="tab=history"),
    get("ledger:create", FILL),
    post("ledger:create", FILL, of="landing", body=new_project, hidden=frozenset({403, 422})),
    get("ledger:edit", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("ledger:edit", SEE, of="project", also=(FILL,), rule="keeps", by=PROJECT, body=edited, version="project"),
    get("ledger:add_evidence", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("ledger:add_evidence", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, body=document),
    get("ledger:assign", SEE, of="project", also=(FILL, ORGANISE), rule="unit", by=PROJECT),
    post("ledger:assign", SEE, of="project", also=(FILL, ORGANISE), rule="unit", by=PROJECT, body=assigned),
    get("ledger:evidence", SEE, of="project", by={"evidence_id": "evidence"}),
    get("ledger:evidence_view", SEE, of="project", by=PAPER),
    get("ledger:extend_evidence", SEE, of="project", also=(FILL,), rule="unit", by=PAPER),
    post("ledger:extend_evidence", SEE, of="project", also=(FILL,), rule="unit", by=PAPER, body=document),
    get("ledger:withdraw_evidence", SEE, of="project", also=(FILL,), rule="unit", by=PAPER),
    post("ledger:withdraw_evidence", SEE, of="project", also=(FILL,), rule="unit", by=PAPER, body=said(reason="传错")),
    get("desk:project", SEE, of="project", by=PROJECT, query="tab=funds"),
    get("funds:queue", SEE),
    get("funds:fund", SEE, of="project", by=FUND),
    get("funds:report", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("funds:report", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, body=arrived),
    get("funds:edit", SEE, of="project", also=(FILL,), rule="unit", by=FUND),
    post("funds:edit", SEE, of="project", also=(FILL,), rule="unit", by=FUND, body=arrived, version="fund"),
    *(
        get(f"funds:{word}", SEE, of="project", also=(VERIFY, ORGANISE), rule="confirms", by=FUND)
        for word in ("confirm", "return")
    ),
    post("funds:confirm", SEE, of="project", also=(VERIFY, ORGANISE), rule="confirms", by=FUND, body=found,
         version="fund"),
    post("funds:return", SEE, of="project", also=(VERIFY, ORGANISE), rule="confirms", by=FUND, body=said(reason="改"),
         version="fund"),
    get("funds:withdraw", SEE, of="project", also=(FILL,), rule="unit", by=FUND),
    post("funds:withdraw", SEE, of="project", also=(FILL,), rule="unit", by=FUND, body=said(reason="重复"),
         version="fund"),
    get("ledger:end", SEE, of="project", also=(FILL, ORGANISE), rule="unit",
        by={"responsibility_id": "responsibility"}),
    post("ledger:end", SEE, of="project", also=(FILL, ORGANISE), rule="unit", body=ended, version="responsibility",
         by={"responsibility_id": "responsibility"}),
    *(get("ledger:clashes", SEE, query=f"tab={tab}") for tab in ("open", "done", "transfers")),
    get("ledger:clash", SEE, of="project", by={"clash_id": "clash"}),
    post("ledger:clash", SEE, of="project", also=(ORGANISE,), rule="dispatches", by={"clash_id": "clash"}, body=ruled,
         version="clash"),
    get("ledger:transfer", SEE, of="project", by={"transfer_id": "transfer"}),
    post("ledger:transfer", SEE, of="project", also=(FILL,), rule="dispatches", by={"transfer_id": "transfer"},
         body=declined, version="transfer"),
    Act("ledger:transfer_new", "GET", door(SEE, of="project", also=(FILL,), rule="dispatches"), PROJECT,
        names_units=True),  # a project may go to any unit of the city
    post("ledger:transfer_new", SEE, of="project", also=(FILL,), rule="dispatches", by={"project_id": "drafted"},
         body=passed_on, version="drafted"),
    get("progress:report_new", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("progress:report_new", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, body=reported),
    get("progress:report_edit", SEE, of="project", also=(FILL,), rule="unit", by={"report_id": "report"}),
    post("progress:report_edit", SEE, of="project", also=(FILL,), rule="unit", by={"report_id": "report"},
         body=said(news="改后"), version="report"),
    post("progress:report_edit", SEE, of="project", also=(FILL,), rule="unit", by={"report_id": "report"},
         body=said(do="withdraw", why="报错"), version="report"),
    get("progress:problems", SEE),
    get("progress:problems", SEE, query="state=all&level=district"),
    get("progress:problem_new", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("progress:problem_new", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, body=obstructed),
    get("progress:problem", SEE, of="project", by={"problem_id": "problem"}),
    post("progress:problem", SEE, of="project", also=(FILL,), rule="unit", by={"problem_id": "problem"},
         body=said(do="withdraw", text="另案"), version="problem"),
    get("progress:problem_edit", SEE, of="project", also=(FILL,), rule="unit", by={"problem_id": "problem"}),
    post("progress:problem_edit", SEE, of="project", also=(FILL,), rule="unit", by={"problem_id": "problem"},
         body=reworded, version="problem"),
    get("drafts:mine", query="key=/projects/new/%7Cproject"),
    *(
        act
        for kind, typed in (
            ("phase", {"number": "2"}),
            ("year_plan", {"year": "2027", "amount_yi": "1"}),
            ("mark", {"kind": "returnee"}),
        )
        for act in (
            get(f"ledger:add_{kind}", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
            post(f"ledger:add_{kind}", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, body=said(**typed)),
            get(f"ledger:edit_{kind}", SEE, of="project", also=(FILL,), rule="unit", by={"row_id": kind}),
            post(f"ledger:edit_{kind}", SEE, of="project", also=(FILL,), rule="unit", by={"row_id": kind},
                 body=said(**typed), version=kind),
            get(f"ledger:withdraw_{kind}", SEE, of="project", also=(FILL,), rule="unit", by={"row_id": kind}),
            post(f"ledger:withdraw_{kind}", SEE, of="project", also=(FILL,), rule="unit", by={"row_id": kind},
                 body=said(why="重复"), version=kind),
        )
    ),
    get("ledger:credits", SEE, of="project", also=(FILL, ORGANISE), rule="unit", by=PROJECT),
    post("ledger:credits", SEE, of="project", also=(FILL, ORGANISE), rule="unit", by=PROJECT, body=said(**NO_CREDITS),
         version="project"),
    get("ledger:chains", SEE),
    get("ledger:add_chain", SEE, also=(ORGANISE,), rule="names"),
    post("ledger:add_chain", SEE, also=(ORGANISE,), rule="names", body=chain),
    get("ledger:merge_chain", SEE, also=(ORGANISE,), rule="names", query="name=ICE"),
    post("ledger:merge_chain", SEE, also=(ORGANISE,), rule="names", body=chain_merged),
    get("ledger:edit_chain", SEE, of="firm", also=(ORGANISE,), rule="names", by={"chain_id": "chain"}),
    post("ledger:edit_chain", SEE, of="firm", also=(ORGANISE,), rule="names", by={"chain_id": "chain"}, body=chain,
         version="chain"),
    get("ledger:enterprises", SEE, query="investors-0-name=qf"),
    get("ledger:enterprise_list", SEE),
    get("ledger:enterprise_new", FILL),
    post("ledger:enterprise_new", FILL, body=said(name="新企业", kind="domestic")),
    get("ledger:enterprise", SEE, of="firm", by=FIRM),
    get("ledger:enterprise_edit", SEE, of="firm", also=(FILL,), rule="unit", by=FIRM),
    post("ledger:enterprise_edit", SEE, of="firm", also=(FILL,), rule="unit", by=FIRM, body=facts, version="firm"),
    get("ledger:enterprise_merge", SEE, of="firm", also=(ORGANISE,), rule="dispatches", by=FIRM),
    post("ledger:enterprise_merge", SEE, of="firm", also=(ORGANISE,), rule="dispatches", by=FIRM, body=merged),
    get("ledger:recognition_new", SEE, of="firm", also=(FILL,), rule="unit", by=FIRM),
    post("ledger:recognition_new", SEE, of="firm", also=(FILL,), rule="unit", by=FIRM, body=said(kind="unicorn")),
    get("ledger:recognition_withdraw", SEE, of="firm", also=(FILL,), rule="unit", by=HONOUR),
    post("ledger:recognition_withdraw", SEE, of="firm", also=(FILL,), rule="unit", by=HONOUR,
         body=said(reason="过期")),
    get("ledger:contact_new", SEE, of="firm", also=(FILL,), rule="unit", by=FIRM),
    post("ledger:contact_new", SEE, of="firm", also=(FILL,), rule="unit", by=FIRM, body=said(name="新联系人")),
    get("ledger:contact_edit", SEE, of="project", also=(FILL,), rule="unit", by=CONTACT),
    post("ledger:contact_edit", SEE, of="project", also=(FILL,), rule="unit", by=CONTACT, body=said(name="改名"),
         version="contact"),
    get("ledger:contact_withdraw", SEE, of="project", also=(FILL,), rule="unit", by=CONTACT),
    post("ledger:contact_withdraw", SEE, of="project", also=(FILL,), rule="unit", by=CONTACT,
         body=said(reason="离职")),
    get("ledger:contact_reveal", SEE, of="project", rule="calls", by=CONTACT),
    post("ledger:contact_reveal", SEE, of="project", rule="calls", by=CONTACT, body=said(reason="project"),
         ok=frozenset({200})),
    get("desk:project", SEE, of="project", by=PROJECT, query="tab=plan"),
    get("plans:plan", SEE, of="project", by=PROJECT),
    get("plans:apply", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("plans:apply", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, ok=frozenset({200}),
         body=said(template="plant", starts_on=TODAY.isoformat(), do="preview")),
    post("plans:confirm", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, body=said(), version="plan"),
    get("plans:withdraw", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("plans:withdraw", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, body=said(reason="重排"),
         version="plan"),
    get("plans:node_new", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("plans:node_new", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT,
         body=said(name="论证", stage="signed", **NODE_DAYS)),
    get("plans:node", SEE, of="project", also=(FILL,), rule="unit", by=NODE),
    post("plans:node", SEE, of="project", also=(FILL,), rule="unit", by=NODE, body=said(name="改名", stage="signed"),
         version="node"),
    get("plans:report", SEE, of="project", also=(FILL,), rule="unit", by=NODE),
    post("plans:report", SEE, of="project", also=(FILL,), rule="unit", by=NODE, version="node",
         body=said(actual_on=TODAY.isoformat())),
    get("plans:replan", SEE, of="project", also=(FILL,), rule="unit", by=NODE),
    post("plans:replan", SEE, of="project", also=(FILL,), rule="unit", by=NODE, version="node",
         ok=frozenset({200}), body=said(do="preview", **NODE_DAYS)),
    get("plans:cancel", SEE, of="project", also=(FILL,), rule="unit", by=NODE),
    post("plans:cancel", SEE, of="project", also=(FILL,), rule="unit", by=NODE, body=said(reason="不做"),
         version="node"),
    get("plans:templates", SEE),
    get("plans:preset", SEE, by={"code": "=plant"}),
    post("plans:copy", ORGANISE, by={"code": "=plant"}, body=said()),
    get("plans:template", SEE, of="unit", by={"template_id": "template"}),
    post("plans:template", SEE, of="unit", also=(ORGANISE,), rule="dispatches", by={"template_id": "template"},
         body=template, version="template"),
    get("desk:project_as_of", SEE, of="project", by=PROJECT),
    get("dispatch:calendar", MEET, query="month=2026-11"),
    get("dispatch:series", MEET),
    get("dispatch:series_new", ORGANISE),
    post("dispatch:series_new", ORGANISE, of="landing", body=series, hidden=frozenset({422})),
    post("dispatch:series_preview", ORGANISE, body=series, ok=frozenset({200})),
    get("dispatch:series_edit", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"series_id": "series"}),
    post("dispatch:series_edit", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"series_id": "series"},
         body=series, version="series"),
    get("dispatch:meeting", MEET, of="meeting", by={"meeting_id": "meeting"}),
    get("packs:pack", MEET, of="meeting", by={"meeting_id": "meeting"}),
    post("packs:pack", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"meeting_id": "meeting"},
         body=said(do="plan", lead=1, unit="hours"), version="pack_plan"),
    get("packs:file", MEET, of="meeting", by={"pack_id": "pack", "kind": "=pdf"}),
    post("dispatch:meeting", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"meeting_id": "meeting"},
         body=said(do="cancel", reason="改期"), version="meeting"),
    post("dispatch:meeting", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"meeting_id": "meeting"},
         body=spoken_of, version="meeting"),
    *MINUTES,
    *DUTY,
    *FIGURE_PAGES,
    *STAGES,
    *ITEM_PAGES,
    *LETTER_PAGES,
    *INSPECTIONS,
    *REPORTS,
    *MEETING_PAGES,
)  # fmt: skip
