"""The choices of the ledger: kinds of start, production, channel, agreement, mark, evidence, responsibility."""

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


class AgreementKind(models.TextChoices):
    """What was signed; framework agreements and letters of intent never count (domain.md 2.2)."""

    FORMAL = "formal", "正式投资协议"
    FRAMEWORK = "framework", "框架协议"
    INTENT = "intent", "意向书"


class ConstructionNature(models.TextChoices):
    """建设性质"""

    NEW = "new", "新建"
    EXPANSION = "expansion", "扩建"
    UPGRADE = "upgrade", "技术改造"
    RELOCATION = "relocation", "迁建"
    PURCHASE = "purchase", "单纯购置"


class LandKind(models.TextChoices):
    """用地情况 (practice.md 5.2, row 11)."""

    NEW_SUPPLY = "new_supply", "新供地"
    EXISTING = "existing", "现有用地"
    RENTED = "rented", "租赁厂房"
    BOUGHT = "bought", "购买房产"


class MarkKind(models.TextChoices):
    """What makes a project one of those that are counted apart."""

    RETURNEE = "returnee", "返乡（湘商）回归"
    WORLD500 = "world500", "世界500强"
    CHINA500 = "china500", "中国500强"
    PRIVATE500 = "private500", "民营企业500强"
    LISTED = "listed", "上市公司投资"
    ANCHOR = "anchor", "链主企业"
    SPECIALISED = "specialised", "专精特新"
    HIGH_TECH = "high_tech", "高新技术"


class CreditPart(models.TextChoices):
    """For what a unit is credited."""

    FIRST_CONTACT = "first_contact", "首谈"
    LANDING = "landing", "落地"
    INTRODUCER = "introducer", "引荐"


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
    BANK_SLIP = "bank_slip", "银行进账单"
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


class RowKind(models.TextChoices):
    """What kinds of rows a project's file holds beside its own fields."""

    PHASE = "phase", "分期"
    YEAR_PLAN = "year_plan", "年度计划"
    MARK = "mark", "标识"
    CREDIT = "credit", "业绩分成"
    NODE = "node", "方案节点"
    REPORT = "report", "进展报告"
    PROBLEM = "problem", "存在问题"
    FUND = "fund", "到位资金"
    EVIDENCE = "evidence", "佐证材料"
    RESPONSIBILITY = "responsibility", "责任"


class MatchKind(models.TextChoices):
    """By what a project is recognised as one that another unit entered."""

    USCC = "uscc", "统一社会信用代码"
    FIRM = "firm", "企业名称"
    EAR = "ear", "企业名称读音"
    NAME = "name", "项目名称"
    HEAD = "head", "项目名称开头"
    TAIL = "tail", "项目名称结尾"


class ClashStrength(models.TextChoices):
    """How sure it is that two projects are one. Only the first two make a clash; the third is a hint."""

    CERTAIN = "certain", "确定"
    PROBABLE = "probable", "很可能"
    POSSIBLE = "possible", "可能"


class ClashSide(models.TextChoices):
    """The two sides of a clash."""

    FIRST = "first", "首报"
    LATER = "later", "后报"


class ClashState(models.TextChoices):
    """How far a clash is."""

    OPEN = "open", "待裁定"
    RULED = "ruled", "已裁定"
    CLOSED = "closed", "自行终结"


class ClashOutcome(models.TextChoices):
    """What the office ruled."""

    FIRST = "first", "归首报单位"
    LATER = "later", "归后报单位"
    JOINT = "joint", "共同推进"
    NOT_SAME = "not_same", "不是同一项目"
