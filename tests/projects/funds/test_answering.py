"""A second person confirms or returns what was reported; confirmed rows change no more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.funds.kinds import FundState
from projects.funds.models import Fund
from projects.funds.policies import answerable_by
from projects.funds.services import confirm_fund, edit_fund, return_fund, withdraw_fund
from projects.ledger.models import Project, RowChange, RowKind
from projects.people.roles import Role
from projects.people.services import grant_roles
from tests.factories import NOW, City
from tests.projects.funds.conftest import Report


def test_what_is_confirmed_counts_with_who_and_when(city: City, report: Report) -> None:
    fund = confirm_fund(report().pk, by=city.dispatcher, now=NOW)
    assert (fund.state, fund.confirmed_amount_wan) == (FundState.CONFIRMED, Decimal("1500"))
    assert (fund.confirmed_by, fund.confirmed_at) == (city.dispatcher, NOW)
    last = RowChange.objects.filter(kind=RowKind.FUND).first()
    assert last is not None and last.after["核实金额（万元）"] == "1500"


def test_less_is_confirmed_only_with_its_reason_and_more_never(city: City, report: Report) -> None:
    fund = report()
    with pytest.raises(Invalid) as refused:
        confirm_fund(fund.pk, amount_wan=Decimal("1200"), by=city.dispatcher, now=NOW)
    assert refused.value.field == "reason"
    for wrong in ("1500.0001", "0"):
        with pytest.raises(Invalid) as refused:
            confirm_fund(fund.pk, amount_wan=Decimal(wrong), reason="核查", by=city.dispatcher, now=NOW)
        assert refused.value.field == "amount_wan"
    confirm_fund(fund.pk, amount_wan=Decimal("1200"), reason="其中300万为借款", by=city.dispatcher, now=NOW)
    fund.refresh_from_db()
    assert (fund.amount_wan, fund.confirmed_amount_wan) == (Decimal("1500"), Decimal("1200"))


def test_who_reported_or_mended_it_never_answers_it(city: City, report: Report) -> None:
    own, mended = report(by=city.dispatcher), report()
    edit_fund(mended.pk, {"note": "补充"}, by=city.dispatcher, now=NOW)
    for fund in (own, mended):
        for answer in (
            lambda pk: confirm_fund(pk, by=city.dispatcher, now=NOW),
            lambda pk: return_fund(pk, reason="改", by=city.dispatcher, now=NOW),
        ):
            with pytest.raises(NotAllowed) as refused:
                answer(fund.pk)
            assert refused.value.code == "four_eyes"
        assert fund not in answerable_by(city.dispatcher)


def test_the_database_refuses_the_reporter_as_the_one_who_confirms(city: City, report: Report) -> None:
    fund = report()
    said = {"state": "confirmed", "confirmed_by": city.clerk, "confirmed_at": NOW, "confirmed_amount_wan": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Fund.objects.filter(pk=fund.pk).update(**said)
    Fund.objects.filter(pk=fund.pk).update(**said | {"confirmed_by": city.dispatcher})  # control


def test_who_may_answer_is_told_alike_to_person_and_database(city: City, project: Project, report: Report) -> None:
    fund = report()
    verifier = city.verifier_of("sign")
    project.verifying_organisations.add(city.departments["TC"])
    assert fund in answerable_by(verifier) and fund in answerable_by(city.dispatcher)
    for nobody in (city.clerk, city.leader, city.sibling_clerk, city.verifier_of("start")):
        assert fund not in answerable_by(nobody)
        with pytest.raises((NotAllowed, NotFound)):
            confirm_fund(fund.pk, by=nobody, now=NOW)
    confirm_fund(fund.pk, by=verifier, now=NOW)


def test_a_verifier_of_the_own_unit_may_answer_a_colleague(city: City, report: Report) -> None:
    fund = report()
    grant_roles(city.deputy, [Role.VERIFIER], by=None, now=NOW)
    city.deputy.refresh_from_db()
    assert fund in answerable_by(city.deputy)
    confirm_fund(fund.pk, by=city.deputy, now=NOW)


def test_what_is_returned_says_why_and_waits_again_when_mended(city: City, report: Report) -> None:
    fund = report()
    with pytest.raises(Invalid):
        return_fund(fund.pk, reason=" ", by=city.dispatcher, now=NOW)
    return_fund(fund.pk, reason="进账单看不清", by=city.dispatcher, now=NOW)
    with pytest.raises(Conflict):
        confirm_fund(fund.pk, by=city.dispatcher, now=NOW)
    mended = edit_fund(fund.pk, {"note": "已换清晰扫描件"}, by=city.clerk, now=NOW)
    assert (mended.state, mended.returned_reason) == (FundState.REPORTED, "")
    assert mended in answerable_by(city.dispatcher)


def test_a_confirmed_one_is_withdrawn_by_who_confirms_not_by_the_unit(city: City, report: Report) -> None:
    fund = confirm_fund(report().pk, by=city.dispatcher, now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_fund(fund.pk, reason="填错", by=city.clerk, now=NOW)
    gone = withdraw_fund(fund.pk, reason="核查发现为过账", by=city.dispatcher, now=NOW + timedelta(days=1))
    assert (gone.state, gone.confirmed_at) == (FundState.WITHDRAWN, NOW)


def test_an_answer_to_an_older_version_is_stale(city: City, report: Report) -> None:
    fund = report()
    edit_fund(fund.pk, {"amount_wan": Decimal("9999")}, by=city.clerk, now=NOW)
    with pytest.raises(Stale):
        confirm_fund(fund.pk, by=city.dispatcher, now=NOW, expected_version=1)
