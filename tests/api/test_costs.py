"""What a write of the API takes in statements where it is due: those that the world of the access matrix refuses.

The bounds of all others are in ``tests/access/statements.py``. Each is what was counted, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.api.callers import CLERK, READ, VERIFIER, Answer, Caller, body_of, caller
from tests.api.test_letters import DRAFT
from tests.factories import NOW, PDF, TODAY, City, at_stage, new_project
from tests.projects.ledger.clash_samples import two
from tests.workflow.decisions.samples import procedure_of
from tests.workflow.letters.samples import ISSUER, WORD, lit, night
from tests.workflow.reporting.samples import of, opened
from workflow.letters.presets import BY_CODE

OFFICE = (*READ, "dispatch:write")
Said = dict[str, Any]
Deed = tuple[str, str, Said]
"""Whose system, which act, what it says."""

ACCEPT: Deed = ("district", "accept", {})
HAND: Deed = ("district", "handover", {"note": "属工信"})
SUBMIT: Deed = ("district", "submit", {"note": "办结"})
CLOSE: Deed = ("office", "close", {"note": "同意"})
EXTEND: Deed = ("district", "request-extension", {"note": "等批复", "wished_on": "2026-12-20"})
PASS_UP: Deed = ("district", "pass-up", {"level": "province", "to_name": "省厅", "letter_no": "1号", "note": "请调"})
DEFER: Deed = ("office", "defer", {"note": "待规划", "review_on": "2026-12-30"})

DUE: dict[str, tuple[int, tuple[Deed, ...], Deed]] = {
    "decline": (53, (HAND,), ("industry", "decline", {"note": "不属本单位"})),
    "reply": (50, (ACCEPT,), ("district", "reply", {"note": "已挂牌"})),
    "submit": (51, (ACCEPT,), SUBMIT),
    "return": (48, (ACCEPT, SUBMIT), ("office", "return", {"note": "缺公告"})),
    "close": (49, (ACCEPT, SUBMIT), CLOSE),
    "check": (47, (ACCEPT, SUBMIT, CLOSE), ("office", "check", {"note": "有效"})),
    "reopen": (50, (ACCEPT, SUBMIT, CLOSE), ("office", "reopen", {"note": "反弹", "days": 3})),
    "request-extension": (51, (ACCEPT,), EXTEND),
    "decide-extension": (51, (ACCEPT, EXTEND), ("office", "decide-extension", {"grants": True})),
    "pass-up": (52, (ACCEPT,), PASS_UP),
    "answer-up": (55, (ACCEPT, PASS_UP), ("office", "answer-up", {"note": "同意", "reply_letter_no": "2号"})),
    "defer": (48, (ACCEPT,), DEFER),
    "review": (47, (ACCEPT, DEFER), ("office", "review", {"note": "仍待", "review_on": "2027-01-29"})),
    "resume": (50, (ACCEPT, DEFER), ("office", "resume", {"note": "可办", "days": 3})),
}
"""Act on an item → the most it may take, what comes before it, the act."""


class Systems:
    """Those of the city, of 繁昌区, of its sibling and of two departments."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.office = caller(city.city, *OFFICE, "statistics:read")
        self.district = caller(city.district, *CLERK, "dispatch:write")
        self.sibling = caller(city.sibling, *CLERK)
        self.industry = caller(city.departments["GX"], *OFFICE, "claim:verify")
        self.promotion = caller(city.departments["TC"], *VERIFIER)
        self.checker = caller(city.district, *VERIFIER)

    def issued(self) -> dict[str, Any]:
        """An item of the city for 繁昌区."""
        said = {"issuer": self.city.city.code, "matter": "落实用地指标", "lead": self.city.district.code, "days": 10}
        return self.office.post("/action-items/", {**said, "source_kind": "other"}).made()

    def project(self) -> dict[str, Any]:
        """One in 在谈."""
        return self.district.post("/projects/", body_of(self.city)).made()

    def saved(self) -> dict[str, Any]:
        """A question that is kept."""
        key = self.office.get("/statistics/funnel/").made(200)["rows_url"].partition("key=")[2]
        return self.office.post("/statistics/saved/", {"name": "现有项目", "key": key}).made()


