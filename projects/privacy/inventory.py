"""What is known about people, field by field: every column of every room stands here once.

A text column that is not named here fails the tests, and so does any column whose name speaks of people
(``SPEAKING``) and is called plain. Numbers, dates, switches and references are plain by their type unless named.
``docs/personal-data.md`` is generated from this file (``manage.py personal_data``).
"""

from __future__ import annotations

import re

from django.apps import apps
from django.db import models


class Sensitivity(models.TextChoices):
    """What kind of information a column holds, and thereby how it is kept and shown."""

    PHONE = "phone", "电话"
    MAIL = "mail", "邮箱"
    NAME = "name", "姓名、账号"
    TRACE = "trace", "网络地址"
    FREE = "free", "自由文本"
    SECRET = "secret", "密钥、口令摘要"
    DRAFT = "draft", "未保存的表单内容"
    NONE = "none", "非个人信息"


KEPT: dict[str, str] = {
    Sensitivity.PHONE: "字段加密（SM4-GCM 或 AES-GCM）",
    Sensitivity.MAIL: "明文（发送邮件时检索）",
    Sensitivity.NAME: "明文",
    Sensitivity.TRACE: "明文",
    Sensitivity.FREE: "明文",
    Sensitivity.SECRET: "只存摘要或字段加密；会话编号由框架保存",
    Sensitivity.DRAFT: "字段加密（SM4-GCM 或 AES-GCM），保存后即删，最长30天",
    Sensitivity.NONE: "明文",
}
SHOWN: dict[str, str] = {
    Sensitivity.PHONE: "页面、后台脱敏（138****1234）；本人可见；其他人须说明事由，逐次留痕；接口、导出、日志不出现",
    Sensitivity.MAIL: "页面、后台脱敏（l****@…）；本人可见，调度员处理未送达邮件时可见；接口不出现，日志脱敏",
    Sensitivity.NAME: "在查看范围内可见",
    Sensitivity.TRACE: "安全管理员、审计管理员可见",
    Sensitivity.FREE: "在查看范围内可见；页面、导出、只读接口、邮件、审计记录、日志中的电话和证件号码脱敏",
    Sensitivity.SECRET: "从不显示",
    Sensitivity.DRAFT: "仅本人在原页面可见；接口、导出、日志、审计记录不出现",
    Sensitivity.NONE: "在查看范围内可见",
}

TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.GenericIPAddressField,
         models.BinaryField)  # fmt: skip
"""Columns that could hold anything, unless they have a closed list of choices: each is named below."""

SPEAKING = re.compile(
    r"phone|mobile|tel(?!l)|mail|id_?number|identity|contact(?!_organisation)|addr|bank|card|password|secret|token|passport|birth"
    r"|电话|手机|邮箱|身份证|证件|联系人|住址|地址|银行|账户|口令|密码|密钥|出生",
    re.IGNORECASE,
)
"""Words that make a column personal, or explain themselves in ``EXPLAINED``."""

EXPLAINED: dict[str, str] = {
    "access.account.chosen_at": "when a password was chosen, not the password",
    "drafts.sentform.address": "the page somebody was sent to after a save, not where a person lives",
    "drafts.sentform.token": "the number of a page's form, no secret: it only tells a second sending from the first",
    "exchange.incoming.key": "the public id of a key, not its secret",
    "exchange.outgoing.signed_by": "public ids of keys, not people",
    "funds.fund.bank_key": "the bank where a company's account is held, not a person's",
    "funds.fund.bank_name": "the bank where a company's account is held, not a person's",
    "gateway.apikey.allowed_networks": "networks of a district system, not of a person",
    "gateway.apikey.pepper": "the number of a pepper, not the pepper",
    "gateway.client.networks": "networks of a district system, not of a person",
    "outbox.channelsetup.base_url": "where a service listens, not where a person lives",
    "outbox.channelsetup.token_until": "until when a token lives, not the token",
    "webhooks.delivery.webhook": "where a system listens, not where a person lives",
    "webhooks.network.network": "networks of a district system, not of a person",
    "webhooks.webhook.previous_until": "until when a secret lives, not the secret",
    "webhooks.webhook.url": "where a system listens, not where a person lives",
}
"""Columns that sound personal and are not, with the reason."""


def _all(kind: Sensitivity, **columns: str) -> dict[str, Sensitivity]:
    """``people_officer="name username"`` as ``{"people.officer.name": kind, …}``."""
    return {f"{model.replace('__', '.')}.{name}": kind for model, names in columns.items() for name in names.split()}


