"""Bodies and answers, written by clients/generate.py from docs/openapi.yaml. Not to be edited.

Money is a decimal string in the unit of its name (``…_wan``: 万元), a day ``YYYY-MM-DD``, a moment RFC 3339 in UTC.
A field that may be left out is ``NotRequired``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Literal, TypedDict, Union

from .uploads import File

if TYPE_CHECKING:
    from typing_extensions import NotRequired


class AccountBodyRequest(TypedDict):
    channel: Literal["email", "dingtalk_work", "feishu_app", "gov_wechat", "sms", "wecom_app"]  # 渠道
    account: str  # 账号；空：取消


class AccountShown(TypedDict):
    channel: Literal["email", "dingtalk_work", "feishu_app", "gov_wechat", "sms", "wecom_app"]  # 渠道
    label: str  # 渠道名称
    account_label: str  # 账号叫什么
    is_typed: bool  # true：由本人登记账号；false：用人员资料中的邮箱或手机号码
    account: str  # 登记的账号；不由本人登记的为空
    is_reached: bool  # 提醒是否会同时发到这里


class AccountsBodyRequest(TypedDict):
    accounts: List[AccountBodyRequest]  # 账号


class AccountsShown(TypedDict):
    version: int  # 版本：账号变化后改变
    channels: List[AccountShown]  # 本单位可用的渠道


class AdditionShown(TypedDict):
    kind: str  # 类别：correction 更正补充、recheck 整改复查
    text: str  # 内容
    is_mended: Union[bool, None]  # 整改到位
    at: str  # 时间


class AffectedPersonShown(TypedDict):
    officer: str  # 人员标识
    name: str  # 姓名
    organisation: str  # 单位代码
    digest_hour: int  # 汇总时间（时）
    opens_at: str  # 接收时段从
    closes_at: str  # 到
    ways: List[WayShown]  # 各类提醒


class AmendmentBodyRequest(TypedDict):
    kind: Literal["correction", "increase", "reduction"]  # 变更类型：更正、增资、减资
    effective_on: str  # 生效日期
    amounts: AmountsBodyRequest  # 变更后的金额，只给有变化的字段
    reason: str  # 理由
    phase: NotRequired[str]  # 对应分期
    basis: NotRequired[List[str]]  # 依据材料（佐证标识）


class AmendmentShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 申请时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    kind: Literal["correction", "increase", "reduction"]  # 变更类型
    state: Literal["submitted", "approved", "returned", "withdrawn"]  # 状态
    effective_on: str  # 生效日期
    amounts: List[AmountMoved]  # 变更内容
    increment_wan: Union[str, None]  # 新增总投资（万元），只有增资才有
    phase: str  # 对应分期
    reason: str  # 理由
    basis: List[str]  # 依据材料
    base_version: int  # 提出时的项目版本
    deciding_unit: str  # 审定单位代码
    due_on: Union[str, None]  # 审定期限
    follows: Union[str, None]  # 承接的被退回申请
    requested_by: str  # 申请人
    requested_at: str  # 申请时间
    decided_by: Union[str, None]  # 审定人
    decided_at: Union[str, None]  # 审定时间
    answer: str  # 审定意见


class AmendmentShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[AmendmentShown]


class AmountMoved(TypedDict):
    field: str  # 字段名
    before: str  # 变更前，空为没有填写
    after: str  # 变更后，空为清空


class AmountsBodyRequest(TypedDict):
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    foreign_currency: NotRequired[str]  # 外币币种
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    foreign_rate: NotRequired[Union[str, None]]  # 折算汇率（每1单位外币合人民币元）
    foreign_rate_on: NotRequired[Union[str, None]]  # 汇率日期
    foreign_rate_source: NotRequired[str]  # 汇率来源


class AnswerBodyRequest(TypedDict):
    note: NotRequired[str]  # 意见


class AnswerShown(TypedDict):
    progress: str  # 进展情况
    problem: str  # 存在问题
    asked_for: str  # 需要协调事项
    by: str  # 报送人
    at: str  # 报送时间
    files: List[FileShown]  # 附件


class AskBodyRequest(TypedDict):
    entry: int  # 议题标识
    organisation: str  # 报送单位代码
    wanted: NotRequired[str]  # 要求
    due_on: NotRequired[Union[str, None]]  # 报送期限，默认按系列约定


class AttemptShown(TypedDict):
    at: str  # 时间
    number: int  # 第几次，0 为处置
    outcome: Literal["queued", "claimed", "data", "sent", "uncertain", "failed", "dead", "closed", "void"]  # 结果
    code: Union[int, None]  # 应答码
    reply: str  # 应答或处置说明
    by: Union[str, None]  # 处置人


class AttendanceBodyRequest(TypedDict):
    presences: List[AttendedBodyRequest]  # 出席情况，整个替换


class AttendedBodyRequest(TypedDict):
    officer: NotRequired[Union[str, None]]  # 参会人的人员标识；临时参加的不给，另写姓名
    name: NotRequired[str]  # 临时参加人员的姓名
    unit: NotRequired[str]  # 临时参加人员的单位职务
    state: Literal["attended", "excused", "observed"]  # 出席情况
    reason: NotRequired[str]  # 请假事由，请假必填
    deputy: NotRequired[str]  # 请假时代为出席的人


class AttendeeShown(TypedDict):
    officer: str  # 人员标识
    name: str  # 姓名
    organisation: Union[str, None]  # 所属单位代码
    why: Literal["chair", "standing", "chief", "member", "unit"]  # 身份


class BulkAnswer(TypedDict):
    results: List[RowResult]  # 逐行结果


class BulkBodyRequest(TypedDict):
    items: List[BulkRowRequest]  # 1 至 1000 行；更新时只需给出要改的字段


class BulkRowRequest(TypedDict):
    name: str  # 项目名称
    external_ref: str  # 外部编号，同一次提交中不得重复
    summary: NotRequired[str]  # 建设内容
    foreign_currency: NotRequired[str]  # 外币币种
    foreign_rate_source: NotRequired[str]  # 汇率来源
    industry: NotRequired[str]  # 行业（GB/T 4754）
    chain: NotRequired[str]  # 产业链
    demonstration_reason: NotRequired[str]  # 高新技术／示范／影响重大的理由
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    channel: NotRequired[
        Literal["industry", "business", "stationed", "kinship", "fund", "event", "other", ""]
    ]  # 招商方式
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    construction_nature: NotRequired[Literal["new", "expansion", "upgrade", "relocation", "purchase", ""]]  # 建设性质
    land_kind: NotRequired[Literal["new_supply", "existing", "rented", "bought", ""]]  # 用地情况
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    filed_investment_wan: NotRequired[Union[str, None]]  # 备案证金额（万元）
    statistics_investment_wan: NotRequired[Union[str, None]]  # 纳统计划总投资（万元）
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    expected_tax_wan: NotRequired[Union[str, None]]  # 预计年税收（万元）
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    foreign_rate: NotRequired[Union[str, None]]  # 折算汇率（每1单位外币合人民币元）
    expected_jobs: NotRequired[Union[int, None]]  # 预计用工（人）
    is_industrial: NotRequired[bool]  # 工业项目
    assigned_by_city: NotRequired[bool]  # 市委市政府直接交办
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    negotiating_on: NotRequired[str]  # 在谈日期，默认今天
    planned_signed_on: NotRequired[Union[str, None]]  # 计划签约
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    foreign_rate_on: NotRequired[Union[str, None]]  # 汇率日期
    landing_organisation: str  # 落地单位代码
    lead_organisation: NotRequired[Union[str, None]]  # 牵头单位代码
    first_contact_organisation: NotRequired[Union[str, None]]  # 首谈单位代码
    company_name: NotRequired[str]  # 项目公司名称
    company_uscc: NotRequired[str]  # 项目公司信用代码
    investors: NotRequired[List[Union[str, Dict[str, Any]]]]  # 投资方：企业标识，或 {name, uscc}
    tags: NotRequired[List[str]]  # 标签
    version: NotRequired[Union[int, None]]  # 所见版本；给出时，版本不同的行不通过（stale）


class CellShown(TypedDict):
    key: Union[str, None]  # 分组的值；合计为空
    label: str  # 名称
    count: int  # 个数（到位资金为笔数）
    amount_wan: Union[str, None]  # 金额（万元）；实际利用外资为万美元
    rows_url: str  # 明细地址


class ChangeShown(TypedDict):
    id: int  # 位置，递增
    type: str  # 类型，如 project.changed、claim.submitted；可能增加
    object: ObjectShown  # 对象
    occurred_at: str  # 发生时间
    data: Union[Dict[str, Any], None]  # 对象读取时的内容，与其详情接口相同；project.left 为空


class ChannelShown(TypedDict):
    name: str  # 渠道
    label: str  # 名称
    is_muted: bool  # 本人不用这个渠道接收


class ChiefShown(TypedDict):
    officer: str  # 人员标识
    name: str  # 姓名
    post: str  # 职务
    organisation: Union[str, None]  # 所属单位代码


class ChosenRule(TypedDict):
    rule: Literal[
        "carried_over",
        "chief_missing",
        "red_light",
        "problem_open",
        "item_unanswered",
        "node_due",
        "new_project",
        "proposal_open",
        "yellow_light",
        "no_news",
        "step_taken",
    ]  # 规则
    most: NotRequired[Union[int, None]]  # 最多几项，空为不限
    days: NotRequired[Union[int, None]]  # 天数，空为规则默认


class ChosenRuleRequest(TypedDict):
    rule: Literal[
        "carried_over",
        "chief_missing",
        "red_light",
        "problem_open",
        "item_unanswered",
        "node_due",
        "new_project",
        "proposal_open",
        "yellow_light",
        "no_news",
        "step_taken",
    ]  # 规则
    most: NotRequired[Union[int, None]]  # 最多几项，空为不限
    days: NotRequired[Union[int, None]]  # 天数，空为规则默认


class ClaimBodyRequest(TypedDict):
    project: str  # 项目标识
    step: Literal["sign", "register", "start", "produce", "resume", "restore", "revoke"]  # 节点
    submit: NotRequired[bool]  # 同时提交认定
    effective_on: str  # 发生日期
    note: NotRequired[str]  # 说明
    reason: NotRequired[str]  # 事由
    evidence: NotRequired[List[str]]  # 佐证材料标识
    investors: NotRequired[List[Union[str, Dict[str, Any]]]]  # 投资方：企业标识，或 {name, uscc}
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    landing_organisation: NotRequired[str]  # 落地单位代码
    industry: NotRequired[str]  # 行业（GB/T 4754）
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    company_name: NotRequired[str]  # 项目公司名称
    company_uscc: NotRequired[str]  # 项目公司信用代码
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段


class ClaimShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 创建时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    step: Literal["sign", "register", "start", "produce", "resume", "restore", "revoke"]  # 节点
    state: Literal["draft", "submitted", "returned", "approved", "rejected", "withdrawn"]  # 状态
    effective_on: str  # 发生日期
    note: str  # 说明
    reason: str  # 事由
    evidence: List[str]  # 佐证材料标识
    verifying_unit: Union[str, None]  # 认定单位代码
    due_on: Union[str, None]  # 本轮认定期限
    created_by: str  # 申报人
    submitted_by: Union[str, None]  # 提交人
    submitted_at: Union[str, None]  # 提交时间
    round: int  # 现在第几轮认定；第一轮通过后仍为 submitted，等第二轮
    rounds: int  # 共几轮认定，提交时确定
    second_unit: Union[str, None]  # 第二轮认定单位代码
    first_unit: Union[str, None]  # 通过第一轮的单位代码
    first_verified_by: Union[str, None]  # 第一轮认定人
    first_verified_at: Union[str, None]  # 第一轮认定时间
    decided_by: Union[str, None]  # 认定人
    decided_at: Union[str, None]  # 认定时间
    revokes: Union[str, None]  # 撤销认定针对的流转记录，起草时确定；其他节点为空
    transition: Union[str, None]  # 认定后形成的流转记录
    thread: List[EventShown]  # 经过
    investors: NotRequired[List[InvestorShown]]  # 投资方
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    landing_organisation: NotRequired[str]  # 落地单位代码
    industry: NotRequired[str]  # 行业（GB/T 4754）
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    company_name: NotRequired[str]  # 项目公司名称
    company_uscc: NotRequired[str]  # 项目公司信用代码
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段


class ClaimShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ClaimShown]


class ClashDetailShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 发现时间
    updated_at: str  # 更新时间
    state: Literal["open", "ruled", "closed"]  # 状态
    deadline_on: str  # 裁定期限
    reopened_at: Union[str, None]  # 转入复议的时间
    reason: str  # 裁定理由
    sides: List[SideShown]  # 可见的一方或双方
    strength: Union[Literal["certain", "probable", "possible"], None]  # 把握；只有双方项目都在查看范围内时才有
    grounds: List[str]  # 相同之处；只有双方项目都在查看范围内时才有
    outcome: str  # 裁定；只有双方项目都在查看范围内时才有，单方看 sides 的 answer
    ruled_by: Union[str, None]  # 裁定人；只有双方项目都在查看范围内时才有
    events: List[ClashEventShown]  # 经过；单方只有本方的陈述


class ClashDetailShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ClashDetailShown]


class ClashEventShown(TypedDict):
    kind: str  # 类别
    side: str  # 陈述的一方
    at: str  # 时间
    by: str  # 经办人
    outcome: str  # 裁定
    text: str  # 内容
    proof: str  # 依据


class ClashShown(TypedDict):
    state: Literal["open", "ruled", "closed"]  # 状态
    deadline_on: str  # 裁定期限


class CohortShown(TypedDict):
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    size: int  # 名单项目数
    amount_wan: Union[str, None]  # 金额（万元）
    registered: Union[int, None]  # 已注册个数
    started: Union[int, None]  # 已开工个数
    producing: Union[int, None]  # 已投产个数
    rates: RatesShown  # 比率
    stages: List[RateShown]  # 逐阶段，含明细地址
    rows_url: str  # 名单地址


class ColumnBody(TypedDict):
    name: str  # 列标识：小写字母、数字、下划线；改版时沿用才能与上期比较
    label: str  # 列名
    kind: Literal[
        "text", "long", "number", "money_yi", "money_wan", "date", "choice", "unit", "chain", "project"
    ]  # 类型
    required: NotRequired[bool]  # 必填
    minimum: NotRequired[Union[str, None]]  # 下限（含），单位与列相同
    maximum: NotRequired[Union[str, None]]  # 上限（含），单位与列相同
    choices: NotRequired[List[str]]  # 选项
    hint: NotRequired[str]  # 填写说明


class ColumnBodyRequest(TypedDict):
    name: str  # 列标识：小写字母、数字、下划线；改版时沿用才能与上期比较
    label: str  # 列名
    kind: Literal[
        "text", "long", "number", "money_yi", "money_wan", "date", "choice", "unit", "chain", "project"
    ]  # 类型
    required: NotRequired[bool]  # 必填
    minimum: NotRequired[Union[str, None]]  # 下限（含），单位与列相同
    maximum: NotRequired[Union[str, None]]  # 上限（含），单位与列相同
    choices: NotRequired[List[str]]  # 选项
    hint: NotRequired[str]  # 填写说明


class ComparedShown(TypedDict):
    count: int  # 去年同期个数
    amount_wan: Union[str, None]  # 去年同期金额（万元）
    rows_url: str  # 去年同期明细地址
    change: int  # 增减个数
    ratio: Union[str, None]  # 个数增幅（%）；基数为0时为空
    amount_change_wan: Union[str, None]  # 金额增减（万元）
    amount_ratio: Union[str, None]  # 金额增幅（%）；基数为0时为空
    note: str  # 说明，如“上年同期为0”


class ConfirmBodyRequest(TypedDict):
    confirmed_amount_wan: NotRequired[Union[str, None]]  # 核实金额（万元），不填即与填报一致
    reason: NotRequired[str]  # 核减理由，核实金额低于填报时必填


class ConfirmationBodyRequest(TypedDict):
    kind: Literal["library", "above_scale"]  # 入统（开工后）或入规（投产后）
    confirmed_on: str  # 确认日期
    basis: str  # 依据或编号


class ConfirmationShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    kind: Literal["library", "above_scale"]  # 入统或入规
    confirmed_on: str  # 确认日期
    basis: str  # 依据或编号
    created_by: str  # 登记人
    withdrawn_at: Union[str, None]  # 撤回时间，有效为空
    withdrawn_by: Union[str, None]  # 撤回人
    withdrawn_why: str  # 撤回理由


class ConfirmationShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ConfirmationShown]


class ContactBodyRequest(TypedDict):
    name: str  # 姓名
    title: NotRequired[str]  # 职务
    phone: NotRequired[str]  # 电话，加密保存
    email: NotRequired[str]  # 邮箱
    is_primary: NotRequired[bool]  # 首要联系人，每家企业一位


class ContactShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    enterprise: str  # 企业标识
    name: str  # 姓名
    title: str  # 职务
    phone_masked: str  # 电话，脱敏
    email_masked: str  # 邮箱，脱敏
    is_primary: bool  # 首要联系人
    withdrawn_at: Union[str, None]  # 作废时间


class ContactShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ContactShown]


class ConversionShown(TypedDict):
    month: str  # 月份（1日）
    size: int  # 项目数
    left: int  # 已终止、退库个数
    stages: List[RateShown]  # 逐阶段
    rows_url: str  # 名单地址


class ConversionsShown(TypedDict):
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    months: List[ConversionShown]  # 逐月
    total: Union[ConversionShown, None]  # 合计；没有项目时为空


class CorrectionBodyRequest(TypedDict):
    text: str  # 更正内容
    reason: str  # 更正理由


class CorrectionShown(TypedDict):
    number: int  # 序号
    text: str  # 更正内容
    reason: str  # 更正理由
    at: str  # 更正时间


class CreditsBodyRequest(TypedDict):
    credits: List[ShareBodyRequest]  # 各单位的分成，合计 100，或为空
    why: NotRequired[str]  # 依据或理由


class CreditsShown(TypedDict):
    project: str  # 项目标识
    url: str  # 地址
    version: int  # 项目版本
    credits: List[ShareShown]  # 各单位的分成


class DayShown(TypedDict):
    nominal_on: str  # 按规则的日期
    held_on: Union[str, None]  # 实际日期；空为取消或并入
    merged_into: Union[str, None]  # 并入哪天的会议
    promised: bool  # 工作日历已公布，日期确定
    reason: str  # 调整原因
    beside: List[str]  # 同一组织单位同一天的其他系列


class DecideBodyRequest(TypedDict):
    decision: Literal["sent", "again", "retry", "close"]  # sent、again：结果不明的；retry、close：多次失败的
    reason: NotRequired[str]  # 理由；retry、close 必填


class DecisionAnswerBodyRequest(TypedDict):
    note: NotRequired[str]  # 意见
    evidence: NotRequired[Union[str, None]]  # 材料（本项目佐证标识）；须附材料的步骤必填


class DecisionBodyRequest(TypedDict):
    text: str  # 议定事项
    project: NotRequired[Union[str, None]]  # 议题项目，不涉及项目的留空
    lead: str  # 牵头单位代码
    joint: NotRequired[List[str]]  # 配合单位代码
    officer: NotRequired[Union[str, None]]  # 责任人标识
    due_on: NotRequired[Union[str, None]]  # 完成日期
    days: NotRequired[Union[int, None]]  # 或天数
    counting: NotRequired[Literal["working", "calendar"]]  # 天数算法


class DecisionShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 发起时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    attempt: int  # 第几次
    state: Literal["running", "returned", "approved", "rejected", "withdrawn"]  # 状态
    procedure: str  # 适用流程版本
    landing_organisation: str  # 发起时落地单位代码
    total_investment_wan: Union[str, None]  # 发起时总投资（万元）
    step: str  # 当前或最后的步骤
    step_organisation: str  # 当前或最后的单位代码
    due_on: Union[str, None]  # 当前步骤期限
    note: str  # 发起说明
    started_by: str  # 发起人
    closed_on: Union[str, None]  # 办结日期
    office_workdays: int  # 办理用时（工作日）
    applicant_workdays: int  # 补充用时（工作日）
    limit_workdays: int  # 所经步骤时限合计（工作日）
    turns: List[TurnShown]  # 办理过程


class DecisionShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[DecisionShown]


class DecisionStartBodyRequest(TypedDict):
    note: NotRequired[str]  # 发起说明


class DecisionWithdrawBodyRequest(TypedDict):
    note: NotRequired[str]  # 说明


class DeliveryShown(TypedDict):
    id: str  # 标识
    version: int  # 版本
    channel: Literal[
        "dingtalk_robot",
        "dingtalk_work",
        "email",
        "feishu_app",
        "feishu_robot",
        "gov_wechat",
        "sms",
        "wecom_app",
        "wecom_robot",
    ]  # 渠道
    channel_label: str  # 渠道名称
    address: str  # 地址（邮箱脱敏）；群消息为群名
    copy: int  # 第几次重发，0 为原件
    message_id: str  # Message-ID
    state: Literal["queued", "claimed", "data", "sent", "uncertain", "failed", "dead", "closed", "void"]  # 结果
    not_before: str  # 最早发送时间
    sent_at: Union[str, None]  # 送达服务器时间
    attempts: List[AttemptShown]  # 发送经过


class DifferenceShown(TypedDict):
    project: str  # 项目标识
    project_url: str  # 项目地址
    number: str  # 项目编号
    name: str  # 项目名称
    count: int  # 个数变化
    amount_wan: Union[str, None]  # 金额变化（万元）
    reasons: List[ReasonShown]  # 原因


class DifferencesShown(TypedDict):
    before: ReadingShown  # 前一次
    after: ReadingShown  # 后一次
    differences: List[DifferenceShown]  # 造成差异的每个项目；个数、金额变化相加正好等于两次之差


class DropBodyRequest(TypedDict):
    reason: str  # 撤去理由


class DurationsShown(TypedDict):
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    reached: int  # 已到达个数
    waiting: int  # 仍在等待个数
    left: int  # 中途退出个数
    quarter_days: Union[int, None]  # 四分之一在多少天内到达
    median_days: Union[int, None]  # 中位数（天）；到达不足一半时为空
    three_quarters_days: Union[int, None]  # 四分之三在多少天内到达
    shortest_days: Union[int, None]  # 最短（天）
    longest_days: Union[int, None]  # 最长（天）
    mean_days_of_reached: Union[str, None]  # 已到达者的平均天数，不含仍在等待的
    reached_rows_url: str  # 已到达的明细地址
    waiting_rows_url: str  # 仍在等待的明细地址
    left_rows_url: str  # 中途退出的明细地址
    rows_url: str  # 全部明细地址


class DutyShown(TypedDict):
    at: str  # 查看时间
    verdict: str  # 总的情况
    figures: FiguresShown  # 数字
    signs: List[SignShown]  # 各项情况
    troubles: List[TroubleShown]  # 故障，未恢复的在前
    failures: List[FailureShown]  # 扫描失败的对象


class EnterpriseBodyRequest(TypedDict):
    name: str  # 企业名称
    uscc: NotRequired[str]  # 统一社会信用代码，18 位
    kind: NotRequired[Literal["domestic", "foreign", "hmt"]]  # 内资、外资、港澳台资
    origin_region: NotRequired[str]  # 来源地
    former_registration_number: NotRequired[str]  # 原工商注册号，13 或 15 位数字
    is_abroad: NotRequired[bool]  # 境外企业：无信用代码，来源地填国家或地区
    legal_representative: NotRequired[str]  # 法定代表人
    registered_on: NotRequired[Union[str, None]]  # 成立日期
    parent: NotRequired[Union[str, None]]  # 集团母公司（企业标识）
    recognitions: NotRequired[
        List[str]
    ]  # 荣誉资质，如 世界500强（2025）、上市公司（600519）；给出的清单即为全部，其余作废


class EnterpriseShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 创建时间
    updated_at: str  # 更新时间
    name: str  # 企业名称
    uscc: str  # 统一社会信用代码
    kind: Literal["domestic", "foreign", "hmt"]  # 类型
    origin_region: str  # 来源地
    former_registration_number: str  # 原工商注册号
    is_abroad: bool  # 境外企业
    legal_representative: str  # 法定代表人
    registered_on: Union[str, None]  # 成立日期
    parent: Union[str, None]  # 集团母公司（企业标识）
    merged_into: Union[str, None]  # 并入的企业标识；不为空时请改用该企业
    recognitions: List[str]  # 荣誉资质


class EnterpriseShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[EnterpriseShown]


class EntryBodyRequest(TypedDict):
    project: str  # 项目标识
    detail: NotRequired[str]  # 说明


class EntryMarkBodyRequest(TypedDict):
    entry: int  # 议题标识
    state: Literal["pending", "discussed", "unfinished"]  # 待议、已议、续议


class EntryShown(TypedDict):
    id: int  # 标识
    position: int  # 顺序
    project: str  # 项目标识
    number: str  # 项目编号
    name: str  # 项目名称
    reason: Literal[
        "carried_over",
        "chief_missing",
        "red_light",
        "problem_open",
        "item_unanswered",
        "node_due",
        "new_project",
        "proposal_open",
        "yellow_light",
        "no_news",
        "step_taken",
        "added",
        "merged",
    ]  # 列入理由（首要）
    reasons: List[
        Literal[
            "carried_over",
            "chief_missing",
            "red_light",
            "problem_open",
            "item_unanswered",
            "node_due",
            "new_project",
            "proposal_open",
            "yellow_light",
            "no_news",
            "step_taken",
            "added",
            "merged",
        ]
    ]  # 全部列入理由
    detail: str  # 说明
    state: Literal["pending", "discussed", "unfinished"]  # 议题状态


class EntryShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[EntryShown]


class EventShown(TypedDict):
    kind: Literal["created", "edited", "submitted", "passed", "returned", "approved", "rejected", "withdrawn"]  # 动作
    by: str  # 经办人
    at: str  # 时间
    note: str  # 意见
    reasons: List[Dict[str, Any]]  # 逐项意见
    round: int  # 认定轮次
    delegated_by: Union[str, None]  # 受其委托的单位代码；以本单位名义办理的为空


class EvidenceBodyRequest(TypedDict):
    kind: Literal[
        "investment_agreement",
        "framework_agreement",
        "business_licence",
        "construction_scope",
        "construction_contract",
        "site_photo",
        "approval_document",
        "construction_permit",
        "design_document",
        "feasibility_study",
        "equipment_contract",
        "payment_voucher",
        "bank_slip",
        "equipment_photo",
        "opening_proof",
        "completion_acceptance",
        "first_product",
        "invoice_or_tax",
        "check_record",
        "other",
    ]  # 材料类型
    file: File  # 文件：PDF、图片或 Office 文档，不超过 50 MB
    title: NotRequired[str]  # 标题
    issued_on: NotRequired[Union[str, None]]  # 出具日期


class EvidenceShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本：1，作废后为 2
    created_at: str  # 上传时间
    updated_at: str  # 上传或作废时间
    project: str  # 项目标识
    kind: Literal[
        "investment_agreement",
        "framework_agreement",
        "business_licence",
        "construction_scope",
        "construction_contract",
        "site_photo",
        "approval_document",
        "construction_permit",
        "design_document",
        "feasibility_study",
        "equipment_contract",
        "payment_voucher",
        "bank_slip",
        "equipment_photo",
        "opening_proof",
        "completion_acceptance",
        "first_product",
        "invoice_or_tax",
        "check_record",
        "other",
    ]  # 材料类型
    title: str  # 标题
    filename: str  # 原文件名
    content_type: str  # 内容类型
    size: int  # 大小（字节）
    sha256: str  # SHA-256
    issued_on: Union[str, None]  # 出具日期
    item: str  # 材料组：同一份材料的多个文件相同
    withdrawn_at: Union[str, None]  # 作废时间
    withdrawn_reason: str  # 作废理由
    file: str  # 下载地址


class EvidenceShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[EvidenceShown]


class ExtraBodyRequest(TypedDict):
    starts_at: str  # 开始时间
    place: NotRequired[str]  # 地点
    reason: str  # 加开事由
    is_urgent: NotRequired[bool]  # 紧急加开：不足提前通知的工作日


class ExtraShown(TypedDict):
    id: str  # 会议标识
    url: str  # 会议地址
    number: int  # 第几次
    title: str  # 名称


class FailureBodyRequest(TypedDict):
    act: Literal["aside", "back"]  # aside 搁置，back 重新扫描
    reason: str  # 理由


class FailureShown(TypedDict):
    id: str  # 标识
    version: int  # 版本：失败次数，搁置后加一
    family: str  # 扫描
    subject: str  # 对象
    error: str  # 错误
    first_at: str  # 首次失败
    last_at: str  # 最近失败
    times: int  # 次数
    set_aside_at: Union[str, None]  # 搁置时间
    reason: str  # 搁置理由


class FeedShown(TypedDict):
    results: List[ChangeShown]  # 变更，按发生的先后
    next: Union[str, None]  # 后面现在还有时，接着读的完整地址；没有时为空
    previous: Union[str, None]  # 总是为空：只能往后读
    cursor: str  # 游标：处理完 results 后保存，下次作为 after
    more: bool  # 后面现在还有，请立即再读


class FieldProblem(TypedDict):
    field: str  # 字段名
    code: str  # 稳定的错误代码
    detail: str  # 说明


class FigureShown(TypedDict):
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    count: int  # 个数（到位资金为笔数）
    amount_wan: Union[str, None]  # 金额（万元）；实际利用外资为万美元
    rows_url: str  # 明细地址
    overlaps: bool  # 一条记录可能同时在几个分组里，各组相加大于合计
    groups: List[CellShown]  # 分组


class FiguresShown(TypedDict):
    scanned_at: Union[str, None]  # 最近一轮扫描：最久没有运行的一项的时间
    canary_at: Union[str, None]  # 任务进程试运行时间
    unsent_since: Union[str, None]  # 最早未发出的消息自何时起应发
    uncertain: int  # 结果不明的消息
    dead: int  # 多次失败的消息
    ping: Literal["off", "none", "taken", "refused"]  # 外部看门狗
    pinged_at: Union[str, None]  # 最近一次信号时间


class FileShown(TypedDict):
    id: str  # 标识
    filename: str  # 原文件名
    content_type: str  # 内容类型
    size: int  # 大小（字节）
    sha256: str  # SHA-256
    file: str  # 下载地址


class FlowShown(TypedDict):
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    count: int  # 个数（到位资金为笔数）
    amount_wan: Union[str, None]  # 金额（万元）；实际利用外资为万美元
    rows_url: str  # 明细地址
    overlaps: bool  # 一条记录可能同时在几个分组里，各组相加大于合计
    groups: List[CellShown]  # 分组
    increases: int  # 增资项数（只计金额，不计个数）
    increase_amount_wan: Union[str, None]  # 增资金额（万元），已含在金额内
    compare: Union[ComparedShown, None]  # 与去年同期比；没有要求时为空


class FollowUpBodyRequest(TypedDict):
    matter: str  # 交办事项
    days: int  # 办结时限（工作日）


class FormBodyRequest(TypedDict):
    columns: List[ColumnBodyRequest]  # 列，按顺序
    key: str  # 识别列的标识，两期之间按它比较
    amount: NotRequired[str]  # 汇总金额列的标识，空为不汇总
    tiers_wan: NotRequired[List[int]]  # 金额档次（万元），从小到大


class FormShown(TypedDict):
    columns: List[ColumnBody]  # 列，按顺序
    key: str  # 识别列的标识，两期之间按它比较
    amount: NotRequired[str]  # 汇总金额列的标识，空为不汇总
    tiers_wan: NotRequired[List[int]]  # 金额档次（万元），从小到大
    number: int  # 版次


class FreezeBodyRequest(TypedDict):
    cut_off: NotRequired[Union[str, None]]  # 数据截止；不给为现在
    reason: NotRequired[str]  # 重新定稿的原因（第2版起必填）


class FrozenBodyRequest(TypedDict):
    title: str  # 名称
    key: str  # 数的标识，取自 rows_url


class FrozenCellShown(TypedDict):
    key: Union[str, None]  # 分组的值
    label: str  # 名称
    count: int  # 个数
    amount_wan: Union[str, None]  # 金额（万元）


class FrozenRowShown(TypedDict):
    id: str  # 记录标识
    kind: Literal["step", "increase", "project", "arrival", "plan"]  # 记录种类
    project: str  # 项目标识
    number: str  # 项目编号；不在查看范围内的为空
    name: str  # 项目名称
    count: int  # 计入个数
    amount_wan: Union[str, None]  # 计入金额（万元）


class FrozenRowShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[FrozenRowShown]


class FrozenShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本，恒为1
    created_at: str  # 定稿时间
    updated_at: str  # 定稿时间
    title: str  # 名称
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    measure: Literal["total", "fixed", "arrived", "plan", "usd"]  # 金额口径
    organisation: Union[str, None]  # 统计范围（单位代码）
    count: int  # 个数
    amount_wan: str  # 金额（万元）；实际利用外资为万美元
    cells: List[FrozenCellShown]  # 分项
    sha256: str  # 校验值
    is_whole: bool  # 校验是否一致
    frozen_by: str  # 定稿人
    rows_url: str  # 定稿时的明细地址
    differences_url: str  # 与现在的差异地址


class FrozenShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[FrozenShown]


class FundBodyRequest(TypedDict):
    arrived_on: str  # 到账日期
    amount_wan: NotRequired[Union[str, None]]  # 到账金额（万元）；外资可不填，按外币金额和汇率折算
    origin: Literal["outside_province", "outside_city", "local", "foreign"]  # 资金来源
    nature: NotRequired[Literal["state", "private", "foreign", ""]]  # 资金性质
    purpose: NotRequired[Literal["fixed", "working", ""]]  # 资金用途
    payer: NotRequired[Union[str, None]]  # 付款企业标识
    payer_name: NotRequired[str]  # 付款方名称（不在企业库中的）
    bank_name: str  # 收款账户开户银行
    slip_number: str  # 进账单号，全市只能登记一次
    slip: str  # 进账单：本项目佐证材料的标识（银行进账单或付款凭证）
    foreign_currency: NotRequired[str]  # 外币币种（ISO 4217）；跨境人民币为 CNY
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    rate: NotRequired[Union[str, None]]  # 汇率：1 单位外币折合人民币元
    rate_on: NotRequired[Union[str, None]]  # 汇率日期
    rate_source: NotRequired[str]  # 汇率来源
    usd_amount_wan: NotRequired[Union[str, None]]  # 实际利用外资（万美元），不并入人民币金额
    usd_basis: NotRequired[Literal["capital", "customs", "exchange", ""]]  # 实际利用外资依据
    note: NotRequired[str]  # 备注


class FundShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 填报时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    state: Literal["reported", "confirmed", "returned", "withdrawn"]  # 状态：只有已核实的计入到位资金
    arrived_on: str  # 到账日期
    amount_wan: str  # 到账金额（万元），填报数
    origin: Literal["outside_province", "outside_city", "local", "foreign"]  # 资金来源
    nature: str  # 资金性质
    purpose: str  # 资金用途
    payer: Union[str, None]  # 付款企业标识
    payer_name: str  # 付款方名称
    bank_name: str  # 开户银行
    slip_number: str  # 进账单号
    slip: str  # 进账单（佐证材料标识）
    foreign_currency: str  # 外币币种
    foreign_amount_wan: Union[str, None]  # 外币金额（万）
    rate: Union[str, None]  # 汇率
    rate_on: Union[str, None]  # 汇率日期
    rate_source: str  # 汇率来源
    usd_amount_wan: Union[str, None]  # 实际利用外资（万美元）
    usd_basis: str  # 实际利用外资依据
    note: str  # 备注
    confirmed_amount_wan: Union[str, None]  # 核实金额（万元），计入到位资金的数
    confirmed_reason: str  # 核减理由
    confirmed_at: Union[str, None]  # 核实时间
    confirmed_by: Union[str, None]  # 核实人
    returned_reason: str  # 退回理由
    returned_at: Union[str, None]  # 退回时间
    returned_by: Union[str, None]  # 退回人
    withdrawn_reason: str  # 作废理由
    withdrawn_at: Union[str, None]  # 作废时间
    withdrawn_by: Union[str, None]  # 作废人
    created_by: str  # 填报人


class FundShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[FundShown]


class FunnelShown(TypedDict):
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    count: int  # 个数
    amount_wan: Union[str, None]  # 金额（万元）
    rows_url: str  # 明细地址
    overlaps: bool  # 一个项目可能同时在几个分组里
    stages: List[StageShown]  # 各阶段
    groups: List[StageGroupShown]  # 分组，细到阶段和状态


class InvestorShown(TypedDict):
    id: str  # 企业标识
    name: str  # 企业名称
    uscc: str  # 统一社会信用代码


class ItemAnswerUpBodyRequest(TypedDict):
    referral: NotRequired[Union[str, None]]  # 上报标识，空为最早一项
    reply_letter_no: NotRequired[str]  # 答复文号；登记来文时必填
    replied_on: NotRequired[Union[str, None]]  # 答复日期，空为今天
    note: str  # 答复内容


class ItemDecisionBodyRequest(TypedDict):
    grants: bool  # 是否同意
    granted_on: NotRequired[Union[str, None]]  # 同意延至，空为申请的日期
    note: NotRequired[str]  # 答复意见；不同意时必填


class ItemEventShown(TypedDict):
    sequence: int  # 序号
    kind: Literal[
        "issued",
        "signed",
        "named",
        "replied",
        "joint_replied",
        "submitted",
        "returned",
        "closed",
        "ext_asked",
        "extended",
        "not_extended",
        "deferred",
        "reviewed",
        "resumed",
        "over_asked",
        "handed_over",
        "over_refused",
        "urged",
        "passed_up",
        "answered_up",
        "verified",
        "reopened",
        "voided",
    ]  # 动作
    by: str  # 经办人
    organisation: str  # 经办单位代码
    at: str  # 时间
    before: str  # 原状态
    after: Literal["to_sign", "working", "returned", "checking", "long_term", "closed", "void"]  # 新状态
    detail: str  # 变化
    note: str  # 内容
    files: List[ItemFileShown]  # 材料


class ItemExtensionBodyRequest(TypedDict):
    note: str  # 延期理由
    wished_on: str  # 申请延至


class ItemExtensionShown(TypedDict):
    due_before: str  # 原期限
    wished_on: str  # 申请延至
    reason: str  # 延期理由
    answer: Literal["", "yes", "no"]  # 答复，空为待答复
    granted_on: Union[str, None]  # 同意延至


class ItemFileShown(TypedDict):
    id: str  # 标识
    filename: str  # 原文件名
    content_type: str  # 内容类型
    size: int  # 大小（字节）
    sha256: str  # SHA-256
    file: str  # 下载地址


class ItemHandoverBodyRequest(TypedDict):
    to_unit: str  # 接收单位代码
    note: str  # 移交理由


class ItemIssueBodyRequest(TypedDict):
    issuer: str  # 交办单位代码
    matter: str  # 交办事项
    requirement: NotRequired[str]  # 办理要求
    lead: str  # 牵头单位代码
    joint: NotRequired[List[str]]  # 配合单位代码
    officer: NotRequired[Union[str, None]]  # 责任人标识
    project: NotRequired[Union[str, None]]  # 项目标识
    due_on: NotRequired[Union[str, None]]  # 办结期限
    days: NotRequired[Union[int, None]]  # 或天数
    counting: NotRequired[Literal["working", "calendar"]]  # 天数按工作日或自然日
    source_kind: Literal["meeting", "instruction", "superior", "enterprise", "report", "other"]  # 来源
    source_label: NotRequired[str]  # 来源说明
    source_key: NotRequired[str]  # 来源标识：同一标识只生成一件


class ItemJointShown(TypedDict):
    organisation: str  # 单位代码
    replied_at: Union[str, None]  # 最近回复时间


class ItemNoteBodyRequest(TypedDict):
    note: str  # 说明


class ItemPassUpBodyRequest(TypedDict):
    level: Literal["city", "province"]  # 协调层级
    to_unit: NotRequired[str]  # 请求协调单位代码
    to_name: NotRequired[str]  # 或系统外单位名称
    letter_no: NotRequired[str]  # 上报文号
    note: str  # 请求协调事项


class ItemReferralShown(TypedDict):
    id: str  # 标识
    level: Literal["city", "province"]  # 协调层级
    to: str  # 请求协调单位的名称
    to_unit: Union[str, None]  # 请求协调单位代码；系统外的单位为空
    need: str  # 请求协调事项
    letter_no: str  # 上报文号
    reply: str  # 答复内容
    reply_letter_no: str  # 答复文号
    replied_on: Union[str, None]  # 答复日期


class ItemReplyBodyRequest(TypedDict):
    note: str  # 办理情况
    files: NotRequired[List[File]]  # 佐证材料，最多 10 个，每个不超过 50 MB


class ItemReviewBodyRequest(TypedDict):
    note: str  # 理由或复核情况
    review_on: str  # 复核日


class ItemShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 交办时间
    updated_at: str  # 更新时间
    number: str  # 编号
    issuer: str  # 交办单位代码
    matter: str  # 交办事项
    requirement: str  # 办理要求
    lead: str  # 牵头单位代码
    first_unit: str  # 首接单位代码
    joint: List[ItemJointShown]  # 配合单位
    officer: Union[str, None]  # 责任人
    project: Union[str, None]  # 项目标识
    source_kind: Literal["meeting", "instruction", "superior", "enterprise", "report", "other"]  # 来源
    source_label: str  # 来源说明
    state: Literal["to_sign", "working", "returned", "checking", "long_term", "closed", "void"]  # 状态
    light: Literal["green", "blue", "yellow", "red", "grey", "none"]  # 今天的亮灯
    issued_on: str  # 交办日期
    original_due_on: str  # 原定期限
    due_on: str  # 现期限
    review_on: Union[str, None]  # 长期事项复核日
    late_days: int  # 报请时逾期（工作日）
    signed_at: Union[str, None]  # 签收时间
    submitted_at: Union[str, None]  # 报请时间
    closed_at: Union[str, None]  # 销号时间
    check_due_on: Union[str, None]  # 跟踪问效日
    verified_at: Union[str, None]  # 问效时间
    extension: Union[ItemExtensionShown, None]  # 延期
    handover_to: Union[str, None]  # 等待接收移交的单位代码
    referrals: List[ItemReferralShown]  # 上报协调
    events: List[ItemEventShown]  # 办理经过


class ItemShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ItemShown]


class ItemSignBodyRequest(TypedDict):
    note: NotRequired[str]  # 意见
    officer: NotRequired[Union[str, None]]  # 责任人标识


class ItemTermBodyRequest(TypedDict):
    note: str  # 理由
    due_on: NotRequired[Union[str, None]]  # 新的办结期限
    days: NotRequired[Union[int, None]]  # 或天数
    counting: NotRequired[Literal["working", "calendar"]]  # 天数按工作日或自然日


class ItemUrgeBodyRequest(TypedDict):
    note: NotRequired[str]  # 催办意见


class LadderBodyRequest(TypedDict):
    organisation: str  # 单位代码
    rungs: List[RungBodyRequest]  # 规则条目
    preset: Literal["default", "yinchuan", "sanya", "huating", "sanming", "zongyang", "own"]  # 预设
    issuer: str  # 发文机关
    valid_from: str  # 生效日期
    is_active: NotRequired[bool]  # 启用
    basis: NotRequired[str]  # 依据文件
    after: int  # 所依据的上一版本号，没有为0


class LadderFindingShown(TypedDict):
    kind: Literal["reminder", "supervision", "talk", "assignment", "urge", "slip"]  # 文种
    level: int  # 级别
    project: Union[str, None]  # 项目标识
    item: Union[str, None]  # 交办事项标识
    trigger: str  # 为什么


class LadderLookBodyRequest(TypedDict):
    organisation: str  # 单位代码


class LadderLookShown(TypedDict):
    proposed: int  # 新提出
    lapsed: int  # 失效


class LadderShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本号
    created_at: str  # 发布时间
    updated_at: str  # 发布时间
    organisation: str  # 单位代码
    preset: Literal["default", "yinchuan", "sanya", "huating", "sanming", "zongyang", "own"]  # 预设
    issuer: str  # 发文机关
    valid_from: str  # 生效日期
    is_active: bool  # 启用
    basis: str  # 依据文件
    rungs: List[RungBody]  # 规则条目


class LadderShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[LadderShown]


class LadderTrialBodyRequest(TypedDict):
    organisation: str  # 单位代码
    rungs: List[RungBodyRequest]  # 规则条目


class LadderTrialShown(TypedDict):
    findings: List[LadderFindingShown]  # 会提出的函件


class LetterAnswerBodyRequest(TypedDict):
    text: str  # 回复内容
    files: NotRequired[List[File]]  # 附件，最多10个（以表单提交）


class LetterAnswerShown(TypedDict):
    sequence: int  # 第几次
    text: str  # 回复内容
    by: str  # 回复人
    at: str  # 回复时间
    is_late: bool  # 是否超期
    verdict: Literal["", "accepted", "returned"]  # 审核
    judged_note: str  # 审核意见
    files: List[LetterFileShown]  # 附件


class LetterBodyRequest(TypedDict):
    kind: Literal["reminder", "supervision", "talk", "assignment", "urge", "slip"]  # 文种
    colour: NotRequired[Literal["", "blue", "yellow", "orange", "red"]]  # 颜色，空为不分
    organisation: NotRequired[str]  # 收文单位代码；缺省按项目、事项
    recipient_kind: NotRequired[Literal["lead", "chief", "head"]]  # 发往
    addressee: NotRequired[str]  # 抬头；缺省按收文单位或收文人
    trigger: str  # 触发情形
    issuer: str  # 发文机关
    word: str  # 文号代字，如芜招办
    title: str  # 标题
    body: str  # 正文，一行一段；可用占位词如{项目}、{回复期限}
    reply_days: NotRequired[int]  # 回复时限，0为不要求回复
    reply_count: NotRequired[Literal["working", "calendar"]]  # 时限单位
    signer_kind: NotRequired[Literal["leader", "office"]]  # 签发人类别
    project: NotRequired[Union[str, None]]  # 项目标识
    item: NotRequired[Union[str, None]]  # 交办事项标识


class LetterCopyShown(TypedDict):
    format: Literal["pdf", "docx"]  # 格式
    size: int  # 大小（字节）
    sha256: str  # SHA-256
    file: str  # 下载地址


class LetterEntryShown(TypedDict):
    kind: Literal[
        "proposed",
        "lapsed",
        "drafted",
        "edited",
        "dropped",
        "submitted",
        "recalled",
        "refused",
        "signed",
        "received",
        "answered",
        "accepted",
        "returned",
        "filed",
        "talked",
    ]  # 事项
    by: Union[str, None]  # 经办人，空为系统
    at: str  # 时间
    note: str  # 说明


class LetterFileShown(TypedDict):
    id: str  # 标识
    filename: str  # 原文件名
    size: int  # 大小（字节）
    sha256: str  # SHA-256
    file: str  # 下载地址


class LetterNoteBodyRequest(TypedDict):
    note: NotRequired[str]  # 说明


class LetterReasonBodyRequest(TypedDict):
    note: str  # 理由


class LetterShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 提出时间
    updated_at: str  # 更新时间
    number: str  # 文号，签发前为空
    kind: Literal["reminder", "supervision", "talk", "assignment", "urge", "slip"]  # 文种
    colour: Literal["", "blue", "yellow", "orange", "red"]  # 颜色
    level: int  # 级别
    state: Literal[
        "proposed", "draft", "signing", "sent", "received", "answered", "returned", "accepted", "filed", "dropped"
    ]  # 状态
    trigger: str  # 触发情形
    project: Union[str, None]  # 项目标识
    item: Union[str, None]  # 交办事项标识
    previous: Union[str, None]  # 上一级函件标识
    issuing_organisation: str  # 发文单位代码
    issuer: str  # 发文机关
    organisation: str  # 收文单位代码
    recipient: Union[str, None]  # 收文人
    addressee: str  # 抬头
    title: str  # 标题
    body: str  # 正文
    reply_days: int  # 回复时限
    reply_count: Literal["working", "calendar"]  # 时限单位
    due_on: Union[str, None]  # 回复期限
    signer: Union[str, None]  # 送签对象
    signed_by: Union[str, None]  # 签发人
    signed_at: Union[str, None]  # 签发时间
    received_by: Union[str, None]  # 签收人
    received_at: Union[str, None]  # 签收时间
    closed_note: str  # 办结说明，或不发的理由
    copies: List[LetterCopyShown]  # 签发文件
    answers: List[LetterAnswerShown]  # 回复
    entries: List[LetterEntryShown]  # 办理经过


class LetterShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[LetterShown]


class LetterSubmitBodyRequest(TypedDict):
    signer: str  # 送谁签发（人员标识）
    note: NotRequired[str]  # 送签说明


class LightShown(TypedDict):
    colour: Literal["green", "yellow", "red", "grey"]  # 绿、黄、红、灰
    reasons: List[str]  # 理由


class LightsShown(TypedDict):
    green: int  # 绿灯
    yellow: int  # 黄灯
    red: int  # 红灯
    grey: int  # 灰灯


class LitProjectShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 录入时间
    updated_at: str  # 更新时间
    number: str  # 项目编号
    stage: Literal["negotiating", "signed", "registered", "started", "producing"]  # 阶段（只读，经申报认定推进）
    standing: Literal["active", "suspended", "terminated", "withdrawn"]  # 状态（只读）
    source_organisation: str  # 录入单位代码
    name: str  # 项目名称
    external_ref: NotRequired[str]  # 外部编号
    summary: NotRequired[str]  # 建设内容
    foreign_currency: NotRequired[str]  # 外币币种
    foreign_rate_source: NotRequired[str]  # 汇率来源
    industry: NotRequired[str]  # 行业（GB/T 4754）
    chain: NotRequired[str]  # 产业链
    demonstration_reason: NotRequired[str]  # 高新技术／示范／影响重大的理由
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    channel: NotRequired[
        Literal["industry", "business", "stationed", "kinship", "fund", "event", "other", ""]
    ]  # 招商方式
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    construction_nature: NotRequired[Literal["new", "expansion", "upgrade", "relocation", "purchase", ""]]  # 建设性质
    land_kind: NotRequired[Literal["new_supply", "existing", "rented", "bought", ""]]  # 用地情况
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    filed_investment_wan: NotRequired[Union[str, None]]  # 备案证金额（万元）
    statistics_investment_wan: NotRequired[Union[str, None]]  # 纳统计划总投资（万元）
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    expected_tax_wan: NotRequired[Union[str, None]]  # 预计年税收（万元）
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    foreign_rate: NotRequired[Union[str, None]]  # 折算汇率（每1单位外币合人民币元）
    expected_jobs: NotRequired[Union[int, None]]  # 预计用工（人）
    is_industrial: NotRequired[bool]  # 工业项目
    assigned_by_city: NotRequired[bool]  # 市委市政府直接交办
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    negotiating_on: str  # 在谈日期
    planned_signed_on: NotRequired[Union[str, None]]  # 计划签约
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    foreign_rate_on: NotRequired[Union[str, None]]  # 汇率日期
    landing_organisation: str  # 落地单位代码
    lead_organisation: Union[str, None]  # 牵头单位代码
    first_contact_organisation: Union[str, None]  # 首谈单位代码
    foreign_equivalent_wan: Union[str, None]  # 外币折合人民币（万元）
    company_name: str  # 项目公司名称
    company_uscc: str  # 项目公司信用代码
    investors: List[InvestorShown]  # 投资方
    tags: List[str]  # 标签
    needs_chief: bool  # 需要首席责任人
    chief: Union[ChiefShown, None]  # 首席责任人
    signed_on: Union[str, None]  # 签约日期
    registered_on: Union[str, None]  # 注册日期
    started_on: Union[str, None]  # 开工日期
    producing_on: Union[str, None]  # 投产日期
    light: LightShown  # 亮灯
    clash: Union[ClashShown, None]  # 首报争议，没有时为空


class LitProjectShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[LitProjectShown]


class LoadShown(TypedDict):
    officer: str  # 人员标识
    name: str  # 姓名
    projects: int  # 项目数，不论责任，每个项目只计一次
    roles: RolesShown  # 现任责任数
    lights: LightsShown  # 按亮灯的项目数
    overdue_nodes: int  # 下一节点已迟的项目数
    handovers: int  # 尚未办结的交接数


class LookShown(TypedDict):
    name: str  # 名称
    label: str  # 项目
    claimed: str  # 申报
    seen: str  # 核对：same 相符、different 不符、unseen 未查看
    note: str  # 所见


class MarkBodyRequest(TypedDict):
    kind: Literal[
        "returnee", "world500", "china500", "private500", "listed", "anchor", "specialised", "high_tech"
    ]  # 标识
    list_year: NotRequired[Union[int, None]]  # 榜单年度
    reason: NotRequired[str]  # 依据或理由
    why: NotRequired[str]  # 修改或作废的理由
    withdrawn: NotRequired[bool]  # true：作废这一条，须写明理由 why


class MarkShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    kind: Literal[
        "returnee", "world500", "china500", "private500", "listed", "anchor", "specialised", "high_tech"
    ]  # 标识
    list_year: NotRequired[Union[int, None]]  # 榜单年度
    reason: NotRequired[str]  # 依据或理由
    withdrawn_at: Union[str, None]  # 作废时间，有效为空
    withdrawn_why: str  # 作废理由


class MarkShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[MarkShown]


class MaterialAnswerBodyRequest(TypedDict):
    progress: str  # 进展情况
    problem: NotRequired[str]  # 存在问题
    asked_for: NotRequired[str]  # 需要协调事项
    files: NotRequired[List[File]]  # 附件，最多10个


class MaterialShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 征询时间
    updated_at: str  # 更新时间
    meeting: str  # 会议标识
    entry: int  # 议题标识
    project: str  # 项目标识
    project_name: str  # 项目名称
    organisation: str  # 报送单位代码
    wanted: str  # 要求
    due_on: str  # 报送期限
    answered_at: Union[str, None]  # 首次报送时间
    is_late: bool  # 逾期：期限后才报送，或期限已过仍未报送
    withdrawn_at: Union[str, None]  # 撤回时间
    answers: List[AnswerShown]  # 报送内容，最近的在前


class MaterialShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[MaterialShown]


class MeetingBodyRequest(TypedDict):
    starts_at: str  # 开始时间
    place: NotRequired[str]  # 地点
    reason: str  # 加开事由
    is_urgent: NotRequired[bool]  # 紧急加开：不足提前通知的工作日
    series: str  # 会议系列标识


class MeetingDecisionShown(TypedDict):
    id: str  # 标识
    version: int  # 版本
    created_at: str  # 记录时间
    updated_at: str  # 更新时间
    number: int  # 记录顺序
    text: str  # 议定事项
    project: Union[str, None]  # 项目标识
    lead: str  # 牵头单位代码
    joint: List[str]  # 配合单位代码
    officer: Union[str, None]  # 责任人标识
    due_on: str  # 完成时限
    days: Union[int, None]  # 时限天数
    counting: str  # 天数算法
    item: str  # 交办事项标识
    item_number: str  # 交办事项编号


class MeetingDecisionShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[MeetingDecisionShown]


class MeetingShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 创建时间
    updated_at: str  # 更新时间
    title: str  # 名称
    series: str  # 系列标识
    kind: Literal["weekly", "biweekly", "monthly", "quarterly", "consultation", "mobilisation"]  # 类型
    organisation: str  # 组织单位代码
    number: int  # 第几次
    nominal_on: str  # 按规则的日期
    starts_at: str  # 开始时间
    place: str  # 地点
    shift_reason: str  # 调整原因
    state: Literal["called", "held", "cancelled"]  # 状态
    cancel_reason: str  # 取消原因
    is_extra: bool  # 加开
    is_urgent: bool  # 紧急加开
    extra_reason: str  # 加开事由
    merged_into: Union[str, None]  # 并入的会议
    agenda_version: int  # 议题版本，调整顺序和移出时作为 If-Match
    attendees: List[AttendeeShown]  # 参会人
    agenda: str  # 议题地址


class MeetingShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[MeetingShown]


class MergeBodyRequest(TypedDict):
    other: str  # 同一天、同一组织单位的另一次会议；较晚的一次取消，议题转入较早的一次


class MinutesNoteBodyRequest(TypedDict):
    note: str  # 退回意见


class MinutesReceiptShown(TypedDict):
    officer: str  # 人员标识
    name: str  # 姓名
    organisation: Union[str, None]  # 代收单位代码，参会人为空
    sent_at: str  # 印发时间
    acknowledged_at: Union[str, None]  # 签收时间


class MinutesShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本，内容、出席、议定事项变更和更正后加一
    created_at: str  # 起草时间
    updated_at: str  # 更新时间
    meeting: str  # 调度会标识
    title: str  # 标题
    state: Literal["draft", "submitted", "confirmed"]  # 状态
    number: str  # 文号
    opening: str  # 开头
    sections: List[SectionShown]  # 其他内容
    presences: List[PresenceShown]  # 出席情况
    decisions: List[MeetingDecisionShown]  # 议定事项
    corrections: List[CorrectionShown]  # 更正
    return_note: str  # 退回意见
    submitted_at: Union[str, None]  # 送确认时间
    confirmed_at: Union[str, None]  # 确认时间
    pack_sha256: str  # 会议材料 SHA-256
    docx_sha256: str  # 可编辑文件 SHA-256
    pdf_sha256: str  # 版式文件 SHA-256
    sent_at: Union[str, None]  # 印发给本人的时间
    acknowledged_at: Union[str, None]  # 本人签收时间
    receipts: List[MinutesReceiptShown]  # 印发和签收情况，只给组织会议的单位


class MissingThing(TypedDict):
    kind: Literal["field", "evidence", "condition"]  # 字段、材料或条件
    name: str  # 名称
    label: str  # 中文名称
    how: str  # 怎样补齐


class NameShown(TypedDict):
    name: str  # 名称
    short_name: str  # 简称
    valid_from: Union[str, None]  # 使用起；不详为空
    valid_to: Union[str, None]  # 使用止；现名称为空


class NextStepShown(TypedDict):
    step: Literal[
        "sign", "register", "start", "produce", "suspend", "resume", "terminate", "withdraw", "restore", "revoke"
    ]  # 节点
    label: str  # 名称
    target: str  # 办理后的阶段或状态
    may_take: bool  # 您现在可否办理
    refusal: str  # 不能办理的原因，可以时为空
    missing: List[MissingThing]  # 还缺什么


class NodeBodyRequest(TypedDict):
    name: str  # 节点名称
    stage: Literal["negotiating", "signed", "registered", "started", "producing"]  # 所属阶段
    planned_start_on: str  # 计划开始
    planned_on: str  # 计划完成
    owner_role: NotRequired[
        Literal[
            "chief",
            "secretary",
            "lead",
            "landing",
            "development",
            "planning",
            "housing",
            "environment",
            "industry",
            "market",
            "emergency",
            "finance",
            "water",
            "power",
            "",
        ]
    ]  # 责任方
    owner_organisation: NotRequired[Union[str, None]]  # 责任单位代码，空为未定
    owner: NotRequired[Union[str, None]]  # 责任人标识，空为未定
    depends_on: NotRequired[List[str]]  # 前置节点标识
    position: NotRequired[int]  # 排在第几位
    note: NotRequired[str]  # 说明


class NodeShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    position: int  # 顺序
    code: str  # 编号
    name: str  # 节点名称
    stage: Literal["negotiating", "signed", "registered", "started", "producing"]  # 所属阶段
    is_milestone: bool  # 是否阶段里程碑，实际日期取自项目的阶段日期
    owner_role: Literal[
        "chief",
        "secretary",
        "lead",
        "landing",
        "development",
        "planning",
        "housing",
        "environment",
        "industry",
        "market",
        "emergency",
        "finance",
        "water",
        "power",
        "",
    ]  # 责任方
    owner_organisation: Union[str, None]  # 责任单位代码
    owner: Union[str, None]  # 责任人标识
    planned_start_on: str  # 计划开始
    planned_on: str  # 计划完成（现计划）
    committed_on: Union[str, None]  # 承诺完成，承诺后不变；尚未承诺为空
    actual_start_on: Union[str, None]  # 实际开始
    actual_on: Union[str, None]  # 实际完成
    replans: int  # 调整次数
    depends_on: List[str]  # 前置节点标识
    progress_percent: Union[int, None]  # 进度（%）
    note: str  # 说明
    state: Literal["planned", "doing", "done", "cancelled"]  # 状态


class NodeShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[NodeShown]


class NoteBodyRequest(TypedDict):
    note: NotRequired[str]  # 意见


class ObjectShown(TypedDict):
    kind: str  # 类别：project、transition、claim、action_item、meeting
    id: str  # 标识
    project: Union[str, None]  # 所属项目，没有时为空


class OfficerShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 创建时间
    updated_at: str  # 更新时间
    name: str  # 姓名
    organisation: Union[str, None]  # 所属单位代码
    post: Union[str, None]  # 现任职务


class OfficerShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[OfficerShown]


class OrderBodyRequest(TypedDict):
    entries: List[int]  # 议题标识，按新的顺序；没有列出的保持原来的先后，排在后面


class OrganisationShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 创建时间
    updated_at: str  # 更新时间
    code: str  # 单位代码
    name: str  # 名称
    short_name: str  # 简称
    kind: Literal["province", "city", "district", "park", "department", "township", "team", "body"]  # 类型
    parent: Union[str, None]  # 上级单位代码
    region_code: str  # 行政区划代码
    unit_class: Union[str, None]  # 考核分类；不参加排名的为空
    valid_from: Union[str, None]  # 起始日期；不详为空
    valid_to: Union[str, None]  # 终止日期；未撤销为空
    successor: Union[str, None]  # 承接单位代码
    names: List[NameShown]  # 现名称和曾用名称，现名称在前


class OrganisationShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[OrganisationShown]


class OwnShown(TypedDict):
    id: str  # 人员标识
    url: str  # 地址
    version: int  # 版本，1 为从未修改
    office: Union[str, None]  # 预设来自哪个单位（代码），空为系统默认
    topics: List[TopicShown]  # 各类提醒
    digest_hour: Union[int, None]  # 本人选的汇总时间（时）
    digest_hours: List[int]  # 单位允许的汇总时间
    opens_at: Union[str, None]  # 本人的接收时段从
    closes_at: Union[str, None]  # 到
    office_opens_at: str  # 单位的发送时段从
    office_closes_at: str  # 到
    quiet_on_rest_days: bool  # 休息日不打扰
    channels: List[ChannelShown]  # 渠道


class PackDetail(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本：定稿后不变，恒为1
    created_at: str  # 定稿时间
    updated_at: str  # 定稿时间
    meeting: str  # 调度会标识
    edition: int  # 第几版
    cut_off: str  # 数据截止
    since: str  # 变化起点
    reason: str  # 重新定稿的原因
    is_automatic: bool  # 按设置自动定稿
    sha256: str  # 全部内容的校验码（SHA-256）
    is_excerpt: bool  # 对调用方是否为节选（范围没有覆盖全域）
    files: List[PackFileShown]  # 文件
    content: Dict[str, Any]  # 内容：节选时只含可查看的项目，不含统计


class PackFileShown(TypedDict):
    kind: Literal["docx", "pdf", "xlsx"]  # 格式
    url: str  # 下载地址
    size: Union[int, None]  # 全本字节数
    sha256: Union[str, None]  # 全本文件校验码


class PackShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本：定稿后不变，恒为1
    created_at: str  # 定稿时间
    updated_at: str  # 定稿时间
    meeting: str  # 调度会标识
    edition: int  # 第几版
    cut_off: str  # 数据截止
    since: str  # 变化起点
    reason: str  # 重新定稿的原因
    is_automatic: bool  # 按设置自动定稿
    sha256: str  # 全部内容的校验码（SHA-256）
    is_excerpt: bool  # 对调用方是否为节选（范围没有覆盖全域）
    files: List[PackFileShown]  # 文件


class PackShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[PackShown]


class PastPartShown(TypedDict):
    role: str  # 责任类型
    officer: str  # 人员标识
    name: str  # 姓名
    post: str  # 职务
    valid_from: str  # 起始日期


class PastProjectShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 录入时间
    updated_at: str  # 更新时间
    number: str  # 项目编号
    stage: Literal["negotiating", "signed", "registered", "started", "producing"]  # 阶段（只读，经申报认定推进）
    standing: Literal["active", "suspended", "terminated", "withdrawn"]  # 状态（只读）
    source_organisation: str  # 录入单位代码
    name: str  # 项目名称
    external_ref: NotRequired[str]  # 外部编号
    summary: NotRequired[str]  # 建设内容
    foreign_currency: NotRequired[str]  # 外币币种
    foreign_rate_source: NotRequired[str]  # 汇率来源
    industry: NotRequired[str]  # 行业（GB/T 4754）
    chain: NotRequired[str]  # 产业链
    demonstration_reason: NotRequired[str]  # 高新技术／示范／影响重大的理由
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    channel: NotRequired[
        Literal["industry", "business", "stationed", "kinship", "fund", "event", "other", ""]
    ]  # 招商方式
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    construction_nature: NotRequired[Literal["new", "expansion", "upgrade", "relocation", "purchase", ""]]  # 建设性质
    land_kind: NotRequired[Literal["new_supply", "existing", "rented", "bought", ""]]  # 用地情况
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    filed_investment_wan: NotRequired[Union[str, None]]  # 备案证金额（万元）
    statistics_investment_wan: NotRequired[Union[str, None]]  # 纳统计划总投资（万元）
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    expected_tax_wan: NotRequired[Union[str, None]]  # 预计年税收（万元）
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    foreign_rate: NotRequired[Union[str, None]]  # 折算汇率（每1单位外币合人民币元）
    expected_jobs: NotRequired[Union[int, None]]  # 预计用工（人）
    is_industrial: NotRequired[bool]  # 工业项目
    assigned_by_city: NotRequired[bool]  # 市委市政府直接交办
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    negotiating_on: str  # 在谈日期
    planned_signed_on: NotRequired[Union[str, None]]  # 计划签约
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    foreign_rate_on: NotRequired[Union[str, None]]  # 汇率日期
    landing_organisation: str  # 落地单位代码
    lead_organisation: Union[str, None]  # 牵头单位代码
    first_contact_organisation: Union[str, None]  # 首谈单位代码
    foreign_equivalent_wan: Union[str, None]  # 外币折合人民币（万元）
    company_name: str  # 项目公司名称
    company_uscc: str  # 项目公司信用代码
    investors: List[InvestorShown]  # 投资方
    tags: List[str]  # 标签
    needs_chief: bool  # 需要首席责任人
    chief: Union[ChiefShown, None]  # 首席责任人
    signed_on: Union[str, None]  # 签约日期
    registered_on: Union[str, None]  # 注册日期
    started_on: Union[str, None]  # 开工日期
    producing_on: Union[str, None]  # 投产日期
    on: str  # 哪一天
    known_at: str  # 按何时所知
    light: LightShown  # 当天的亮灯
    responsibilities: List[PastPartShown]  # 当天的责任
    evidence: List[str]  # 当天已有的佐证材料
    rows: List[PastRowShown]  # 分期、资金、节点、报告、问题等条目


class PastRowShown(TypedDict):
    kind: Literal[
        "phase", "year_plan", "mark", "credit", "node", "report", "problem", "fund", "evidence", "responsibility"
    ]  # 类别
    id: str  # 条目标识
    title: str  # 条目名称
    values: Dict[str, str]  # 内容：名称到文字


class PatchedActionBodyRequest(TypedDict):
    kind: NotRequired[Literal["land", "fund", "approval", "labour", "energy", "other"]]  # 问题类型
    title: NotRequired[str]  # 问题，一句话
    need: NotRequired[str]  # 请求协调事项
    description: NotRequired[str]  # 具体情况
    asked_organisation: NotRequired[str]  # 请求协调单位的代码；提级时为上一级的单位
    evidence: NotRequired[List[str]]  # 引用的佐证材料标识
    action: NotRequired[
        Literal["answer", "solve", "note", "lift", "withdraw", "reopen"]
    ]  # 办理：答复、办结、补充情况、提级、撤回、重新打开
    text: NotRequired[str]  # 办理内容或理由
    resolved_on: NotRequired[str]  # 解决日期（办结时），默认今天


class PatchedAgendaChangeRequest(TypedDict):
    entries: NotRequired[List[int]]  # 调整顺序：议题标识，按新的顺序；没有列出的保持原来的先后，排在后面
    entry: NotRequired[int]  # 议题标识，连同 position 或 removed
    position: NotRequired[int]  # 移到第几项
    removed: NotRequired[bool]  # true：移出议程，并写明 reason
    reason: NotRequired[str]  # 移出原因，移出时必填


class PatchedClaimChangeRequest(TypedDict):
    effective_on: NotRequired[str]  # 发生日期
    note: NotRequired[str]  # 说明
    reason: NotRequired[str]  # 事由
    evidence: NotRequired[List[str]]  # 佐证材料标识
    investors: NotRequired[List[Union[str, Dict[str, Any]]]]  # 投资方：企业标识，或 {name, uscc}
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    landing_organisation: NotRequired[str]  # 落地单位代码
    industry: NotRequired[str]  # 行业（GB/T 4754）
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    company_name: NotRequired[str]  # 项目公司名称
    company_uscc: NotRequired[str]  # 项目公司信用代码
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段


class PatchedContactChangeBodyRequest(TypedDict):
    name: NotRequired[str]  # 姓名
    title: NotRequired[str]  # 职务
    phone: NotRequired[str]  # 电话，加密保存
    email: NotRequired[str]  # 邮箱
    is_primary: NotRequired[bool]  # 首要联系人，每家企业一位
    withdrawn_reason: NotRequired[str]  # 作废理由：给出即作废，不能与其他字段同时给出


class PatchedCorrectionBodyRequest(TypedDict):
    next_steps: NotRequired[str]  # 下步计划
    completed_wan: NotRequired[Union[str, None]]  # 累计完成固定资产投资（万元），与其他金额分开统计
    image_percent: NotRequired[Union[int, None]]  # 形象进度（%）
    note: NotRequired[str]  # 数据说明
    evidence: NotRequired[List[str]]  # 引用的佐证材料标识
    news: NotRequired[str]  # 本期进展
    why: NotRequired[str]  # 理由；报送期限过后和作废时必填
    withdrawn: NotRequired[bool]  # true：作废这份报告


class PatchedEnterpriseBodyRequest(TypedDict):
    name: NotRequired[str]  # 企业名称
    uscc: NotRequired[str]  # 统一社会信用代码，18 位
    kind: NotRequired[Literal["domestic", "foreign", "hmt"]]  # 内资、外资、港澳台资
    origin_region: NotRequired[str]  # 来源地
    former_registration_number: NotRequired[str]  # 原工商注册号，13 或 15 位数字
    is_abroad: NotRequired[bool]  # 境外企业：无信用代码，来源地填国家或地区
    legal_representative: NotRequired[str]  # 法定代表人
    registered_on: NotRequired[Union[str, None]]  # 成立日期
    parent: NotRequired[Union[str, None]]  # 集团母公司（企业标识）
    recognitions: NotRequired[
        List[str]
    ]  # 荣誉资质，如 世界500强（2025）、上市公司（600519）；给出的清单即为全部，其余作废


class PatchedFundBodyRequest(TypedDict):
    arrived_on: NotRequired[str]  # 到账日期
    amount_wan: NotRequired[Union[str, None]]  # 到账金额（万元）；外资可不填，按外币金额和汇率折算
    origin: NotRequired[Literal["outside_province", "outside_city", "local", "foreign"]]  # 资金来源
    nature: NotRequired[Literal["state", "private", "foreign", ""]]  # 资金性质
    purpose: NotRequired[Literal["fixed", "working", ""]]  # 资金用途
    payer: NotRequired[Union[str, None]]  # 付款企业标识
    payer_name: NotRequired[str]  # 付款方名称（不在企业库中的）
    bank_name: NotRequired[str]  # 收款账户开户银行
    slip_number: NotRequired[str]  # 进账单号，全市只能登记一次
    slip: NotRequired[str]  # 进账单：本项目佐证材料的标识（银行进账单或付款凭证）
    foreign_currency: NotRequired[str]  # 外币币种（ISO 4217）；跨境人民币为 CNY
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    rate: NotRequired[Union[str, None]]  # 汇率：1 单位外币折合人民币元
    rate_on: NotRequired[Union[str, None]]  # 汇率日期
    rate_source: NotRequired[str]  # 汇率来源
    usd_amount_wan: NotRequired[Union[str, None]]  # 实际利用外资（万美元），不并入人民币金额
    usd_basis: NotRequired[Literal["capital", "customs", "exchange", ""]]  # 实际利用外资依据
    note: NotRequired[str]  # 备注


class PatchedItemOfficerBodyRequest(TypedDict):
    officer: NotRequired[str]  # 新责任人（牵头单位的在岗人员）
    note: NotRequired[str]  # 更换原因


class PatchedLetterFieldsRequest(TypedDict):
    kind: NotRequired[Literal["reminder", "supervision", "talk", "assignment", "urge", "slip"]]  # 文种
    colour: NotRequired[Literal["", "blue", "yellow", "orange", "red"]]  # 颜色，空为不分
    organisation: NotRequired[str]  # 收文单位代码；缺省按项目、事项
    recipient_kind: NotRequired[Literal["lead", "chief", "head"]]  # 发往
    addressee: NotRequired[str]  # 抬头；缺省按收文单位或收文人
    trigger: NotRequired[str]  # 触发情形
    issuer: NotRequired[str]  # 发文机关
    word: NotRequired[str]  # 文号代字，如芜招办
    title: NotRequired[str]  # 标题
    body: NotRequired[str]  # 正文，一行一段；可用占位词如{项目}、{回复期限}
    reply_days: NotRequired[int]  # 回复时限，0为不要求回复
    reply_count: NotRequired[Literal["working", "calendar"]]  # 时限单位
    signer_kind: NotRequired[Literal["leader", "office"]]  # 签发人类别


class PatchedMarkBodyRequest(TypedDict):
    kind: NotRequired[
        Literal["returnee", "world500", "china500", "private500", "listed", "anchor", "specialised", "high_tech"]
    ]  # 标识
    list_year: NotRequired[Union[int, None]]  # 榜单年度
    reason: NotRequired[str]  # 依据或理由
    why: NotRequired[str]  # 修改或作废的理由
    withdrawn: NotRequired[bool]  # true：作废这一条，须写明理由 why


class PatchedMeetingChangeRequest(TypedDict):
    starts_at: NotRequired[str]  # 新的开始时间
    place: NotRequired[str]  # 新的地点
    state: NotRequired[Literal["cancelled", "held"]]  # 取消或标记已召开
    reason: NotRequired[str]  # 原因


class PatchedMinutesBodyRequest(TypedDict):
    opening: NotRequired[str]  # 开头
    sections: NotRequired[List[SectionBodyRequest]]  # 其他内容，整个替换
    decisions: NotRequired[List[WordingBodyRequest]]  # 要改文字的议定事项


class PatchedNodeChangeRequest(TypedDict):
    name: NotRequired[str]  # 节点名称
    stage: NotRequired[Literal["negotiating", "signed", "registered", "started", "producing"]]  # 所属阶段
    planned_start_on: NotRequired[str]  # 计划开始
    planned_on: NotRequired[str]  # 计划完成
    owner_role: NotRequired[
        Literal[
            "chief",
            "secretary",
            "lead",
            "landing",
            "development",
            "planning",
            "housing",
            "environment",
            "industry",
            "market",
            "emergency",
            "finance",
            "water",
            "power",
            "",
        ]
    ]  # 责任方
    owner_organisation: NotRequired[Union[str, None]]  # 责任单位代码，空为未定
    owner: NotRequired[Union[str, None]]  # 责任人标识，空为未定
    depends_on: NotRequired[List[str]]  # 前置节点标识
    position: NotRequired[int]  # 排在第几位
    note: NotRequired[str]  # 说明
    actual_start_on: NotRequired[Union[str, None]]  # 实际开始，不能晚于今天
    actual_on: NotRequired[Union[str, None]]  # 实际完成，不能晚于今天
    progress_percent: NotRequired[Union[int, None]]  # 进度（%）
    confirmed: NotRequired[bool]  # 前置节点未完成时，确认本节点已先行完成
    state: NotRequired[Literal["cancelled"]]  # cancelled：取消节点
    reason: NotRequired[str]  # 理由；调整已承诺的计划、取消节点时必填


class PatchedOwnBodyRequest(TypedDict):
    choices: NotRequired[
        Dict[str, Literal["immediate", "digest", "inbox", ""]]
    ]  # 类别 → 接收方式，空字符串为按单位设置
    digest_hour: NotRequired[Union[int, None]]  # 汇总时间（时），null 为按单位设置
    opens_at: NotRequired[Union[str, None]]  # 接收时段从，与 closes_at 一并给出
    closes_at: NotRequired[Union[str, None]]  # 到
    muted_channels: NotRequired[List[str]]  # 不接收的渠道


class PatchedPhaseBodyRequest(TypedDict):
    number: NotRequired[int]  # 期次
    name: NotRequired[str]  # 分期名称
    total_wan: NotRequired[Union[str, None]]  # 本期总投资（万元）
    fixed_wan: NotRequired[Union[str, None]]  # 本期固定资产投资（万元）
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    started_on: NotRequired[Union[str, None]]  # 实际开工
    producing_on: NotRequired[Union[str, None]]  # 实际投产
    capacity: NotRequired[str]  # 产能
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    why: NotRequired[str]  # 修改或作废的理由
    withdrawn: NotRequired[bool]  # true：作废这一条，须写明理由 why


class PatchedProjectBodyRequest(TypedDict):
    name: NotRequired[str]  # 项目名称
    external_ref: NotRequired[str]  # 外部编号
    summary: NotRequired[str]  # 建设内容
    foreign_currency: NotRequired[str]  # 外币币种
    foreign_rate_source: NotRequired[str]  # 汇率来源
    industry: NotRequired[str]  # 行业（GB/T 4754）
    chain: NotRequired[str]  # 产业链
    demonstration_reason: NotRequired[str]  # 高新技术／示范／影响重大的理由
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    channel: NotRequired[
        Literal["industry", "business", "stationed", "kinship", "fund", "event", "other", ""]
    ]  # 招商方式
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    construction_nature: NotRequired[Literal["new", "expansion", "upgrade", "relocation", "purchase", ""]]  # 建设性质
    land_kind: NotRequired[Literal["new_supply", "existing", "rented", "bought", ""]]  # 用地情况
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    filed_investment_wan: NotRequired[Union[str, None]]  # 备案证金额（万元）
    statistics_investment_wan: NotRequired[Union[str, None]]  # 纳统计划总投资（万元）
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    expected_tax_wan: NotRequired[Union[str, None]]  # 预计年税收（万元）
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    foreign_rate: NotRequired[Union[str, None]]  # 折算汇率（每1单位外币合人民币元）
    expected_jobs: NotRequired[Union[int, None]]  # 预计用工（人）
    is_industrial: NotRequired[bool]  # 工业项目
    assigned_by_city: NotRequired[bool]  # 市委市政府直接交办
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    negotiating_on: NotRequired[str]  # 在谈日期，默认今天
    planned_signed_on: NotRequired[Union[str, None]]  # 计划签约
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    foreign_rate_on: NotRequired[Union[str, None]]  # 汇率日期
    landing_organisation: NotRequired[str]  # 落地单位代码
    lead_organisation: NotRequired[Union[str, None]]  # 牵头单位代码
    first_contact_organisation: NotRequired[Union[str, None]]  # 首谈单位代码
    company_name: NotRequired[str]  # 项目公司名称
    company_uscc: NotRequired[str]  # 项目公司信用代码
    investors: NotRequired[List[Union[str, Dict[str, Any]]]]  # 投资方：企业标识，或 {name, uscc}
    tags: NotRequired[List[str]]  # 标签


class PatchedReportRequestChangeRequest(TypedDict):
    name: NotRequired[str]  # 名称
    note: NotRequired[str]  # 填报说明
    recurrence: NotRequired[Literal["weekly", "biweekly", "half_monthly", "monthly", "quarterly"]]  # 周期
    weekday: NotRequired[Union[int, None]]  # 每周的星期几，1为周一
    day: NotRequired[Union[int, None]]  # 每月或每季首月几日
    anchor_on: NotRequired[Union[str, None]]  # 每两周的起算日期（任一截止日期）
    time: NotRequired[str]  # 截止时间
    holiday_policy: NotRequired[Literal["next", "previous", "second"]]  # 遇节假日
    window_days: NotRequired[int]  # 提前几天开始
    starts_on: NotRequired[str]  # 开始日期
    ends_on: NotRequired[Union[str, None]]  # 结束日期，空为长期
    unit_rule: NotRequired[Literal["kinds", "list"]]  # 报送单位：按类型或指定
    unit_kinds: NotRequired[
        List[Literal["province", "city", "district", "park", "department", "township", "team", "body"]]
    ]  # 单位类型
    units: NotRequired[List[str]]  # 指定单位（单位代码）
    late_deduction: NotRequired[str]  # 迟报每次扣分，供考核参考
    missing_deduction: NotRequired[str]  # 漏报每次扣分，供考核参考
    is_active: NotRequired[bool]  # 启用


class PatchedResponsibilityChangeRequest(TypedDict):
    post: NotRequired[str]  # 本人任职的职务名称，或职务标识；首席责任人不能这样改
    valid_from: NotRequired[str]  # 起始日期；首席责任人不能这样改
    valid_to: NotRequired[str]  # 结束日期（含），给出即结束这项责任
    basis: NotRequired[str]  # 依据文件
    reason: NotRequired[str]  # 理由；与 valid_to 同给时为结束的理由，应有首席责任人的项目暂时空缺时必填


class PatchedSavedChangeRequest(TypedDict):
    name: NotRequired[str]  # 名称
    key: NotRequired[str]  # 数的标识，取自 rows_url
    is_shared: NotRequired[bool]  # 本单位及下属共用
    is_moving: NotRequired[bool]  # 每次打开算到当天


class PatchedSeriesBodyRequest(TypedDict):
    organisation: NotRequired[str]  # 组织单位代码；不能更换
    body: NotRequired[Union[str, None]]  # 领导小组、联席会议或专班的单位代码
    name: NotRequired[str]  # 名称
    kind: NotRequired[Literal["weekly", "biweekly", "monthly", "quarterly", "consultation", "mobilisation"]]  # 类型
    rhythm: NotRequired[Literal["", "weekly", "biweekly", "monthly", "quarterly"]]  # 频次；会商必填，其余由类型决定
    quarter_month: NotRequired[Union[int, None]]  # 每季度第几个月
    monthly_rule: NotRequired[Literal["day", "nth", ""]]  # 按日或按第几个星期几
    weekday: NotRequired[Union[int, None]]  # 星期：1 周一至 7 周日
    nth: NotRequired[Union[int, None]]  # 第几个；5 为最后一个
    day: NotRequired[Union[int, None]]  # 几日
    time: NotRequired[str]  # 时间
    holiday_policy: NotRequired[Literal["next", "previous", "cancel"]]  # 遇节假日
    place: NotRequired[str]  # 地点
    chair: NotRequired[Union[str, None]]  # 主持人
    standing_attendees: NotRequired[List[str]]  # 固定参会人
    first_number: NotRequired[int]  # 首次编号
    notice_workdays: NotRequired[int]  # 加开至少提前几个工作日
    materials_workdays: NotRequired[Union[int, None]]  # 会前几个工作日报材料；空为不征询
    agenda_rules: NotRequired[List[ChosenRuleRequest]]  # 议题规则，按顺序
    starts_on: NotRequired[str]  # 起始日期
    ends_on: NotRequired[Union[str, None]]  # 终止日期
    is_active: NotRequired[bool]  # 启用


class PatchedWebhookChangeRequest(TypedDict):
    target: NotRequired[str]  # 推送地址，https://
    types: NotRequired[List[str]]  # 变更类型，可用 project.* 这样的写法；不给或为空：全部
    description: NotRequired[str]  # 说明
    active: NotRequired[bool]  # true 启用，false 停用；须单独提交


class PatchedYearPlanBodyRequest(TypedDict):
    year: NotRequired[int]  # 年度
    amount_wan: NotRequired[str]  # 计划投资（万元）
    content: NotRequired[str]  # 年度建设内容
    why: NotRequired[str]  # 修改或作废的理由
    withdrawn: NotRequired[bool]  # true：作废这一条，须写明理由 why


class PersonShown(TypedDict):
    id: str  # 人员标识
    name: str  # 姓名
    organisation: Union[str, None]  # 所属单位代码


class PhaseBodyRequest(TypedDict):
    number: int  # 期次
    name: NotRequired[str]  # 分期名称
    total_wan: NotRequired[Union[str, None]]  # 本期总投资（万元）
    fixed_wan: NotRequired[Union[str, None]]  # 本期固定资产投资（万元）
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    started_on: NotRequired[Union[str, None]]  # 实际开工
    producing_on: NotRequired[Union[str, None]]  # 实际投产
    capacity: NotRequired[str]  # 产能
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    why: NotRequired[str]  # 修改或作废的理由
    withdrawn: NotRequired[bool]  # true：作废这一条，须写明理由 why


class PhaseShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    number: int  # 期次
    name: NotRequired[str]  # 分期名称
    total_wan: NotRequired[Union[str, None]]  # 本期总投资（万元）
    fixed_wan: NotRequired[Union[str, None]]  # 本期固定资产投资（万元）
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    started_on: NotRequired[Union[str, None]]  # 实际开工
    producing_on: NotRequired[Union[str, None]]  # 实际投产
    capacity: NotRequired[str]  # 产能
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    withdrawn_at: Union[str, None]  # 作废时间，有效为空
    withdrawn_why: str  # 作废理由


class PhaseShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[PhaseShown]


class PlaceBodyRequest(TypedDict):
    entry: int  # 议题标识
    position: int  # 第几项


class PlanBodyRequest(TypedDict):
    is_on: NotRequired[bool]  # 是否自动定稿
    lead: NotRequired[int]  # 提前量
    unit: NotRequired[Literal["workdays", "hours"]]  # 提前量的单位
    at: NotRequired[str]  # 按工作日时的定稿时刻


class PlanShown(TypedDict):
    url: str  # 地址
    version: int  # 版本；0 表示从未设置
    series: str  # 系列标识
    is_on: bool  # 是否自动定稿
    lead: int  # 提前量
    unit: Literal["workdays", "hours"]  # 提前量的单位
    at: str  # 按工作日时的定稿时刻
    said: str  # 一句话说明


class PresenceShown(TypedDict):
    officer: Union[str, None]  # 人员标识，临时参加的为空
    name: str  # 姓名
    unit: str  # 单位职务
    state: Literal["attended", "excused", "observed"]  # 出席情况
    reason: str  # 请假事由
    deputy: str  # 代为出席的人


class PresetBodyRequest(TypedDict):
    policies: NotRequired[Dict[str, Literal["must", "immediate", "digest", "off"]]]  # 类别 → 规定
    digest_hours: NotRequired[List[int]]  # 允许的汇总时间（时）
    opens_at: NotRequired[str]  # 发送时段从
    closes_at: NotRequired[str]  # 到
    quiet_on_rest_days: NotRequired[bool]  # 休息日不打扰
    holds_mandatory: NotRequired[bool]  # 必发的提醒也等到时段开始（紧急的除外）


class PresetShown(TypedDict):
    id: str  # 单位标识
    url: str  # 地址
    version: int  # 本单位预设的版本，1 为没有自己的预设
    created_at: Union[str, None]  # 创建时间
    updated_at: Union[str, None]  # 更新时间
    organisation: str  # 单位代码
    source: Union[str, None]  # 预设来自哪个单位（代码），空为系统默认
    policies: Dict[str, Literal["must", "immediate", "digest", "off"]]  # 类别 → 规定
    digest_hours: List[int]  # 允许的汇总时间（时）
    opens_at: str  # 发送时段从
    closes_at: str  # 到
    quiet_on_rest_days: bool  # 休息日不打扰
    holds_mandatory: bool  # 必发的提醒也等到时段开始（紧急的除外）


class PresetShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[PresetShown]


class PreviewShown(TypedDict):
    people: List[AffectedPersonShown]  # 人员


class Problem(TypedDict):
    type: str  # 错误类型标识
    title: str  # 类别
    status: int  # HTTP 状态码
    detail: str  # 中文说明：怎么办
    code: str  # 稳定的英文代码
    reason: str  # 更细的英文代码，可能增加；没有时与 code 相同
    errors: List[FieldProblem]  # 逐字段的错误
    missing: NotRequired[List[MissingThing]]  # 缺少的字段、材料与条件（incomplete）
    current: NotRequired[Dict[str, Any]]  # 对象的最新内容（stale）


class ProblemBodyRequest(TypedDict):
    kind: Literal["land", "fund", "approval", "labour", "energy", "other"]  # 问题类型
    level: Literal["district", "city", "province"]  # 协调层级：要哪一级解决
    title: str  # 问题，一句话
    need: str  # 请求协调事项
    asked_organisation: str  # 请求协调单位的代码
    description: NotRequired[str]  # 具体情况
    raised_on: NotRequired[str]  # 提出日期，默认今天
    evidence: NotRequired[List[str]]  # 引用的佐证材料标识


class ProblemShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    kind: Literal["land", "fund", "approval", "labour", "energy", "other"]  # 问题类型
    level: Literal["district", "city", "province"]  # 协调层级
    title: str  # 问题
    description: str  # 具体情况
    need: str  # 请求协调事项
    asked_organisation: str  # 请求协调单位的代码
    state: Literal["waiting", "working", "solved", "withdrawn"]  # 状态
    raised_on: str  # 提出日期
    resolved_on: Union[str, None]  # 解决日期
    resolution: str  # 解决结果
    last_answer: str  # 最近答复
    raised_by: str  # 提出人
    evidence: List[str]  # 引用的佐证材料标识
    thread: List[ThreadEntryShown]  # 办理经过


class ProblemShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ProblemShown]


class ProjectBodyRequest(TypedDict):
    name: str  # 项目名称
    external_ref: NotRequired[str]  # 外部编号
    summary: NotRequired[str]  # 建设内容
    foreign_currency: NotRequired[str]  # 外币币种
    foreign_rate_source: NotRequired[str]  # 汇率来源
    industry: NotRequired[str]  # 行业（GB/T 4754）
    chain: NotRequired[str]  # 产业链
    demonstration_reason: NotRequired[str]  # 高新技术／示范／影响重大的理由
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    channel: NotRequired[
        Literal["industry", "business", "stationed", "kinship", "fund", "event", "other", ""]
    ]  # 招商方式
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    construction_nature: NotRequired[Literal["new", "expansion", "upgrade", "relocation", "purchase", ""]]  # 建设性质
    land_kind: NotRequired[Literal["new_supply", "existing", "rented", "bought", ""]]  # 用地情况
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    filed_investment_wan: NotRequired[Union[str, None]]  # 备案证金额（万元）
    statistics_investment_wan: NotRequired[Union[str, None]]  # 纳统计划总投资（万元）
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    expected_tax_wan: NotRequired[Union[str, None]]  # 预计年税收（万元）
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    foreign_rate: NotRequired[Union[str, None]]  # 折算汇率（每1单位外币合人民币元）
    expected_jobs: NotRequired[Union[int, None]]  # 预计用工（人）
    is_industrial: NotRequired[bool]  # 工业项目
    assigned_by_city: NotRequired[bool]  # 市委市政府直接交办
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    negotiating_on: NotRequired[str]  # 在谈日期，默认今天
    planned_signed_on: NotRequired[Union[str, None]]  # 计划签约
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    foreign_rate_on: NotRequired[Union[str, None]]  # 汇率日期
    landing_organisation: str  # 落地单位代码
    lead_organisation: NotRequired[Union[str, None]]  # 牵头单位代码
    first_contact_organisation: NotRequired[Union[str, None]]  # 首谈单位代码
    company_name: NotRequired[str]  # 项目公司名称
    company_uscc: NotRequired[str]  # 项目公司信用代码
    investors: NotRequired[List[Union[str, Dict[str, Any]]]]  # 投资方：企业标识，或 {name, uscc}
    tags: NotRequired[List[str]]  # 标签


class ProjectFileShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 录入时间
    updated_at: str  # 更新时间
    number: str  # 项目编号
    stage: Literal["negotiating", "signed", "registered", "started", "producing"]  # 阶段（只读，经申报认定推进）
    standing: Literal["active", "suspended", "terminated", "withdrawn"]  # 状态（只读）
    source_organisation: str  # 录入单位代码
    name: str  # 项目名称
    external_ref: NotRequired[str]  # 外部编号
    summary: NotRequired[str]  # 建设内容
    foreign_currency: NotRequired[str]  # 外币币种
    foreign_rate_source: NotRequired[str]  # 汇率来源
    industry: NotRequired[str]  # 行业（GB/T 4754）
    chain: NotRequired[str]  # 产业链
    demonstration_reason: NotRequired[str]  # 高新技术／示范／影响重大的理由
    fair_competition_reviewed_by: NotRequired[str]  # 公平竞争审查人
    site: NotRequired[str]  # 建设地点（地块或厂房）
    investment_code: NotRequired[str]  # 投资项目代码
    approval_substitute_reason: NotRequired[str]  # 无立项文件的理由
    channel: NotRequired[
        Literal["industry", "business", "stationed", "kinship", "fund", "event", "other", ""]
    ]  # 招商方式
    agreement_kind: NotRequired[Literal["formal", "framework", "intent", ""]]  # 协议类型
    construction_nature: NotRequired[Literal["new", "expansion", "upgrade", "relocation", "purchase", ""]]  # 建设性质
    land_kind: NotRequired[Literal["new_supply", "existing", "rented", "bought", ""]]  # 用地情况
    start_kind: NotRequired[Literal["construction", "equipment", "opening", ""]]  # 开工类型
    production_sub_stage: NotRequired[Literal["trial", "partial", "production", "mass", "full", ""]]  # 投产阶段
    total_investment_wan: NotRequired[Union[str, None]]  # 总投资（万元）
    fixed_investment_wan: NotRequired[Union[str, None]]  # 固定资产投资（万元）
    filed_investment_wan: NotRequired[Union[str, None]]  # 备案证金额（万元）
    statistics_investment_wan: NotRequired[Union[str, None]]  # 纳统计划总投资（万元）
    foreign_amount_wan: NotRequired[Union[str, None]]  # 外币金额（万）
    registered_capital_wan: NotRequired[Union[str, None]]  # 注册资本（万元）
    expected_output_wan: NotRequired[Union[str, None]]  # 预计年产值（万元）
    expected_tax_wan: NotRequired[Union[str, None]]  # 预计年税收（万元）
    land_area_mu: NotRequired[Union[str, None]]  # 用地（亩）
    foreign_rate: NotRequired[Union[str, None]]  # 折算汇率（每1单位外币合人民币元）
    expected_jobs: NotRequired[Union[int, None]]  # 预计用工（人）
    is_industrial: NotRequired[bool]  # 工业项目
    assigned_by_city: NotRequired[bool]  # 市委市政府直接交办
    registered_in_jurisdiction: NotRequired[bool]  # 注册地在本市
    permanent_works: NotRequired[bool]  # 永久性工程已正式破土
    negotiating_on: str  # 在谈日期
    planned_signed_on: NotRequired[Union[str, None]]  # 计划签约
    planned_registered_on: NotRequired[Union[str, None]]  # 计划注册
    planned_started_on: NotRequired[Union[str, None]]  # 计划开工
    planned_producing_on: NotRequired[Union[str, None]]  # 计划投产
    foreign_rate_on: NotRequired[Union[str, None]]  # 汇率日期
    landing_organisation: str  # 落地单位代码
    lead_organisation: Union[str, None]  # 牵头单位代码
    first_contact_organisation: Union[str, None]  # 首谈单位代码
    foreign_equivalent_wan: Union[str, None]  # 外币折合人民币（万元）
    company_name: str  # 项目公司名称
    company_uscc: str  # 项目公司信用代码
    investors: List[InvestorShown]  # 投资方
    tags: List[str]  # 标签
    needs_chief: bool  # 需要首席责任人
    chief: Union[ChiefShown, None]  # 首席责任人
    signed_on: Union[str, None]  # 签约日期
    registered_on: Union[str, None]  # 注册日期
    started_on: Union[str, None]  # 开工日期
    producing_on: Union[str, None]  # 投产日期
    light: LightShown  # 亮灯
    clash: Union[ClashShown, None]  # 首报争议，没有时为空
    phases: List[PhaseShown]  # 分期
    year_plans: List[YearPlanShown]  # 年度计划投资
    marks: List[MarkShown]  # 标识
    credits: List[ShareShown]  # 业绩分成


class ProposalShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 提出时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    kind: Literal["stale", "register", "start", "exit"]  # 类型
    state: Literal["open", "accepted", "dismissed", "lapsed"]  # 状态
    because: str  # 理由
    deadline_on: Union[str, None]  # 限期至
    again_on: Union[str, None]  # 暂不采纳的，何日再提
    answer: str  # 办理意见
    decided_at: Union[str, None]  # 办理时间


class ProposalShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ProposalShown]


class PushAttemptShown(TypedDict):
    number: int  # 本轮第几次
    at: str  # 时间
    status: Union[int, None]  # HTTP 应答码；没有应答为空
    answer: str  # 应答的前 1024 字节
    error: str  # 没有应答的原因
    took_ms: int  # 耗时（毫秒）


class PushShown(TypedDict):
    id: str  # 标识，也是 webhook-id，重试和重发不变
    url: str  # 这个对象在接口中的地址
    version: int  # 版本：每有变动加一
    created_at: str  # 产生时间
    updated_at: str  # 更新时间
    webhook: str  # 推送地址标识
    change: Union[int, None]  # 变更序号；测试推送为空
    type: str  # 变更类型
    project: Union[str, None]  # 项目标识
    occurred_at: str  # 变更时间
    state: Literal["queued", "sending", "sent", "dead", "withheld"]  # 状态
    next_at: Union[str, None]  # 下次推送时间；同一项目的前一条未送达时顺延
    sent_at: Union[str, None]  # 送达时间
    replays: int  # 人工重发次数
    attempts: List[PushAttemptShown]  # 各次推送


class PushShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[PushShown]


class RateShown(TypedDict):
    stage: Literal["negotiating", "signed", "registered", "started", "producing"]  # 阶段
    count: int  # 已到达个数
    rate: Union[str, None]  # 比率（%）；空名单为空
    rows_url: str  # 明细地址


class RatesShown(TypedDict):
    registered: NotRequired[Union[str, None]]  # 注册率（%），如 98.35
    started: NotRequired[Union[str, None]]  # 开工率（%）
    producing: NotRequired[Union[str, None]]  # 投产率（%）


class ReadingShown(TypedDict):
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    count: int  # 个数
    amount_wan: Union[str, None]  # 金额（万元）


class ReasonBodyRequest(TypedDict):
    reason: str  # 理由


class ReasonShown(TypedDict):
    cause: Literal[
        "happened",
        "late",
        "corrected",
        "increased",
        "reduced",
        "revoked",
        "moved",
        "reclassified",
        "standing",
        "merged",
        "confirmed",
        "voided",
        "visible",
        "changed",
    ]  # 原因
    at: Union[str, None]  # 系统得知的时间
    by: str  # 经办人
    sentence: str  # 说明


class ReceiptShown(TypedDict):
    id: str  # 提醒标识
    url: str  # 提醒的地址
    version: int  # 1 未确认，2 已确认
    created_at: str  # 产生时间
    rule: str  # 规则
    subject: str  # 对象标识
    title: str  # 标题
    recipient: str  # 接收人
    recipient_name: str  # 接收人姓名
    until: str  # 确认期限
    state: Literal["waiting", "overdue", "answered"]  # 情况
    read_at: Union[str, None]  # 站内阅读时间
    acknowledged_at: Union[str, None]  # 确认时间
    way: Literal["", "page", "link", "api"]  # 确认方式
    escalated_to: List[str]  # 升级告知的人员
    escalated_at: Union[str, None]  # 升级告知时间


class ReceiptShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ReceiptShown]


class RecordShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本：1 加补充的次数
    created_at: str  # 提交时间
    updated_at: str  # 最近补充时间
    round: str  # 轮次
    number: int  # 轮次内序号
    project: str  # 项目标识
    transition: str  # 被核查的流转记录
    step: Literal["sign", "register", "start", "produce"]  # 节点
    visited_at: str  # 到场时间
    place: str  # 地点
    finding: Literal["true", "mend", "false", "unknown"]  # 核查结论
    text: str  # 核查情况
    mend_by: Union[str, None]  # 整改期限
    checklist: List[LookShown]  # 逐项核对
    evidence: List[str]  # 照片和材料（佐证标识）
    additions: List[AdditionShown]  # 补充与复查
    claims: List[str]  # 撤销认定的申报


class RecordShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[RecordShown]


class ReminderShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本：每次尝试、处置、重发后增加
    created_at: str  # 产生时间
    updated_at: str  # 最近变化时间
    rule: str  # 规则
    rule_label: str  # 规则名称
    subject_type: str  # 对象类型
    subject: str  # 对象标识
    recipient: str  # 接收人
    recipient_name: str  # 接收人姓名
    due_at: str  # 应发时间
    is_late: bool  # 补发
    title: str  # 标题
    text: str  # 正文
    state: Literal["open", "void"]  # 是否有效
    void_reason: str  # 失效原因
    quiet: Literal["", "own_inbox", "office_off", "own_digest", "office_digest"]  # 没有单独发送的原因，空为单独发送
    read_at: Union[str, None]  # 站内阅读时间
    deliveries: List[DeliveryShown]  # 发送


class ReminderShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ReminderShown]


class RemoveBodyRequest(TypedDict):
    entry: int  # 议题标识
    reason: str  # 移出原因


class ReopenBodyRequest(TypedDict):
    reason: str  # 复议理由


class ReportBodyRequest(TypedDict):
    next_steps: NotRequired[str]  # 下步计划
    completed_wan: NotRequired[Union[str, None]]  # 累计完成固定资产投资（万元），与其他金额分开统计
    image_percent: NotRequired[Union[int, None]]  # 形象进度（%）
    note: NotRequired[str]  # 数据说明
    evidence: NotRequired[List[str]]  # 引用的佐证材料标识
    period: str  # 报告期：2026-11（月）或 2026-W47（周）
    news: str  # 本期进展


class ReportComparisonShown(TypedDict):
    round: str  # 上期标识
    words: str  # 一句话
    new: List[ReportEntryShown]  # 新增
    gone: List[ReportEntryShown]  # 减少
    moved: List[ReportEntryShown]  # 金额变动
    same: int  # 不变
    uncompared: List[str]  # 两期之一没有报送、不作比较的单位代码
    uncompared_names: List[str]  # 这些单位的名称，次序相同


class ReportCorrectBodyRequest(TypedDict):
    rows: List[Dict[str, Union[Any, None]]]  # 各行
    note: str  # 更正原因


class ReportDayShown(TypedDict):
    nominal_on: str  # 按规则的日期
    due_on: Union[str, None]  # 截止日期，空为并入前一期
    reason: str  # 调整原因
    is_promised: bool  # 工作日历已载入，可以承诺


class ReportEntryShown(TypedDict):
    unit: str  # 单位代码
    unit_name: str  # 单位名称
    name: str  # 名称
    amount_wan: Union[str, None]  # 金额（万元）
    before_wan: NotRequired[Union[str, None]]  # 上期金额（万元）


class ReportEventShown(TypedDict):
    kind: Literal["submitted", "corrected", "withdrawn", "returned", "exempted", "asked"]  # 事件
    number: Union[int, None]  # 版次
    note: str  # 说明
    at: str  # 时间


class ReportReasonBodyRequest(TypedDict):
    reason: str  # 理由


class ReportRequestBodyRequest(TypedDict):
    name: NotRequired[str]  # 名称
    note: NotRequired[str]  # 填报说明
    recurrence: NotRequired[Literal["weekly", "biweekly", "half_monthly", "monthly", "quarterly"]]  # 周期
    weekday: NotRequired[Union[int, None]]  # 每周的星期几，1为周一
    day: NotRequired[Union[int, None]]  # 每月或每季首月几日
    anchor_on: NotRequired[Union[str, None]]  # 每两周的起算日期（任一截止日期）
    time: NotRequired[str]  # 截止时间
    holiday_policy: NotRequired[Literal["next", "previous", "second"]]  # 遇节假日
    window_days: NotRequired[int]  # 提前几天开始
    starts_on: str  # 开始日期
    ends_on: NotRequired[Union[str, None]]  # 结束日期，空为长期
    unit_rule: NotRequired[Literal["kinds", "list"]]  # 报送单位：按类型或指定
    unit_kinds: NotRequired[
        List[Literal["province", "city", "district", "park", "department", "township", "team", "body"]]
    ]  # 单位类型
    units: NotRequired[List[str]]  # 指定单位（单位代码）
    late_deduction: NotRequired[str]  # 迟报每次扣分，供考核参考
    missing_deduction: NotRequired[str]  # 漏报每次扣分，供考核参考
    is_active: NotRequired[bool]  # 启用
    preset: NotRequired[
        Literal["talks", "signing", "problems", "monthly", "leads", "half_monthly"]
    ]  # 预设；未给的内容取自它
    form: NotRequired[FormBodyRequest]  # 表式；不给则用预设的


class ReportRequestShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 新建时间
    updated_at: str  # 更新时间
    organisation: str  # 组织单位代码
    name: str  # 名称
    note: str  # 填报说明
    recurrence: Literal["weekly", "biweekly", "half_monthly", "monthly", "quarterly"]  # 周期
    weekday: Union[int, None]  # 星期
    day: Union[int, None]  # 几日
    anchor_on: Union[str, None]  # 起算日期
    time: str  # 截止时间
    holiday_policy: Literal["next", "previous", "second"]  # 遇节假日
    window_days: int  # 提前几天开始
    starts_on: str  # 开始日期
    ends_on: Union[str, None]  # 结束日期
    unit_rule: Literal["kinds", "list"]  # 报送单位
    unit_kinds: List[str]  # 单位类型
    units: List[str]  # 指定单位（单位代码）
    late_deduction: str  # 迟报每次扣分
    missing_deduction: str  # 漏报每次扣分
    is_active: bool  # 启用
    form: FormShown  # 现行表式


class ReportRequestShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ReportRequestShown]


class ReportReturnShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 开始时间
    updated_at: str  # 更新时间
    round: str  # 期次标识
    unit: str  # 报送单位代码
    due_at: str  # 截止时间
    state: Literal["pending", "submitted", "returned", "exempt"]  # 状态
    is_nil: bool  # 零报送
    reported_at: Union[str, None]  # 报送时间
    late_days: Union[int, None]  # 迟报天数，当日为0，按时为空
    reason: str  # 退回或免报理由
    current: int  # 现行版次，0为没有
    draft: List[Dict[str, str]]  # 草稿，按原样
    versions: List[ReportVersionShown]  # 各版
    events: List[ReportEventShown]  # 经过


class ReportReturnShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ReportReturnShown]


class ReportRoundBodyRequest(TypedDict):
    request: str  # 报送要求标识
    due_on: str  # 截止日期，晚于最近一期、早于按规则的下一期；时刻同报送要求
    reason: str  # 加报的事由，写入该期


class ReportRoundShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 开始时间
    updated_at: str  # 更新时间
    request: str  # 报送要求标识
    name: str  # 报送要求
    sequence: int  # 期次
    nominal_on: str  # 按规则的日期
    due_at: str  # 截止时间
    reason: str  # 调整原因
    state: Literal["open", "closed"]  # 状态
    closed_at: Union[str, None]  # 封存时间
    frozen_sha256: str  # 封存 SHA-256
    form: FormShown  # 本期表式


class ReportRoundShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ReportRoundShown]


class ReportRowsBodyRequest(TypedDict):
    rows: List[Dict[str, Union[Any, None]]]  # 各行


class ReportShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 报送时间
    updated_at: str  # 最近更正时间
    project: str  # 项目标识
    period: str  # 报告期：2026-11（月）或 2026-W47（周）
    first_on: str  # 本期首日
    last_on: str  # 本期末日
    due_on: str  # 报送期限
    is_late: bool  # 是否逾期报送
    news: str  # 本期进展
    next_steps: str  # 下步计划
    completed_wan: Union[str, None]  # 累计完成固定资产投资（万元）
    image_percent: Union[int, None]  # 形象进度（%）
    note: str  # 数据说明
    evidence: List[str]  # 引用的佐证材料标识
    reported_by: str  # 报送人
    withdrawn_at: Union[str, None]  # 作废时间
    withdrawal_reason: str  # 作废理由


class ReportShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ReportShown]


class ReportSubmissionBodyRequest(TypedDict):
    rows: List[Dict[str, Union[Any, None]]]  # 各行
    unit: str  # 报送单位代码


class ReportSubmitBodyRequest(TypedDict):
    rows: NotRequired[List[Dict[str, Union[Any, None]]]]  # 各行；不给则报送已存的草稿


class ReportSummaryShown(TypedDict):
    version: int  # 期次的版本
    count: int  # 项数
    amount_wan: Union[str, None]  # 合计（万元）
    nil: int  # 零报送单位数
    nested: List[ReportTierShown]  # 分档：以上（含本数）
    exclusive: List[ReportTierShown]  # 分档：区间
    units: List[ReportUnitShown]  # 各单位
    comparison: Union[ReportComparisonShown, None]  # 与上期比较


class ReportTierShown(TypedDict):
    label: str  # 档次
    count: int  # 个数
    amount_wan: Union[str, None]  # 合计（万元）


class ReportUnitShown(TypedDict):
    unit: str  # 单位代码
    submission: str  # 报送标识
    standing: Literal["on_time", "late", "missing", "owed", "exempt"]  # 情况
    count: int  # 项数
    amount_wan: Union[str, None]  # 合计（万元）


class ReportUpcomingShown(TypedDict):
    version: int  # 报送要求的版本
    rounds: List[ReportDayShown]  # 以后十期


class ReportUrgeBodyRequest(TypedDict):
    returns: NotRequired[List[str]]  # 报送标识；不给则全部待报单位


class ReportVersionShown(TypedDict):
    number: int  # 版次
    kind: Literal["first", "mended", "correction"]  # 类别
    is_nil: bool  # 零报送
    note: str  # 更正说明
    by: str  # 报送人
    at: str  # 时间
    rows: List[Dict[str, str]]  # 各行：列标识 → 值；金额为万元


class RequirementRemarkRequest(TypedDict):
    name: str  # 要求名称（见 missing 的 name）
    detail: str  # 需补正的内容


class ResendBodyRequest(TypedDict):
    reason: str  # 重发理由
    channel: NotRequired[
        Literal["email", "dingtalk_work", "feishu_app", "gov_wechat", "sms", "wecom_app"]
    ]  # 用哪个渠道，默认邮件


class ResponsibilityBodyRequest(TypedDict):
    role: Literal["chief", "deputy", "leader", "secretary", "member"]  # 责任类型
    officer: NotRequired[str]  # 人员标识
    post: NotRequired[str]  # 职务名称（连同 officer），或职务标识
    valid_from: NotRequired[str]  # 起始日期，默认今天
    valid_to: NotRequired[Union[str, None]]  # 结束日期（含），补录已结束的责任时填写，首席责任人除外；不给即现任
    basis: NotRequired[str]  # 依据文件
    reason: NotRequired[str]  # 首席责任人不是主要负责人时的理由


class ResponsibilityShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    role: Literal["chief", "deputy", "leader", "secretary", "member"]  # 责任类型
    officer: str  # 人员标识
    name: str  # 姓名
    post: Union[str, None]  # 职务名称
    post_id: Union[str, None]  # 职务标识
    organisation: Union[str, None]  # 所属单位代码
    valid_from: str  # 起始日期
    valid_to: Union[str, None]  # 结束日期，现任为空
    basis: str  # 依据文件
    reason: str  # 理由


class ResponsibilityShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ResponsibilityShown]


class ReturnBodyRequest(TypedDict):
    note: NotRequired[str]  # 意见
    reasons: NotRequired[List[RequirementRemarkRequest]]  # 逐项意见


class ReviewBodyRequest(TypedDict):
    reviewer: str  # 审查人姓名
    reviewed_on: str  # 审查日期
    conclusion: Literal["fit", "exempt", "unfit"]  # 结论：fit、exempt 可以出台，unfit 不得出台
    document_number: str  # 审查文号
    note: NotRequired[str]  # 说明
    evidence: NotRequired[Union[str, None]]  # 审查材料（本项目佐证标识）


class ReviewShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    reviewer: str  # 审查人
    reviewed_on: str  # 审查日期
    conclusion: Literal["fit", "exempt", "unfit"]  # 结论
    document_number: str  # 审查文号
    note: str  # 说明
    evidence: Union[str, None]  # 审查材料
    recorded_by: str  # 登记人
    withdrawn_at: Union[str, None]  # 作废时间
    withdrawn_reason: str  # 作废理由


class ReviewShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[ReviewShown]


class ReviewVoidBodyRequest(TypedDict):
    reason: str  # 作废理由


class RolesShown(TypedDict):
    chief: int  # 首席责任人
    deputy: int  # B角
    leader: int  # 包联领导
    secretary: int  # 项目秘书
    member: int  # 专班成员


class RoundShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 拟定时间
    updated_at: str  # 更新时间
    number: str  # 编号
    title: str  # 名称
    organisation: str  # 核查范围（单位代码）
    state: Literal["planned", "fixed"]  # 状态
    is_finished: bool  # 全部核查完成
    steps: List[Literal["sign", "register", "start", "produce"]]  # 核查节点
    from_on: str  # 节点发生日期起
    to_on: str  # 节点发生日期止
    fixed_at: Union[str, None]  # 名单固定时间
    seed: Union[str, None]  # 随机种子
    dimensions: Union[List[str], None]  # 分层
    method: Union[Literal["proportional", "fixed"], None]  # 样本分配
    size: Union[int, None]  # 样本数
    algorithm: Union[str, None]  # 抽样算法
    frame_size: Union[int, None]  # 抽样框个数
    frame_sha256: Union[str, None]  # 抽样框 SHA-256
    known_at: Union[str, None]  # 抽样框时点


class RoundShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[RoundShown]


class RowResult(TypedDict):
    index: int  # 第几行，从 0 开始
    external_ref: Union[str, None]  # 外部编号
    status: Literal["created", "updated", "unchanged", "refused"]  # 结果
    id: Union[str, None]  # 项目标识；没有写入的为空
    version: Union[int, None]  # 项目版本；没有写入的为空
    errors: List[FieldProblem]  # 未通过的原因


class RowShown(TypedDict):
    id: str  # 记录标识（流转、金额变更、到位资金、年度计划；现有项目为项目标识）
    kind: Literal["step", "increase", "project", "arrival", "plan"]  # 记录种类
    project: str  # 项目标识
    project_url: str  # 项目地址
    number: str  # 项目编号
    name: str  # 项目名称
    unit: Union[str, None]  # 落地单位代码；没有代码的为空
    unit_name: str  # 落地单位当日的名称
    effective_on: Union[str, None]  # 发生日期
    recorded_at: Union[str, None]  # 系统得知的时间
    count: int  # 计入个数（增资为0）
    amount_wan: Union[str, None]  # 计入金额（万元）；实际利用外资为万美元


class RowShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[RowShown]


class RulingBodyRequest(TypedDict):
    outcome: Literal["first", "later", "joint", "not_same"]  # 裁定
    reason: str  # 理由，双方都会看到
    kept: NotRequired[Literal["first", "later"]]  # 共同推进时继续哪一方的档案
    first_percent: NotRequired[Union[str, None]]  # 共同推进时首报单位的业绩比例（%）


class RungBody(TypedDict):
    level: int  # 级别
    trigger: Literal[
        "yellow", "red", "two_yellows", "two_reds", "red_long", "item_unsigned", "item_late", "no_reply"
    ]  # 触发情形
    days: NotRequired[int]  # 触发情形中的天数
    kind: Literal["reminder", "supervision", "talk", "assignment", "urge", "slip"]  # 文种
    colour: NotRequired[Literal["", "blue", "yellow", "orange", "red"]]  # 颜色
    word: str  # 文号代字
    recipient: Literal["lead", "chief", "head"]  # 发往
    signer: Literal["leader", "office"]  # 签发人
    reply_days: int  # 回复时限，0为不要求
    reply_count: Literal["working", "calendar"]  # 时限单位
    title: str  # 标题模板
    body: str  # 正文模板


class RungBodyRequest(TypedDict):
    level: int  # 级别
    trigger: Literal[
        "yellow", "red", "two_yellows", "two_reds", "red_long", "item_unsigned", "item_late", "no_reply"
    ]  # 触发情形
    days: NotRequired[int]  # 触发情形中的天数
    kind: Literal["reminder", "supervision", "talk", "assignment", "urge", "slip"]  # 文种
    colour: NotRequired[Literal["", "blue", "yellow", "orange", "red"]]  # 颜色
    word: str  # 文号代字
    recipient: Literal["lead", "chief", "head"]  # 发往
    signer: Literal["leader", "office"]  # 签发人
    reply_days: int  # 回复时限，0为不要求
    reply_count: Literal["working", "calendar"]  # 时限单位
    title: str  # 标题模板
    body: str  # 正文模板


class SavedBodyRequest(TypedDict):
    name: str  # 名称
    key: str  # 数的标识，取自 rows_url
    is_shared: NotRequired[bool]  # 本单位及下属共用
    is_moving: NotRequired[bool]  # 每次打开算到当天


class SavedShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 保存时间
    updated_at: str  # 更新时间
    name: str  # 名称
    owner: str  # 保存人标识
    organisation: Union[str, None]  # 共用单位代码
    is_shared: bool  # 本单位及下属共用
    is_moving: bool  # 每次打开算到当天
    rows_url: str  # 现在打开的明细地址


class SavedShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[SavedShown]


class SectionBodyRequest(TypedDict):
    heading: NotRequired[str]  # 小标题
    paragraphs: List[str]  # 段落


class SectionShown(TypedDict):
    heading: str  # 小标题
    paragraphs: List[str]  # 段落


class SendBodyRequest(TypedDict):
    officers: NotRequired[List[str]]  # 收件人标识：参会人，或牵头、配合单位的人员；不给即全部


class SeriesBodyRequest(TypedDict):
    organisation: str  # 组织单位代码；不能更换
    body: NotRequired[Union[str, None]]  # 领导小组、联席会议或专班的单位代码
    name: str  # 名称
    kind: Literal["weekly", "biweekly", "monthly", "quarterly", "consultation", "mobilisation"]  # 类型
    rhythm: NotRequired[Literal["", "weekly", "biweekly", "monthly", "quarterly"]]  # 频次；会商必填，其余由类型决定
    quarter_month: NotRequired[Union[int, None]]  # 每季度第几个月
    monthly_rule: NotRequired[Literal["day", "nth", ""]]  # 按日或按第几个星期几
    weekday: NotRequired[Union[int, None]]  # 星期：1 周一至 7 周日
    nth: NotRequired[Union[int, None]]  # 第几个；5 为最后一个
    day: NotRequired[Union[int, None]]  # 几日
    time: str  # 时间
    holiday_policy: NotRequired[Literal["next", "previous", "cancel"]]  # 遇节假日
    place: str  # 地点
    chair: NotRequired[Union[str, None]]  # 主持人
    standing_attendees: NotRequired[List[str]]  # 固定参会人
    first_number: NotRequired[int]  # 首次编号
    notice_workdays: NotRequired[int]  # 加开至少提前几个工作日
    materials_workdays: NotRequired[Union[int, None]]  # 会前几个工作日报材料；空为不征询
    agenda_rules: NotRequired[List[ChosenRuleRequest]]  # 议题规则，按顺序
    starts_on: str  # 起始日期
    ends_on: NotRequired[Union[str, None]]  # 终止日期
    is_active: NotRequired[bool]  # 启用


class SeriesShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 创建时间
    updated_at: str  # 更新时间
    organisation: str  # 组织单位代码
    body: Union[str, None]  # 领导小组、联席会议或专班的单位代码
    name: str  # 名称
    kind: Literal["weekly", "biweekly", "monthly", "quarterly", "consultation", "mobilisation"]  # 类型
    rhythm: Literal["", "weekly", "biweekly", "monthly", "quarterly"]  # 频次
    quarter_month: Union[int, None]  # 每季度第几个月
    monthly_rule: str  # 按日或按第几个星期几
    weekday: Union[int, None]  # 星期
    nth: Union[int, None]  # 第几个
    day: Union[int, None]  # 几日
    time: str  # 时间
    holiday_policy: Literal["next", "previous", "cancel"]  # 遇节假日
    place: str  # 地点
    chair: Union[str, None]  # 主持人
    standing_attendees: List[str]  # 固定参会人
    first_number: int  # 首次编号
    notice_workdays: int  # 加开至少提前几个工作日
    materials_workdays: Union[int, None]  # 会前几个工作日报材料
    agenda_rules: List[ChosenRule]  # 议题规则
    starts_on: str  # 起始日期
    ends_on: Union[str, None]  # 终止日期
    is_active: bool  # 启用


class SeriesShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[SeriesShown]


class ShareBodyRequest(TypedDict):
    organisation: str  # 单位代码
    part: Literal["first_contact", "landing", "introducer"]  # 首谈、落地或引荐
    percent: str  # 比例（%）


class ShareShown(TypedDict):
    organisation: str  # 单位代码
    part: Literal["first_contact", "landing", "introducer"]  # 首谈、落地或引荐
    percent: str  # 比例（%）


class SideShown(TypedDict):
    side: Literal["first", "later"]  # 首报或后报
    project: str  # 项目标识
    sentence: str  # 对这一方怎么说
    answer: str  # 对这一方的裁定，未裁定为空
    may_sign: bool  # 这一方的项目现在能否签约


class SignShown(TypedDict):
    key: str  # 项目
    label: str  # 名称
    level: Literal["good", "watch", "alarm"]  # 正常、留意或故障
    said: str  # 情况
    todo: str  # 怎么办
    who: str  # 由谁处理
    is_told: bool  # 是否告警；由其他故障引起的不单独告警


class StageGroupShown(TypedDict):
    key: Union[str, None]  # 分组的值；合计为空
    label: str  # 名称
    count: int  # 个数（到位资金为笔数）
    amount_wan: Union[str, None]  # 金额（万元）；实际利用外资为万美元
    rows_url: str  # 明细地址
    stage: Literal["negotiating", "signed", "registered", "started", "producing"]  # 阶段
    standing: Literal["active", "suspended", "terminated", "withdrawn"]  # 状态


class StageShown(TypedDict):
    key: Union[str, None]  # 分组的值；合计为空
    label: str  # 名称
    count: int  # 个数（到位资金为笔数）
    amount_wan: Union[str, None]  # 金额（万元）；实际利用外资为万美元
    rows_url: str  # 明细地址
    stage: Literal["negotiating", "signed", "registered", "started", "producing"]  # 阶段


class StatementBodyRequest(TypedDict):
    text: str  # 首次接触的时间、对接人、推进到哪一步
    proof: NotRequired[str]  # 依据


class StepBodyRequest(TypedDict):
    step: Literal["suspend", "terminate", "withdraw", "resume", "restore", "revoke"]  # 节点
    effective_on: str  # 发生日期
    reason: NotRequired[str]  # 事由
    note: NotRequired[str]  # 情况说明


class TalkBodyRequest(TypedDict):
    organisation: str  # 被约谈单位代码
    letter: NotRequired[Union[str, None]]  # 约谈通知标识
    project: NotRequired[Union[str, None]]  # 项目标识
    trigger: str  # 约谈事由
    held_at: str  # 约谈时间
    place: str  # 约谈地点
    led_by: str  # 约谈人
    attendees: str  # 参加人员
    outcome: str  # 约谈结果
    follow_ups: NotRequired[List[FollowUpBodyRequest]]  # 约谈后交办


class TalkShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本，恒为1
    created_at: str  # 登记时间
    updated_at: str  # 登记时间
    organisation: str  # 被约谈单位代码
    letter: Union[str, None]  # 约谈通知标识
    project: Union[str, None]  # 项目标识
    trigger: str  # 约谈事由
    held_at: str  # 约谈时间
    place: str  # 约谈地点
    led_by: str  # 约谈人
    attendees: str  # 参加人员
    outcome: str  # 约谈结果
    items: List[str]  # 约谈后交办的事项
    files: List[LetterFileShown]  # 附件


class TalkShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[TalkShown]


class ThreadEntryShown(TypedDict):
    at: str  # 时间
    by: str  # 经办人
    kind: str  # 动作
    text: str  # 内容
    detail: str  # 变化


class TiersShown(TypedDict):
    as_of: str  # 截至日期
    known_at: str  # 按何时所知
    total: CellShown  # 合计
    nested: List[CellShown]  # “以上”各档，含本数，大档包含在小档内
    exclusive: List[CellShown]  # 互不重叠的区间，相加等于合计


class TopicShown(TypedDict):
    topic: Literal[
        "meeting", "papers", "claim", "project", "item", "letter", "report", "chief", "clash", "system"
    ]  # 类别
    label: str  # 名称
    choice: Literal["", "immediate", "digest", "inbox"]  # 本人的选择
    effective: Literal["immediate", "digest", "inbox"]  # 可选的提醒实际怎样接收
    locked: str  # 不能选择的原因，空为可选
    mandatory_rules: List[str]  # 始终即时发送的规则
    optional_rules: List[str]  # 其他规则


class TransferBodyRequest(TypedDict):
    to: str  # 接收单位代码：本市的县区、园区或乡镇
    sender_percent: NotRequired[str]  # 首谈单位的业绩比例（%）
    why: str  # 理由


class TransferDeclineBodyRequest(TypedDict):
    note: str  # 不接收的理由


class TransferNoteBodyRequest(TypedDict):
    note: NotRequired[str]  # 说明


class TransferShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 提出时间
    updated_at: str  # 更新时间
    project: str  # 项目标识；接收之前接收单位还打不开项目
    sender: str  # 移交单位代码
    to: str  # 接收单位代码
    credits: List[ShareShown]  # 接收后的业绩分成
    state: Literal["asked", "accepted", "declined", "withdrawn"]  # 状态
    why: str  # 理由
    answer: str  # 答复
    asked_by: str  # 提出人
    answered_by: Union[str, None]  # 答复人
    answered_at: Union[str, None]  # 答复时间


class TransferShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[TransferShown]


class TransitionShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本，撤销后为 2
    created_at: str  # 记录时间
    updated_at: str  # 记录时间，撤销后为撤销时间
    project: str  # 项目标识
    sequence: int  # 序号
    step: Literal[
        "sign", "register", "start", "produce", "suspend", "resume", "terminate", "withdraw", "restore", "revoke"
    ]  # 节点
    source: Literal["negotiating", "signed", "registered", "started", "producing"]  # 原阶段
    target: Literal["negotiating", "signed", "registered", "started", "producing"]  # 新阶段
    source_standing: Literal["active", "suspended", "terminated", "withdrawn"]  # 原状态
    target_standing: Literal["active", "suspended", "terminated", "withdrawn"]  # 新状态
    effective_on: str  # 发生日期
    recorded_at: str  # 记录时间
    is_back_dated: bool  # 是否补录
    by: PersonShown  # 申报人或办理人
    verified_by: Union[PersonShown, None]  # 认定人；两轮认定的为第二轮认定人
    first_verified_by: Union[PersonShown, None]  # 第一轮认定人；只有一轮的为空
    verifying_unit: Union[str, None]  # 认定单位代码
    first_verifying_unit: Union[str, None]  # 第一轮认定单位代码
    reason: str  # 事由
    note: str  # 说明
    claim: Union[str, None]  # 申报标识
    project_version: int  # 记录后的项目版本
    revoked: bool  # 是否已被撤销


class TransitionShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[TransitionShown]


class TroubleShown(TypedDict):
    id: str  # 标识
    key: str  # 项目
    label: str  # 名称
    said: str  # 情况
    began_at: str  # 开始时间
    told_at: Union[str, None]  # 最近告警时间
    ended_at: Union[str, None]  # 恢复时间


class TurnShown(TypedDict):
    sequence: int  # 序号
    step: str  # 步骤
    holder: Literal["office", "applicant"]  # 在谁手中：办理单位或项目单位（补充）
    organisation: str  # 单位代码
    began_at: str  # 收到时间
    due_on: Union[str, None]  # 期限；空为不计或工作日历未公布
    outcome: Literal["", "passed", "returned", "rejected", "resubmitted", "withdrawn"]  # 结果，空为待办理
    by: Union[str, None]  # 办理人
    ended_at: Union[str, None]  # 办理时间
    note: str  # 意见
    evidence: Union[str, None]  # 材料
    workdays: int  # 用时（工作日），未办结的算到今天


class UploadBodyRequest(TypedDict):
    kind: Literal[
        "investment_agreement",
        "framework_agreement",
        "business_licence",
        "construction_scope",
        "construction_contract",
        "site_photo",
        "approval_document",
        "construction_permit",
        "design_document",
        "feasibility_study",
        "equipment_contract",
        "payment_voucher",
        "bank_slip",
        "equipment_photo",
        "opening_proof",
        "completion_acceptance",
        "first_product",
        "invoice_or_tax",
        "check_record",
        "other",
    ]  # 材料类型
    filename: str  # 文件名，含扩展名
    size: int  # 文件大小（字节），不超过 50 MB
    sha256: str  # 整个文件的 SHA-256（十六进制）
    title: NotRequired[str]  # 标题，默认文件名
    issued_on: NotRequired[Union[str, None]]  # 出具日期


class UploadShown(TypedDict):
    id: str  # 上传标识
    url: str  # 地址
    version: int  # 版本：已收到的字节数加一；收到的内容被清除后回到 1
    project: str  # 项目标识
    kind: Literal[
        "investment_agreement",
        "framework_agreement",
        "business_licence",
        "construction_scope",
        "construction_contract",
        "site_photo",
        "approval_document",
        "construction_permit",
        "design_document",
        "feasibility_study",
        "equipment_contract",
        "payment_voucher",
        "bank_slip",
        "equipment_photo",
        "opening_proof",
        "completion_acceptance",
        "first_product",
        "invoice_or_tax",
        "check_record",
        "other",
    ]  # 材料类型
    title: str  # 标题
    filename: str  # 文件名
    issued_on: Union[str, None]  # 出具日期
    size: int  # 文件大小（字节）
    sha256: str  # 声明的 SHA-256
    offset: int  # 已收到的字节数，下一段从这里开始
    part_size: int  # 一段最多多少字节
    created_at: str  # 开始时间
    updated_at: str  # 最近一段的收到时间；还没有时为开始时间
    kept_hours: int  # 没有进展多少小时后清除


class WayShown(TypedDict):
    topic: Literal[
        "meeting", "papers", "claim", "project", "item", "letter", "report", "chief", "clash", "system"
    ]  # 类别
    now: Literal["immediate", "digest", "inbox"]  # 现在
    then: Literal["immediate", "digest", "inbox"]  # 保存后


class WebhookBodyRequest(TypedDict):
    target: str  # 推送地址，https://
    types: NotRequired[List[str]]  # 变更类型，可用 project.* 这样的写法；不给或为空：全部
    description: NotRequired[str]  # 说明，如用途和对方系统


class WebhookShown(TypedDict):
    id: str  # 标识
    url: str  # 这个对象在接口中的地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    target: str  # 推送地址
    types: List[str]  # 变更类型，为空即全部
    description: str  # 说明
    active: bool  # 是否启用
    state: Literal["on", "off", "gone", "failing"]  # 状态
    why: str  # 停用原因
    failing_since: Union[str, None]  # 自何时起没有送达任何一条
    paused_until: Union[str, None]  # 应对方要求暂停至
    previous_secret_until: Union[str, None]  # 旧密钥一并签名至
    secret: Union[str, None]  # 签名密钥 whsec_…，只在登记和换密钥的应答中给出，其他时候为空


class WebhookShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[WebhookShown]


class WhyAnswerShown(TypedDict):
    outcome: Literal[
        "told", "inbox", "merged", "void", "off", "waiting", "due", "ahead", "missed", "no_recipient", "nothing"
    ]  # 结果
    sentence: str  # 说明
    at: Union[str, None]  # 告知时间，或将要告知的时间
    reminder: Union[str, None]  # 已有的提醒
    digest: Union[str, None]  # 并入的每日汇总


class WhyBodyRequest(TypedDict):
    why: str  # 撤回理由


class WhyShown(TypedDict):
    answers: List[WhyAnswerShown]  # 答复


class WithdrawBodyRequest(TypedDict):
    reason: str  # 作废理由


class WordingBodyRequest(TypedDict):
    id: str  # 议定事项标识
    text: str  # 议定事项


class YearPlanBodyRequest(TypedDict):
    year: int  # 年度
    amount_wan: str  # 计划投资（万元）
    content: NotRequired[str]  # 年度建设内容
    why: NotRequired[str]  # 修改或作废的理由
    withdrawn: NotRequired[bool]  # true：作废这一条，须写明理由 why


class YearPlanShown(TypedDict):
    id: str  # 标识
    url: str  # 地址
    version: int  # 版本
    created_at: str  # 登记时间
    updated_at: str  # 更新时间
    project: str  # 项目标识
    year: int  # 年度
    amount_wan: str  # 计划投资（万元）
    content: NotRequired[str]  # 年度建设内容
    withdrawn_at: Union[str, None]  # 作废时间，有效为空
    withdrawn_why: str  # 作废理由


class YearPlanShownPage(TypedDict):
    next: Union[str, None]  # 下一页
    previous: Union[str, None]  # 上一页
    results: List[YearPlanShown]
