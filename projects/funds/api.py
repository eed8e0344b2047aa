"""API doors of arrived funds 到位资金."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.funds.kinds import FundState, Nature, Origin, Purpose, UsdBasis
from projects.funds.models import Fund
from projects.funds.services import confirm_fund, edit_fund, report_fund, return_fund, withdraw_fund
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.models import Enterprise, Evidence
from projects.ledger.queries import visible_project
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none

LATEST = Order("arrived_on", descending=True)
SAME = (
    *("version", "created_at", "updated_at", "state", "arrived_on", "amount_wan", "origin", "nature", "purpose"),
    *("payer_name", "bank_name", "slip_number", "foreign_currency", "foreign_amount_wan", "rate", "rate_on"),
    *("rate_source", "usd_amount_wan", "usd_basis", "note", "confirmed_amount_wan", "confirmed_reason"),
    *("confirmed_at", "returned_reason", "returned_at", "withdrawn_reason", "withdrawn_at"),
)
LINKS = ("payer", "slip", "created_by", "confirmed_by", "returned_by", "withdrawn_by")
COLUMNS = ("id", "project_id", *SAME, *(f"{name}_id" for name in LINKS))


def _wan(label: str, **more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=16, decimal_places=4, help_text=label, **more)


def _text(label: str, most: int, **more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, help_text=label, **more)


EMPTY: dict[str, Any] = {"required": False, "allow_null": True}
BLANK: dict[str, Any] = {"required": False, "allow_blank": True}


class FundBody(Body):
    """One arrival with its slip, an uploaded document of the project."""

    arrived_on = serializers.DateField(help_text="到账日期")
    amount_wan = _wan("到账金额（万元）；外资可不填，按外币金额和汇率折算", **EMPTY)
    origin = serializers.ChoiceField(Origin.choices, help_text="资金来源")
    nature = serializers.ChoiceField(Nature.choices, **BLANK, help_text="资金性质")
    purpose = serializers.ChoiceField(Purpose.choices, **BLANK, help_text="资金用途")
    payer = serializers.UUIDField(**EMPTY, help_text="付款企业标识")
    payer_name = _text("付款方名称（不在企业库中的）", 120, **BLANK)
    bank_name = _text("收款账户开户银行", 80)
    slip_number = _text("进账单号，全市只能登记一次", 60)
    slip = serializers.UUIDField(help_text="进账单：本项目佐证材料的标识（银行进账单或付款凭证）")
    foreign_currency = _text("外币币种（ISO 4217）；跨境人民币为 CNY", 3, **BLANK)
    foreign_amount_wan = _wan("外币金额（万）", **EMPTY)
    rate = serializers.DecimalField(max_digits=14, decimal_places=6, **EMPTY, help_text="汇率：1 单位外币折合人民币元")
    rate_on = serializers.DateField(**EMPTY, help_text="汇率日期")
    rate_source = _text("汇率来源", 60, **BLANK)
    usd_amount_wan = _wan("实际利用外资（万美元），不并入人民币金额", **EMPTY)
    usd_basis = serializers.ChoiceField(UsdBasis.choices, **BLANK, help_text="实际利用外资依据")
    note = _text("备注", 200, **BLANK)


class ConfirmBody(Body):
    """What was found."""

    confirmed_amount_wan = _wan("核实金额（万元），不填即与填报一致", **EMPTY)
    reason = _text("核减理由，核实金额低于填报时必填", 200, **BLANK)


class ReasonBody(Body):
    """Why."""

    reason = _text("理由", 200)


class FundShown(serializers.Serializer):
    """An arrival as answered."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本")
    created_at = serializers.DateTimeField(help_text="填报时间")
    updated_at = serializers.DateTimeField(help_text="更新时间")
    project = serializers.UUIDField(help_text="项目标识")
    state = serializers.ChoiceField(FundState.choices, help_text="状态：只有已核实的计入到位资金")
    arrived_on = serializers.DateField(help_text="到账日期")
    amount_wan = _wan("到账金额（万元），填报数")
    origin = serializers.ChoiceField(Origin.choices, help_text="资金来源")
    nature = serializers.CharField(help_text="资金性质")
    purpose = serializers.CharField(help_text="资金用途")
    payer = serializers.UUIDField(allow_null=True, help_text="付款企业标识")
    payer_name = serializers.CharField(help_text="付款方名称")
    bank_name = serializers.CharField(help_text="开户银行")
    slip_number = serializers.CharField(help_text="进账单号")
    slip = serializers.UUIDField(help_text="进账单（佐证材料标识）")
    foreign_currency = serializers.CharField(help_text="外币币种")
    foreign_amount_wan = _wan("外币金额（万）", allow_null=True)
    rate = serializers.DecimalField(max_digits=14, decimal_places=6, allow_null=True, help_text="汇率")
    rate_on = serializers.DateField(allow_null=True, help_text="汇率日期")
    rate_source = serializers.CharField(help_text="汇率来源")
    usd_amount_wan = _wan("实际利用外资（万美元）", allow_null=True)
    usd_basis = serializers.CharField(help_text="实际利用外资依据")
    note = serializers.CharField(help_text="备注")
    confirmed_amount_wan = _wan("核实金额（万元），计入到位资金的数", allow_null=True)
    confirmed_reason = serializers.CharField(help_text="核减理由")
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text="核实时间")
    confirmed_by = serializers.UUIDField(allow_null=True, help_text="核实人")
    returned_reason = serializers.CharField(help_text="退回理由")
    returned_at = serializers.DateTimeField(allow_null=True, help_text="退回时间")
    returned_by = serializers.UUIDField(allow_null=True, help_text="退回人")
    withdrawn_reason = serializers.CharField(help_text="作废理由")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="作废时间")
    withdrawn_by = serializers.UUIDField(allow_null=True, help_text="作废人")
    created_by = serializers.UUIDField(help_text="填报人")