COLUMNS: dict[str, Sensitivity] = {
    **_all(Sensitivity.PHONE, people__officer="phone", ledger__contact="phone"),
    **_all(Sensitivity.MAIL, people__officer="email", ledger__contact="email", outbox__delivery="address"),
    **_all(
        Sensitivity.NAME,
        access__loginattempt="username",
        audit__entry="actor actor_name object_name",
        letters__letter="addressee",
        letters__talk="led_by",
        ledger__contact="name",
        ledger__enterprise="legal_representative",
        decisions__review="reviewer",
        ledger__project="fair_competition_reviewed_by",
        minutes__presence="name deputy",
        outbox__channeladdress="address",
        people__officer="name username",
        people__roster="content name",
        spotchecks__record="met",
        admin__logentry="object_repr",
    ),
    **_all(
        Sensitivity.TRACE,
        access__loginattempt="address",
        access__signin="address agent",
        audit__entry="address",
        gateway__apikey="last_used_from",
        gateway__keyrefusal="address",
        receipts__knock="address",
        receipts__receipt="address",
    ),
    **_all(
        Sensitivity.FREE,
        access__accountrequest="reason",
        admin__logentry="change_message",
        audit__entry="changes detail",
        audit__check="findings",
        amendments__amendment="amounts answer phase reason",
        anomalies__clearance="reason title",
        letters__answer="judged_note text",
        letters__attachment="file filename",
        letters__copy="content",
        letters__entry="note",
        letters__ladder="basis",
        letters__letter="body closed_note title trigger",
        letters__talk="attendees outcome place trigger",
        lights__lightdecree="closed_why reason",
        lights__lightreading="reasons",
        lights__lightrules="reason",
        decisions__procedure="basis",
        decisions__decision="note",
        decisions__review="note withdrawn_why",
        decisions__turn="note",
        desk__bulkrow="after before sentence",
        desk__bulkrun="basis filters reason",
        desk__savedview="name query",
        dispatch__agendaentry="detail removal_reason",
        dispatch__calendarfeed="label",
        dispatch__dispatchevent="note",
        dispatch__materialanswer="asked_for problem progress",
        dispatch__materialfile="file filename",
        dispatch__materialrequest="wanted",
        dispatch__meeting="cancel_reason extra_reason place shift_reason",
        dispatch__series="place",
        exchange__answer="body",
        exchange__content="data",
        exchange__outgoing="errors",
        funds__fund="confirmed_reason note payer_name returned_reason withdrawn_reason",
        gateway__apikey="revoked_reason",
        gateway__client="contact",
        gateway__idempotencyrecord="body headers",
        handover__handover="basis reason",
        handover__handoverevent="note",
        handover__handoveritem="reason",
        items__event="detail note",
        items__extension="note reason",
        items__handover="note reason",
        items__item="matter requirement source_label",
        items__itemfile="file filename",
        items__referral="need reply to_name",
        items__urge="note",
        ledger__change="after before why",
        ledger__rowchange="after before title why",
        ledger__credit="withdrawn_why",
        ledger__clash="grounds reason",
        ledger__clashevent="proof text",
        ledger__deputy="basis",
        ledger__transfer="answer why",
        ledger__mark="reason withdrawn_why",
        ledger__phase="withdrawn_why",
        ledger__yearplan="content withdrawn_why",
        ledger__contact="withdrawn_reason",
        ledger__enterprisechange="after before why",
        ledger__arrival="filename title",
        ledger__evidence="file filename title withdrawn_reason",
        ledger__recognition="note withdrawn_reason",
        ledger__project="approval_substitute_reason demonstration_reason site summary",
        ledger__responsibility="basis reason",
        outbox__attempt="reply",
        outbox__channelsetup="trouble",
        outbox__delivery="smtp_reply words",
        outbox__occurrence="calendar html text title void_reason",
        packs__pack="content reason",
        watch__probe="said",
        webhooks__attempt="answer error",
        webhooks__delivery="answer error",
        webhooks__network="reason",
        webhooks__webhook="description why",
        watch__scanfailure="error reason",
        watch__trouble="said",
        people__membership="basis",
        plans__node="cancel_reason name note",
        plans__replan="reason",
        people__organisationname="basis",
        people__tenure="basis",
        proposals__proposal="answer because",
        proposals__proposalentry="text",
        progress__problem="description last_answer need resolution title",
        progress__problementry="detail text",
        progress__report="news next_steps note withdrawal_reason",
        reporting__reportrequest="note",
        reporting__reportreturn="draft reason",
        reporting__reportround="reason",
        reporting__returnevent="note",
        reporting__returnversion="note rows",
        minutes__correction="reason text",
        minutes__decision="drop_reason text",
        minutes__minutes="opening return_note sections",
        minutes__presence="reason unit",
        spotchecks__addition="text",
        spotchecks__assignment="reason",
        spotchecks__paper="camera",
        spotchecks__record="checklist place text",
        steps__claim="fields note reason",
        steps__claimevent="note reasons",
        steps__delegation="basis ended_why",
        steps__statisticsconfirmation="basis withdrawn_why",
        steps__transition="note reason",
    ),
    **_all(
        Sensitivity.SECRET,
        access__account="secret",
        access__pastpassword="digest",
        access__recoverycode="digest",
        access__signin="key",
        dispatch__calendarfeed="digest",
        gateway__apikey="digest",
        outbox__channelsetup="secret signing_secret token",
        people__officer="password",
        webhooks__webhook="secret previous_secret",
        sessions__session="session_key session_data",
    ),
    **_all(Sensitivity.DRAFT, drafts__draft="content"),
    **_all(
        Sensitivity.NONE,
        access__account="chosen_at",
        access__accountrequest="roles",
        admin__logentry="object_id",
        anomalies__clearance="fingerprint key kind",
        audit__check="slot",
        audit__entry="action action_label actor_id actor_unit algorithm hash object_id object_type previous request",
        audit__head="hash purged_hash",
        auth__group="name",
        auth__permission="codename name",
        contenttypes__contenttype="app_label model",
        decisions__procedurestep="name",
        decisions__review="document_number",
        desk__bulkrun="tag",
        desk__listpreference="columns",
        desk__savedview="columns",
        dispatch__agendaentry="reasons",
        dispatch__materialfile="content_type sha256",
        dispatch__series="agenda_rules name",
        drafts__draft="key",
        drafts__sentform="address token",
        exchange__answer="headers",
        exchange__incoming="key manifest_sha256",
        exchange__outgoing="after manifest_sha256 signed_by to",
        feed__feedchange="after before kind type",
        feed__feedsight="keys",
        funds__fund="bank_key bank_name foreign_currency rate_source slip_key slip_number slip_sha256",
        gateway__apikey="allowed_networks pepper public_id scopes",
        gateway__client="networks scopes",
        gateway__idempotencyrecord="fingerprint key",
        gateway__keyrefusal="public_id reason",
        gateway__signedrequest="nonce",
        items__item="source_key term",
        items__itemfile="content_type sha256",
        items__referral="letter_no reply_letter_no",
        ledger__change="field label",
        ledger__contact="title",
        ledger__enterprise="former_registration_number initials name name_key origin_region recognitions uscc",
        ledger__enterprisechange="field label",
        ledger__recognition="stock_code text",
        ledger__arrival="sha256",
        ledger__evidence="content_type sha256",
        ledger__chain="name",
        ledger__phase="capacity name",
        ledger__project="chain external_ref foreign_currency foreign_rate_source industry initials investment_code "
        "name name_key number",
        ledger__matchkey="key",
        ledger__sequence="name",
        ledger__transfer="credits",
        ledger__tag="name",
        letters__attachment="content_type sha256",
        letters__copy="sha256",
        letters__ladder="issuer preset",
        letters__letter="issuer proposal_key word",
        letters__rung="body title word",
        lights__lightrules="numbers preset",
        outbox__channelsetup="account agent base_url channel name token_until",
        outbox__delivery="channel message_id once",
        outbox__occurrence="calendar_method rule slot subject_type url",
        outbox__watermark="name",
        packs__pack="sha256",
        packs__packfile="data sha256",
        papers__numberseries="word",
        preferences__officepreset="digest_hours policies",
        preferences__ownpreference="choices muted_channels",
        people__organisation="code name path region_code short_name station",
        people__organisationname="name short_name",
        people__post="title",
        people__unitclass="name",
        plans__node="code",
        plans__plan="template_name",
        plans__template="name",
        proposals__proposal="episode",
        plans__templatenode="after code name",
        reporting__reportform="amount columns key tiers_wan",
        reporting__reportrequest="name unit_kinds",
        reporting__reportround="frozen_sha256",
        minutes__decision="counting fingerprint",
        minutes__edition="docx docx_sha256 pdf pdf_sha256",
        minutes__minutes="number pack_sha256",
        spotchecks__framerow="stratum",
        spotchecks__round="algorithm dimensions frame_sha256 seed steps title",
        statistics__frozenfigure="cells key rows sha256 title",
        statistics__savedquestion="key name view",
        steps__transition="chain foreign_currency foreign_rate_source industry",
        watch__probe="name",
        watch__scanfailure="family subject",
        watch__trouble="key label",
        webhooks__delivery="line object_id project_id type webhook",
        webhooks__network="network",
        webhooks__webhook="previous_until types url",
        workdays__calendaryear="source",
        workdays__day="name",
    ),
}


def context_of(field: models.Field[object, object]) -> str:
    """``people.officer.phone``."""
    return f"{field.model._meta.label_lower}.{field.name}"


def own_fields() -> list[models.Field[object, object]]:
    """Every column of every room and of Django's own tables, in the order of rooms and names."""
    fields = [
        field for model in apps.get_models(include_auto_created=True) for field in model._meta.local_concrete_fields
    ]
    return sorted(fields, key=context_of)


def sensitivity_of(field: models.Field[object, object]) -> Sensitivity | None:
    """The class of a column; None when nobody has classified it."""
    named = COLUMNS.get(context_of(field))
    if named is not None:
        return named
    is_open = isinstance(field, TEXTS) and not field.choices
    return None if is_open or speaks(field) else Sensitivity.NONE


def speaks(field: models.Field[object, object]) -> bool:
    """Does the column sound personal?"""
    return bool(SPEAKING.search(field.name) or SPEAKING.search(str(field.verbose_name)))
