"""The choices of the ledger: kinds of start, production, channel, evidence, responsibility."""

from __future__ import annotations

from django.db import models


class StartKind(models.TextChoices):
    """What a start of works means for this project (domain.md 2.2)."""

    CONSTRUCTION = "construction", "建安"
    EQUIPMENT = "equipment", "设备购置"
    OPENING = "opening", "开业"


class SubStage(models.TextChoices):
    """How far production has come."""

    TRIAL = "trial", "试产"
    PARTIAL = "partial", "部分投产"
    PRODUCTION = "production", "投产"
    MASS = "mass", "量产"
    FULL = "full", "达产"


class Channel(models.TextChoices):
    """招商方式"""

    INDUSTRY = "industry", "产业链招商"
    BUSINESS = "business", "以商招商"
    STATIONED = "stationed", "驻点招商"
    KINSHIP = "kinship", "亲情招商"
    FUND = "fund", "基金招商"
    EVENT = "event", "展会招商"
    OTHER = "other", "其他"


class EvidenceKind(models.TextChoices):
    """What a document proves (practice.md 1.3)."""

    INVESTMENT_AGREEMENT = "investment_agreement", "正式投资协议"
    FRAMEWORK_AGREEMENT = "framework_agreement", "框架协议／意向书（不计签约）"
    BUSINESS_LICENCE = "business_licence", "营业执照"
    CONSTRUCTION_SCOPE = "construction_scope", "建设内容说明"
    CONSTRUCTION_CONTRACT = "construction_contract", "施工合同"
    SITE_PHOTO = "site_photo", "现场照片"
    APPROVAL_DOCUMENT = "approval_document", "立项文件"
    CONSTRUCTION_PERMIT = "construction_permit", "施工许可证"
    DESIGN_DOCUMENT = "design_document", "设计文件"
    FEASIBILITY_STUDY = "feasibility_study", "可行性研究报告"
    EQUIPMENT_CONTRACT = "equipment_contract", "设备购置合同"
    PAYMENT_VOUCHER = "payment_voucher", "付款凭证"
    EQUIPMENT_PHOTO = "equipment_photo", "设备到位照片"
    OPENING_PROOF = "opening_proof", "开业证明"
    COMPLETION_ACCEPTANCE = "completion_acceptance", "竣工或单项验收证明"
    FIRST_PRODUCT = "first_product", "首台（套）产品下线证明"
    INVOICE_OR_TAX = "invoice_or_tax", "开票或纳税证明"
    CHECK_RECORD = "check_record", "核查记录"
    OTHER = "other", "其他"


class ResponsibilityRole(models.TextChoices):
    """What the officer is to the project."""

    CHIEF = "chief", "首席责任人"
    DEPUTY = "deputy", "B角"
    LEADER = "leader", "包联领导"
    SECRETARY = "secretary", "项目秘书"
    MEMBER = "member", "专班成员"