class FundQuery(PageQuery):
    """Filters."""

    state = serializers.ChoiceField(FundState.choices, required=False, help_text="状态")
    origin = serializers.ChoiceField(Origin.choices, required=False, help_text="资金来源")


class FundDoor(Door):
    """Arrivals at one project."""

    tag = "到位资金"
    shown = FundShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "create": Permission.PROJECT_WRITE,
        "partial_update": Permission.PROJECT_WRITE,
        "confirm": (Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE),
        "send_back": (Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE),
        "withdraw": (Permission.PROJECT_WRITE, Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE),
    }

    @described("到位资金列表", {200: paged(FundShown)}, query=(FundQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """Latest arrival first."""
        visible_project(requester(request), project_id)
        query = read_query(FundQuery, request)
        found = Fund.objects.filter(project=project_id)
        found = found.filter(**{name: query[name] for name in ("state", "origin") if name in query})
        return self.page(query, found.values(*COLUMNS), LATEST, self.present)

    @described("到位资金", {200: FundShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One arrival."""
        return self.represent(self.show(request, project_id, pk))

    @described("填报到位资金", {201: FundShown}, body=FundBody)
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """Report an arrival; it waits for another person."""
        by = requester(request)
        visible_project(by, project_id)
        values = read_body(FundBody, request)
        slip = slip_of(values.pop("slip"), project_id)
        values["payer"] = payer_of(values.get("payer"), by)
        made = report_fund(project_id, values, slip=slip, by=by, now=timezone.now())
        return self.represent(self.show(request, project_id, made.pk), status=201, place=True)

    @described("修改到位资金", {200: FundShown}, body=FundBody, needs_version=True)
    def partial_update(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Mend an arrival that is not confirmed; a returned one waits again."""
        known = self.show(request, project_id, pk)
        values, by = read_body(FundBody, request, partial=True), requester(request)
        slip = slip_of(values.pop("slip"), project_id) if "slip" in values else None
        if "payer" in values:
            values["payer"] = payer_of(values["payer"], by)
        with unchanged(request, known["version"], show=lambda: self.show(request, project_id, pk)) as seen:
            edit_fund(pk, values, slip=slip, by=by, now=timezone.now(), expected_version=seen)
        return self.represent(self.show(request, project_id, pk))

    @described("核实到位资金", {200: FundShown}, body=ConfirmBody, needs_version=True)
    @once
    def confirm(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """It arrived; never answered by who reported it."""
        values = read_body(ConfirmBody, request)
        values["amount_wan"] = values.pop("confirmed_amount_wan", None)
        return self.act(request, project_id, pk, confirm_fund, values)

    @described("退回到位资金", {200: FundShown}, body=ReasonBody, needs_version=True)
    @once
    def send_back(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """Name what must be mended."""
        return self.act(request, project_id, pk, return_fund, read_body(ReasonBody, request))

    @described("作废到位资金", {200: FundShown}, body=ReasonBody, needs_version=True)
    @once
    def withdraw(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """It does not count any more; its slip is free again."""
        return self.act(request, project_id, pk, withdraw_fund, read_body(ReasonBody, request))

    def act(self, request: Request, project_id: UUID, pk: UUID, service: Callable[..., Fund], values: Row) -> Response:
        """One action on an arrival the caller has seen in its present version."""
        version = self.show(request, project_id, pk)["version"]
        with unchanged(request, version, show=lambda: self.show(request, project_id, pk)) as seen:
            service(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(self.show(request, project_id, pk))

    def show(self, request: Request, project_id: UUID, pk: UUID) -> Row:
        """The visible arrival as answered, or 404."""
        found = Fund.objects.visible_to(requester(request)).filter(project=project_id, pk=pk)
        rows = list(found.values(*COLUMNS))
        if not rows:
            raise NotFound()
        return one(self.present(rows))

    def present(self, rows: Rows) -> Rows:
        """Rows with address."""
        if not rows:
            return []
        base = self.address("funds-list", rows[0]["project_id"])
        return [
            {"id": row["id"], "url": f"{base}{row['id']}/", "project": row["project_id"]}
            | {name: row[name] for name in SAME}
            | {name: row[f"{name}_id"] for name in LINKS}
            for row in rows
        ]


def slip_of(pk: UUID, project_id: UUID) -> Evidence:
    """The document meant, or Invalid."""
    found = one_or_none(Evidence.objects.filter(project=project_id, pk=pk))
    if found is None:
        raise Invalid(f"本项目没有标识为“{pk}”的佐证材料，请先上传。", "slip", "unknown_evidence")
    return found


def payer_of(pk: UUID | None, by: Officer) -> Enterprise | None:
    """The visible enterprise meant, or Invalid."""
    if pk is None:
        return None
    found = one_or_none(Enterprise.objects.visible_to(by).filter(pk=pk))
    if found is None:
        raise Invalid("没有这个企业，请先登记企业，或只填 payer_name。", "payer", "unknown_enterprise")
    return found