@pytest.fixture
def systems(city: City) -> Systems:
    """Everybody who acts; each key has noted its first use."""
    found = Systems(city)
    for one in vars(found).values():
        if isinstance(one, Caller):
            one.get("/organisations/")
    return found


def cost(act: Callable[[], Answer]) -> int:
    """Statements of one call, which must succeed."""
    with CaptureQueriesContext(connection) as taken:
        answer = act()
    assert answer.status in (200, 201, 204), answer.response.content.decode()
    return len(taken)


def said_by(systems: Systems, deed: Deed, url: str, version: int) -> Answer:
    who, word, said = deed
    said = {**said, "to_unit": systems.city.departments["GX"].code} if word == "handover" else said
    answer: Answer = getattr(systems, who).post(f"{url}{word}/", said, version=version)
    return answer


@pytest.mark.parametrize("word", DUE)
def test_an_act_on_an_item_stays_within_its_bound(systems: Systems, word: str) -> None:
    most, before, deed = DUE[word]
    item = systems.issued()
    for version, earlier in enumerate(before, 1):
        item = said_by(systems, earlier, item["url"], version).made(200)
    assert cost(lambda: said_by(systems, deed, item["url"], item["version"])) <= most


def item_given_to_another(systems: Systems) -> Callable[[], Answer]:
    item = systems.issued()
    item = systems.district.post(f"{item['url']}sign/", {"officer": str(systems.city.clerk.pk)}, version=1).made(200)
    said = {"officer": str(systems.city.chief.pk), "note": "分工调整"}
    return lambda: systems.district.patch(item["url"], said, version=item["version"])


def amendment_requested(systems: Systems) -> Callable[[], Answer]:
    project = at_stage(new_project(systems.city), "signed", systems.city)
    said = {"kind": "correction", "effective_on": str(TODAY), "reason": "更正",
            "amounts": {"total_investment_wan": "90000"}}  # fmt: skip
    return lambda: systems.district.post(f"/projects/{project.pk}/amendments/", said, version=project.version)


def amendment_approved(systems: Systems) -> Callable[[], Answer]:
    made = amendment_requested(systems)().made()
    return lambda: systems.promotion.post(f"/amendments/{made['id']}/approve/", version=made["version"])


def confirmation_noted(systems: Systems) -> Callable[[], Answer]:
    project = at_stage(new_project(systems.city), "started", systems.city, now=NOW)
    said = {"kind": "library", "confirmed_on": str(TODAY), "basis": "2026-11批次"}
    return lambda: systems.industry.post(f"/projects/{project.pk}/confirmations/", said)


def transfer_accepted(systems: Systems) -> Callable[[], Answer]:
    project = systems.project()
    said = {"to": systems.city.sibling.code, "sender_percent": "40", "why": "对方有用地"}
    asked = systems.district.post(f"{project['url']}transfers/", said, version=project["version"]).made()
    return lambda: systems.sibling.post(f"/transfers/{asked['id']}/accept/", {"note": "接收"}, version=1)


def decision_resubmitted(systems: Systems) -> Callable[[], Answer]:
    procedure_of(systems.city)
    project = systems.project()
    made = systems.district.post(f"{project['url']}decisions/", {"note": "请研判"}, version=project["version"]).made()
    back = systems.checker.post(f"{made['url']}return/", {"note": "缺土地意见"}, version=1).made(200)
    return lambda: systems.district.post(f"{made['url']}resubmit/", {"note": "已补"}, version=back["version"])


def upload_of(systems: Systems) -> str:
    said = {"kind": "business_licence", "filename": "执照.pdf", "size": len(PDF), "title": "营业执照"}
    said["sha256"] = hashlib.sha256(PDF).hexdigest()
    return str(systems.district.post(f"{systems.project()['url']}uploads/", said).made()["url"])


def part_sent(systems: Systems, url: str = "") -> Callable[[], Answer]:
    url = url or upload_of(systems)
    headers = {"Authorization": f"Bearer {systems.district.key}", "Upload-Offset": "0"}
    client = systems.district.client
    return lambda: Answer(client.generic("PATCH", url, PDF, "application/offset+octet-stream", headers=headers))


def upload_completed(systems: Systems) -> Callable[[], Answer]:
    url = upload_of(systems)
    part_sent(systems, url)().made(200)
    return lambda: systems.district.post(f"{url}complete/")


def question_renamed(systems: Systems) -> Callable[[], Answer]:
    made = systems.saved()
    return lambda: systems.office.patch(made["url"], {"name": "今年"}, version=made["version"])


def question_removed(systems: Systems) -> Callable[[], Answer]:
    made = systems.saved()
    return lambda: systems.office.send("DELETE", made["url"], {}, If_Match=f'"{made["version"]}"')


def clash_stated(systems: Systems) -> Callable[[], Answer]:
    clash = two(systems.city)
    said = {"text": "三月初首次接触", "proof": "会议纪要第5号"}
    return lambda: systems.district.post(f"/clashes/{clash.pk}/statements/", said)


def clash_reopened(systems: Systems) -> Callable[[], Answer]:
    clash = two(systems.city)
    systems.office.post(f"/clashes/{clash.pk}/rule/", {"outcome": "first", "reason": "先谈"}, version=1).made(200)
    second = caller(systems.city.city, *OFFICE)
    second.get("/organisations/")
    return lambda: second.post(f"/clashes/{clash.pk}/reopen/", {"reason": "新证据"}, version=2)


def letter_submitted(systems: Systems) -> Callable[[], Answer]:
    project = new_project(systems.city, is_industrial=False)
    made = systems.office.post("/letters/", {**DRAFT, "project": str(project.pk)}).made()
    said = {"signer": str(systems.city.leader.pk)}
    return lambda: systems.office.post(f"{made['url']}submit/", said, version=made["version"])


def rules_looked_at(systems: Systems) -> Callable[[], Answer]:
    lit(systems.city, "red", nights=2)
    night(timezone.now())
    unit = systems.city.city.code
    rungs = [{**one.values()} for one in BY_CODE["default"].worded(WORD)]
    said = {"organisation": unit, "preset": "default", "issuer": ISSUER, "after": 0, "rungs": rungs}
    systems.office.post("/letter-ladders/", {**said, "valid_from": str(timezone.localdate())}).made()
    return lambda: systems.office.post("/letter-ladders/look/", {"organisation": unit})


def return_due(systems: Systems) -> str:
    found = of(opened(systems.city, due_on=date(2026, 11, 25)), systems.city.district)
    return f"/report-returns/{found.pk}/"


def return_taken_back(systems: Systems) -> Callable[[], Answer]:
    url = return_due(systems)
    said = systems.district.post(f"{url}nil/", version=1).made(200)
    return lambda: systems.district.post(f"{url}withdraw/", version=said["version"])


def return_required_again(systems: Systems) -> Callable[[], Answer]:
    url = return_due(systems)
    exempt = systems.office.post(f"{url}exempt/", {"reason": "调整"}, version=1).made(200)
    return lambda: systems.office.post(f"{url}require/", version=exempt["version"])


OTHERS: dict[str, tuple[int, Callable[[Systems], Callable[[], Answer]]]] = {
    "PATCH api:action-item-detail": (47, item_given_to_another),
    "POST api:project-amendments": (35, amendment_requested),
    "POST api:amendment-approve": (42, amendment_approved),
    "POST api:confirmations-list": (31, confirmation_noted),
    "POST api:transfer-accept": (60, transfer_accepted),
    "POST api:decision-resubmit": (47, decision_resubmitted),
    "PATCH api:upload-detail": (14, part_sent),
    "POST api:upload-complete": (35, upload_completed),
    "PATCH api:statistics-saved-detail": (15, question_renamed),
    "DELETE api:statistics-saved-detail": (11, question_removed),
    "POST api:clash-state": (36, clash_stated),
    "POST api:clash-reopen": (39, clash_reopened),
    "POST api:letter-submit": (40, letter_submitted),
    "POST api:letter-ladder-look": (36, rules_looked_at),
    "POST api:report-return-withdraw": (31, return_taken_back),
    "POST api:report-return-require": (30, return_required_again),
}
"""Operation → the most it may take, and what prepares it."""


@pytest.mark.parametrize("operation", OTHERS)
def test_a_write_of_its_own_season_stays_within_its_bound(systems: Systems, operation: str) -> None:
    most, prepared = OTHERS[operation]
    assert cost(prepared(systems)) <= most
