"""One method for each operation, written by clients/generate.py from docs/openapi.yaml. Not to be edited.

``version``: what was read last, sent as If-Match. ``idempotency_key``: given by whoever repeats a call after the
process has ended; otherwise each call makes its own and keeps it over its attempts.
"""

from __future__ import annotations

from typing import Any, Iterator, List, Literal, Protocol, Union

from . import types as t


class Caller(Protocol):
    """What the methods need: core.Core."""

    def call(self, *what: Any, **how: Any) -> Any: ...

    def follow(self, page: Any) -> Iterator[Any]: ...


class Group:
    """Operations whose address begins alike."""

    def __init__(self, core: Caller) -> None:
        self._core = core


class ActionItems(Group):
    """交办督办：/action-items/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        late: Union[bool, None] = None,
        light: Union[Literal["green", "blue", "yellow", "red", "grey", "none"], None] = None,
        mine: Union[Literal["lead", "joint", "todo"], None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        source: Union[Literal["meeting", "instruction", "superior", "enterprise", "report", "other"], None] = None,
        state: Union[
            Literal["open", "to_sign", "working", "returned", "checking", "long_term", "closed", "void"], None
        ] = None,
    ) -> t.ItemShownPage:
        """交办事项列表：GET /action-items/"""
        answer: t.ItemShownPage = self._core.call(
            "GET",
            "/action-items/",
            query={
                "cursor": cursor,
                "fields": fields,
                "late": late,
                "light": light,
                "mine": mine,
                "organisation": organisation,
                "page_size": page_size,
                "project": project,
                "source": source,
                "state": state,
            },
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        late: Union[bool, None] = None,
        light: Union[Literal["green", "blue", "yellow", "red", "grey", "none"], None] = None,
        mine: Union[Literal["lead", "joint", "todo"], None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        source: Union[Literal["meeting", "instruction", "superior", "enterprise", "report", "other"], None] = None,
        state: Union[
            Literal["open", "to_sign", "working", "returned", "checking", "long_term", "closed", "void"], None
        ] = None,
    ) -> Iterator[t.ItemShown]:
        """交办事项列表：逐页取完"""
        yield from self._core.follow(
            self.list(
                fields=fields,
                late=late,
                light=light,
                mine=mine,
                organisation=organisation,
                page_size=page_size,
                project=project,
                source=source,
                state=state,
            )
        )

    def create(self, body: t.ItemIssueBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.ItemShown:
        """交办：POST /action-items/"""
        answer: t.ItemShown = self._core.call("POST", "/action-items/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ItemShown:
        """一件交办事项：GET /action-items/{id}/"""
        answer: t.ItemShown = self._core.call("GET", "/action-items/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def update(
        self, id: str, body: Union[t.PatchedItemOfficerBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.ItemShown:
        """更换责任人：PATCH /action-items/{id}/"""
        answer: t.ItemShown = self._core.call(
            "PATCH", "/action-items/{id}/", place={"id": id}, body=body, version=version
        )
        return answer

    def accept(
        self,
        id: str,
        body: Union[t.ItemSignBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """接收移交：POST /action-items/{id}/accept/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/accept/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def answer_up(
        self,
        id: str,
        body: t.ItemAnswerUpBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """登记上级答复：POST /action-items/{id}/answer-up/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/answer-up/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def check(
        self,
        id: str,
        body: t.ItemReplyBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """跟踪问效：核实有效：POST /action-items/{id}/check/"""
        answer: t.ItemShown = self._core.call(
            "POST",
            "/action-items/{id}/check/",
            place={"id": id},
            body=body,
            files=("files",),
            version=version,
            once=idempotency_key,
        )
        return answer

    def close(
        self,
        id: str,
        body: t.ItemNoteBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """销号：POST /action-items/{id}/close/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/close/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def decide_extension(
        self,
        id: str,
        body: t.ItemDecisionBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """答复延期：POST /action-items/{id}/decide-extension/"""
        answer: t.ItemShown = self._core.call(
            "POST",
            "/action-items/{id}/decide-extension/",
            place={"id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def decline(
        self,
        id: str,
        body: t.ItemNoteBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """不接收移交：POST /action-items/{id}/decline/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/decline/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def defer(
        self,
        id: str,
        body: t.ItemReviewBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """转长期：POST /action-items/{id}/defer/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/defer/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def files_get(self, id: str, file_id: str) -> bytes:
        """下载办理材料：GET /action-items/{id}/files/{file_id}/"""
        answer: bytes = self._core.call(
            "GET", "/action-items/{id}/files/{file_id}/", place={"id": id, "file_id": file_id}, raw=True
        )
        return answer

    def handover(
        self,
        id: str,
        body: t.ItemHandoverBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """移交其他单位：POST /action-items/{id}/handover/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/handover/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def pass_up(
        self,
        id: str,
        body: t.ItemPassUpBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """上报协调：POST /action-items/{id}/pass-up/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/pass-up/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def reopen(
        self,
        id: str,
        body: t.ItemTermBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """重新交办：POST /action-items/{id}/reopen/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/reopen/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def reply(
        self,
        id: str,
        body: t.ItemReplyBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """办理回复：POST /action-items/{id}/reply/"""
        answer: t.ItemShown = self._core.call(
            "POST",
            "/action-items/{id}/reply/",
            place={"id": id},
            body=body,
            files=("files",),
            version=version,
            once=idempotency_key,
        )
        return answer

    def request_extension(
        self,
        id: str,
        body: t.ItemExtensionBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """申请延期：POST /action-items/{id}/request-extension/"""
        answer: t.ItemShown = self._core.call(
            "POST",
            "/action-items/{id}/request-extension/",
            place={"id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def resume(
        self,
        id: str,
        body: t.ItemTermBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """恢复限期办理：POST /action-items/{id}/resume/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/resume/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def return_(
        self,
        id: str,
        body: t.ItemNoteBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """退回：POST /action-items/{id}/return/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/return/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def review(
        self,
        id: str,
        body: t.ItemReviewBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """长期复核：POST /action-items/{id}/review/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/review/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def sign(
        self,
        id: str,
        body: Union[t.ItemSignBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """签收：POST /action-items/{id}/sign/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/sign/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def submit(
        self,
        id: str,
        body: t.ItemReplyBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """报请核销：POST /action-items/{id}/submit/"""
        answer: t.ItemShown = self._core.call(
            "POST",
            "/action-items/{id}/submit/",
            place={"id": id},
            body=body,
            files=("files",),
            version=version,
            once=idempotency_key,
        )
        return answer

    def urge(
        self,
        id: str,
        body: Union[t.ItemUrgeBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ItemShown:
        """催办：POST /action-items/{id}/urge/"""
        answer: t.ItemShown = self._core.call(
            "POST", "/action-items/{id}/urge/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer


class Amendments(Group):
    """金额变更：/amendments/"""

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.AmendmentShown:
        """金额变更申请：GET /amendments/{id}/"""
        answer: t.AmendmentShown = self._core.call(
            "GET", "/amendments/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def approve(
        self,
        id: str,
        body: Union[t.AnswerBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.AmendmentShown:
        """同意金额变更：POST /amendments/{id}/approve/"""
        answer: t.AmendmentShown = self._core.call(
            "POST", "/amendments/{id}/approve/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def return_(
        self,
        id: str,
        body: Union[t.AnswerBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.AmendmentShown:
        """退回金额变更：POST /amendments/{id}/return/"""
        answer: t.AmendmentShown = self._core.call(
            "POST", "/amendments/{id}/return/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def withdraw(
        self,
        id: str,
        body: Union[t.AnswerBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.AmendmentShown:
        """撤回金额变更：POST /amendments/{id}/withdraw/"""
        answer: t.AmendmentShown = self._core.call(
            "POST", "/amendments/{id}/withdraw/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer


class Changes(Group):
    """变更流：/changes/"""

    def get(
        self,
        *,
        after: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        project: Union[Union[str, None], None] = None,
        types: Union[str, None] = None,
    ) -> t.FeedShown:
        """变更流：GET /changes/"""
        answer: t.FeedShown = self._core.call(
            "GET",
            "/changes/",
            query={"after": after, "fields": fields, "page_size": page_size, "project": project, "types": types},
        )
        return answer


class Claims(Group):
    """申报与认定：/claims/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        state: Union[Literal["draft", "submitted", "returned", "approved", "rejected", "withdrawn"], None] = None,
        step: Union[Literal["sign", "register", "start", "produce", "resume", "restore", "revoke"], None] = None,
    ) -> t.ClaimShownPage:
        """申报列表：GET /claims/"""
        answer: t.ClaimShownPage = self._core.call(
            "GET",
            "/claims/",
            query={
                "cursor": cursor,
                "fields": fields,
                "page_size": page_size,
                "project": project,
                "state": state,
                "step": step,
            },
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        state: Union[Literal["draft", "submitted", "returned", "approved", "rejected", "withdrawn"], None] = None,
        step: Union[Literal["sign", "register", "start", "produce", "resume", "restore", "revoke"], None] = None,
    ) -> Iterator[t.ClaimShown]:
        """申报列表：逐页取完"""
        yield from self._core.follow(
            self.list(fields=fields, page_size=page_size, project=project, state=state, step=step)
        )

    def create(self, body: t.ClaimBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.ClaimShown:
        """起草申报，可同时提交：POST /claims/"""
        answer: t.ClaimShown = self._core.call("POST", "/claims/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ClaimShown:
        """申报：GET /claims/{id}/"""
        answer: t.ClaimShown = self._core.call("GET", "/claims/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def update(
        self, id: str, body: Union[t.PatchedClaimChangeRequest, None] = None, *, version: Union[int, str]
    ) -> t.ClaimShown:
        """补正申报：PATCH /claims/{id}/"""
        answer: t.ClaimShown = self._core.call("PATCH", "/claims/{id}/", place={"id": id}, body=body, version=version)
        return answer

    def approve(
        self,
        id: str,
        body: Union[t.NoteBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ClaimShown:
        """认定通过：推进节点：POST /claims/{id}/approve/"""
        answer: t.ClaimShown = self._core.call(
            "POST", "/claims/{id}/approve/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def reject(
        self,
        id: str,
        body: Union[t.NoteBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ClaimShown:
        """不予认定：POST /claims/{id}/reject/"""
        answer: t.ClaimShown = self._core.call(
            "POST", "/claims/{id}/reject/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def return_(
        self,
        id: str,
        body: Union[t.ReturnBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ClaimShown:
        """退回补正：POST /claims/{id}/return/"""
        answer: t.ClaimShown = self._core.call(
            "POST", "/claims/{id}/return/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def submit(self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None) -> t.ClaimShown:
        """提交申报：POST /claims/{id}/submit/"""
        answer: t.ClaimShown = self._core.call(
            "POST", "/claims/{id}/submit/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def withdraw(
        self,
        id: str,
        body: Union[t.NoteBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ClaimShown:
        """撤回申报：POST /claims/{id}/withdraw/"""
        answer: t.ClaimShown = self._core.call(
            "POST", "/claims/{id}/withdraw/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer


class Clashes(Group):
    """首报争议与项目移交：/clashes/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["open", "ruled", "closed"], None] = None,
    ) -> t.ClashDetailShownPage:
        """首报争议列表：GET /clashes/"""
        answer: t.ClashDetailShownPage = self._core.call(
            "GET", "/clashes/", query={"cursor": cursor, "fields": fields, "page_size": page_size, "state": state}
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["open", "ruled", "closed"], None] = None,
    ) -> Iterator[t.ClashDetailShown]:
        """首报争议列表：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size, state=state))

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ClashDetailShown:
        """首报争议：GET /clashes/{id}/"""
        answer: t.ClashDetailShown = self._core.call(
            "GET", "/clashes/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def reopen(
        self, id: str, body: t.ReopenBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.ClashDetailShown:
        """复议首报争议：POST /clashes/{id}/reopen/"""
        answer: t.ClashDetailShown = self._core.call(
            "POST", "/clashes/{id}/reopen/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def rule(
        self, id: str, body: t.RulingBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.ClashDetailShown:
        """裁定首报争议：POST /clashes/{id}/rule/"""
        answer: t.ClashDetailShown = self._core.call(
            "POST", "/clashes/{id}/rule/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def statements(
        self, id: str, body: t.StatementBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.ClashDetailShown:
        """提交陈述：POST /clashes/{id}/statements/"""
        answer: t.ClashDetailShown = self._core.call(
            "POST", "/clashes/{id}/statements/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer


class Decisions(Group):
    """项目决策：/decisions/"""

    def list(
        self,
        *,
        closed_from: Union[str, None] = None,
        closed_to: Union[str, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["running", "returned", "approved", "rejected", "withdrawn"], None] = None,
        waiting: Union[bool, None] = None,
    ) -> t.DecisionShownPage:
        """项目决策：GET /decisions/"""
        answer: t.DecisionShownPage = self._core.call(
            "GET",
            "/decisions/",
            query={
                "closed_from": closed_from,
                "closed_to": closed_to,
                "cursor": cursor,
                "fields": fields,
                "organisation": organisation,
                "page_size": page_size,
                "state": state,
                "waiting": waiting,
            },
        )
        return answer

    def each(
        self,
        *,
        closed_from: Union[str, None] = None,
        closed_to: Union[str, None] = None,
        fields: Union[str, None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["running", "returned", "approved", "rejected", "withdrawn"], None] = None,
        waiting: Union[bool, None] = None,
    ) -> Iterator[t.DecisionShown]:
        """项目决策：逐页取完"""
        yield from self._core.follow(
            self.list(
                closed_from=closed_from,
                closed_to=closed_to,
                fields=fields,
                organisation=organisation,
                page_size=page_size,
                state=state,
                waiting=waiting,
            )
        )

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.DecisionShown:
        """一项决策：GET /decisions/{id}/"""
        answer: t.DecisionShown = self._core.call("GET", "/decisions/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def pass_(
        self,
        id: str,
        body: Union[t.DecisionAnswerBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.DecisionShown:
        """决策步骤通过：POST /decisions/{id}/pass/"""
        answer: t.DecisionShown = self._core.call(
            "POST", "/decisions/{id}/pass/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def reject(
        self,
        id: str,
        body: Union[t.DecisionAnswerBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.DecisionShown:
        """不同意：POST /decisions/{id}/reject/"""
        answer: t.DecisionShown = self._core.call(
            "POST", "/decisions/{id}/reject/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def resubmit(
        self,
        id: str,
        body: Union[t.DecisionAnswerBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.DecisionShown:
        """补充后重新提交：POST /decisions/{id}/resubmit/"""
        answer: t.DecisionShown = self._core.call(
            "POST", "/decisions/{id}/resubmit/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def return_(
        self,
        id: str,
        body: Union[t.DecisionAnswerBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.DecisionShown:
        """退回补充：POST /decisions/{id}/return/"""
        answer: t.DecisionShown = self._core.call(
            "POST", "/decisions/{id}/return/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def withdraw(
        self,
        id: str,
        body: Union[t.DecisionWithdrawBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.DecisionShown:
        """撤回决策：POST /decisions/{id}/withdraw/"""
        answer: t.DecisionShown = self._core.call(
            "POST", "/decisions/{id}/withdraw/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer


class Deliveries(Group):
    """变更推送：/deliveries/"""

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.PushShown:
        """一条推送记录：GET /deliveries/{id}/"""
        answer: t.PushShown = self._core.call("GET", "/deliveries/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def replay(self, id: str, *, idempotency_key: Union[str, None] = None) -> t.PushShown:
        """重新推送：POST /deliveries/{id}/replay/"""
        answer: t.PushShown = self._core.call(
            "POST", "/deliveries/{id}/replay/", place={"id": id}, once=idempotency_key
        )
        return answer


class Duty(Group):
    """值守：/duty/"""

    def get(self) -> t.DutyShown:
        """值守：GET /duty/"""
        answer: t.DutyShown = self._core.call("GET", "/duty/")
        return answer

    def failures(
        self, id: str, body: t.FailureBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.FailureShown:
        """处置扫描失败的对象：POST /duty/failures/{id}/"""
        answer: t.FailureShown = self._core.call(
            "POST", "/duty/failures/{id}/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer


class Enterprises(Group):
    """企业：/enterprises/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        kind: Union[Literal["domestic", "foreign", "hmt"], None] = None,
        list_year: Union[int, None] = None,
        page_size: Union[int, None] = None,
        q: Union[str, None] = None,
        recognition: Union[
            Literal[
                "top500",
                "world500",
                "china500",
                "private500",
                "listed",
                "chain_leader",
                "high_tech",
                "little_giant",
                "champion",
                "unicorn",
                "gazelle",
                "other",
            ],
            None,
        ] = None,
        uscc: Union[str, None] = None,
    ) -> t.EnterpriseShownPage:
        """企业列表：GET /enterprises/"""
        answer: t.EnterpriseShownPage = self._core.call(
            "GET",
            "/enterprises/",
            query={
                "cursor": cursor,
                "fields": fields,
                "kind": kind,
                "list_year": list_year,
                "page_size": page_size,
                "q": q,
                "recognition": recognition,
                "uscc": uscc,
            },
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        kind: Union[Literal["domestic", "foreign", "hmt"], None] = None,
        list_year: Union[int, None] = None,
        page_size: Union[int, None] = None,
        q: Union[str, None] = None,
        recognition: Union[
            Literal[
                "top500",
                "world500",
                "china500",
                "private500",
                "listed",
                "chain_leader",
                "high_tech",
                "little_giant",
                "champion",
                "unicorn",
                "gazelle",
                "other",
            ],
            None,
        ] = None,
        uscc: Union[str, None] = None,
    ) -> Iterator[t.EnterpriseShown]:
        """企业列表：逐页取完"""
        yield from self._core.follow(
            self.list(
                fields=fields,
                kind=kind,
                list_year=list_year,
                page_size=page_size,
                q=q,
                recognition=recognition,
                uscc=uscc,
            )
        )

    def create(self, body: t.EnterpriseBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.EnterpriseShown:
        """登记企业：POST /enterprises/"""
        answer: t.EnterpriseShown = self._core.call("POST", "/enterprises/", body=body, once=idempotency_key)
        return answer

    def contacts_list(
        self,
        enterprise_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.ContactShownPage:
        """企业联系人列表：GET /enterprises/{enterprise_id}/contacts/"""
        answer: t.ContactShownPage = self._core.call(
            "GET",
            "/enterprises/{enterprise_id}/contacts/",
            place={"enterprise_id": enterprise_id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def contacts_each(
        self, enterprise_id: str, *, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> Iterator[t.ContactShown]:
        """企业联系人列表：逐页取完"""
        yield from self._core.follow(self.contacts_list(enterprise_id, fields=fields, page_size=page_size))

    def contacts_create(
        self, enterprise_id: str, body: t.ContactBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.ContactShown:
        """登记企业联系人：POST /enterprises/{enterprise_id}/contacts/"""
        answer: t.ContactShown = self._core.call(
            "POST",
            "/enterprises/{enterprise_id}/contacts/",
            place={"enterprise_id": enterprise_id},
            body=body,
            once=idempotency_key,
        )
        return answer

    def contacts_get(self, enterprise_id: str, id: str, *, fields: Union[str, None] = None) -> t.ContactShown:
        """企业联系人：GET /enterprises/{enterprise_id}/contacts/{id}/"""
        answer: t.ContactShown = self._core.call(
            "GET",
            "/enterprises/{enterprise_id}/contacts/{id}/",
            place={"enterprise_id": enterprise_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def contacts_update(
        self,
        enterprise_id: str,
        id: str,
        body: Union[t.PatchedContactChangeBodyRequest, None] = None,
        *,
        version: Union[int, str],
    ) -> t.ContactShown:
        """更新或作废企业联系人：PATCH /enterprises/{enterprise_id}/contacts/{id}/"""
        answer: t.ContactShown = self._core.call(
            "PATCH",
            "/enterprises/{enterprise_id}/contacts/{id}/",
            place={"enterprise_id": enterprise_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.EnterpriseShown:
        """企业：GET /enterprises/{id}/"""
        answer: t.EnterpriseShown = self._core.call(
            "GET", "/enterprises/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def update(
        self, id: str, body: Union[t.PatchedEnterpriseBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.EnterpriseShown:
        """更新企业：PATCH /enterprises/{id}/"""
        answer: t.EnterpriseShown = self._core.call(
            "PATCH", "/enterprises/{id}/", place={"id": id}, body=body, version=version
        )
        return answer


class FairCompetitionReviews(Group):
    """公平竞争审查：/fair-competition-reviews/"""

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ReviewShown:
        """公平竞争审查：GET /fair-competition-reviews/{id}/"""
        answer: t.ReviewShown = self._core.call(
            "GET", "/fair-competition-reviews/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def withdraw(
        self,
        id: str,
        body: t.ReviewVoidBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ReviewShown:
        """作废公平竞争审查记录：POST /fair-competition-reviews/{id}/withdraw/"""
        answer: t.ReviewShown = self._core.call(
            "POST",
            "/fair-competition-reviews/{id}/withdraw/",
            place={"id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer


class LetterAttachments(Group):
    """督办函件：/letter-attachments/"""

    def get(self, id: str) -> bytes:
        """下载函件附件：GET /letter-attachments/{id}/"""
        answer: bytes = self._core.call("GET", "/letter-attachments/{id}/", place={"id": id}, raw=True)
        return answer


class LetterLadders(Group):
    """督办规则：/letter-ladders/"""

    def list(
        self, *, cursor: Union[str, None] = None, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> t.LadderShownPage:
        """督办规则各版本：GET /letter-ladders/"""
        answer: t.LadderShownPage = self._core.call(
            "GET", "/letter-ladders/", query={"cursor": cursor, "fields": fields, "page_size": page_size}
        )
        return answer

    def each(self, *, fields: Union[str, None] = None, page_size: Union[int, None] = None) -> Iterator[t.LadderShown]:
        """督办规则各版本：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size))

    def create(self, body: t.LadderBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.LadderShown:
        """发布督办规则：POST /letter-ladders/"""
        answer: t.LadderShown = self._core.call("POST", "/letter-ladders/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.LadderShown:
        """一版督办规则：GET /letter-ladders/{id}/"""
        answer: t.LadderShown = self._core.call(
            "GET", "/letter-ladders/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def look(self, body: t.LadderLookBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.LadderLookShown:
        """立即检查督办规则：POST /letter-ladders/look/"""
        answer: t.LadderLookShown = self._core.call("POST", "/letter-ladders/look/", body=body, once=idempotency_key)
        return answer

    def trial(self, body: t.LadderTrialBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.LadderTrialShown:
        """试算督办规则：POST /letter-ladders/trial/"""
        answer: t.LadderTrialShown = self._core.call("POST", "/letter-ladders/trial/", body=body, once=idempotency_key)
        return answer


class LetterTalks(Group):
    """约谈记录：/letter-talks/"""

    def list(
        self, *, cursor: Union[str, None] = None, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> t.TalkShownPage:
        """约谈记录列表：GET /letter-talks/"""
        answer: t.TalkShownPage = self._core.call(
            "GET", "/letter-talks/", query={"cursor": cursor, "fields": fields, "page_size": page_size}
        )
        return answer

    def each(self, *, fields: Union[str, None] = None, page_size: Union[int, None] = None) -> Iterator[t.TalkShown]:
        """约谈记录列表：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size))

    def create(self, body: t.TalkBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.TalkShown:
        """登记约谈记录：POST /letter-talks/"""
        answer: t.TalkShown = self._core.call("POST", "/letter-talks/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.TalkShown:
        """约谈记录：GET /letter-talks/{id}/"""
        answer: t.TalkShown = self._core.call("GET", "/letter-talks/{id}/", place={"id": id}, query={"fields": fields})
        return answer


class Letters(Group):
    """督办函件：/letters/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        kind: Union[Literal["reminder", "supervision", "talk", "assignment", "urge", "slip"], None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        signed_from: Union[str, None] = None,
        signed_to: Union[str, None] = None,
        state: Union[
            Literal[
                "proposed",
                "draft",
                "signing",
                "sent",
                "received",
                "answered",
                "returned",
                "accepted",
                "filed",
                "dropped",
            ],
            None,
        ] = None,
        waiting: Union[bool, None] = None,
    ) -> t.LetterShownPage:
        """督办函件列表：GET /letters/"""
        answer: t.LetterShownPage = self._core.call(
            "GET",
            "/letters/",
            query={
                "cursor": cursor,
                "fields": fields,
                "kind": kind,
                "organisation": organisation,
                "page_size": page_size,
                "project": project,
                "signed_from": signed_from,
                "signed_to": signed_to,
                "state": state,
                "waiting": waiting,
            },
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        kind: Union[Literal["reminder", "supervision", "talk", "assignment", "urge", "slip"], None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        signed_from: Union[str, None] = None,
        signed_to: Union[str, None] = None,
        state: Union[
            Literal[
                "proposed",
                "draft",
                "signing",
                "sent",
                "received",
                "answered",
                "returned",
                "accepted",
                "filed",
                "dropped",
            ],
            None,
        ] = None,
        waiting: Union[bool, None] = None,
    ) -> Iterator[t.LetterShown]:
        """督办函件列表：逐页取完"""
        yield from self._core.follow(
            self.list(
                fields=fields,
                kind=kind,
                organisation=organisation,
                page_size=page_size,
                project=project,
                signed_from=signed_from,
                signed_to=signed_to,
                state=state,
                waiting=waiting,
            )
        )

    def create(self, body: t.LetterBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.LetterShown:
        """起草函件：POST /letters/"""
        answer: t.LetterShown = self._core.call("POST", "/letters/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.LetterShown:
        """督办函件：GET /letters/{id}/"""
        answer: t.LetterShown = self._core.call("GET", "/letters/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def update(
        self, id: str, body: Union[t.PatchedLetterFieldsRequest, None] = None, *, version: Union[int, str]
    ) -> t.LetterShown:
        """修改函件：PATCH /letters/{id}/"""
        answer: t.LetterShown = self._core.call("PATCH", "/letters/{id}/", place={"id": id}, body=body, version=version)
        return answer

    def accept(
        self,
        id: str,
        body: Union[t.LetterNoteBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.LetterShown:
        """采纳回复：POST /letters/{id}/accept/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/accept/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def answer(
        self,
        id: str,
        body: t.LetterAnswerBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.LetterShown:
        """回复函件：POST /letters/{id}/answer/"""
        answer: t.LetterShown = self._core.call(
            "POST",
            "/letters/{id}/answer/",
            place={"id": id},
            body=body,
            files=("files",),
            version=version,
            once=idempotency_key,
        )
        return answer

    def close(
        self,
        id: str,
        body: Union[t.LetterNoteBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.LetterShown:
        """函件归档：POST /letters/{id}/close/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/close/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def drop(
        self,
        id: str,
        body: t.LetterReasonBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.LetterShown:
        """不予发函：POST /letters/{id}/drop/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/drop/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def files_docx(self, id: str) -> bytes:
        """下载签发文件（可编辑）：GET /letters/{id}/files/docx/"""
        answer: bytes = self._core.call("GET", "/letters/{id}/files/docx/", place={"id": id}, raw=True)
        return answer

    def files_pdf(self, id: str) -> bytes:
        """下载签发文件（版式）：GET /letters/{id}/files/pdf/"""
        answer: bytes = self._core.call("GET", "/letters/{id}/files/pdf/", place={"id": id}, raw=True)
        return answer

    def recall(self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None) -> t.LetterShown:
        """撤回送签：POST /letters/{id}/recall/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/recall/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def receive(self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None) -> t.LetterShown:
        """签收：POST /letters/{id}/receive/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/receive/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def refuse(
        self,
        id: str,
        body: t.LetterReasonBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.LetterShown:
        """签发退回修改：POST /letters/{id}/refuse/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/refuse/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def return_(
        self,
        id: str,
        body: t.LetterReasonBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.LetterShown:
        """退回回复：POST /letters/{id}/return/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/return/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def sign(self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None) -> t.LetterShown:
        """签发：POST /letters/{id}/sign/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/sign/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def submit(
        self,
        id: str,
        body: t.LetterSubmitBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.LetterShown:
        """送签：POST /letters/{id}/submit/"""
        answer: t.LetterShown = self._core.call(
            "POST", "/letters/{id}/submit/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer


class MaterialRequests(Group):
    """调度会：/material-requests/"""

    def list(
        self,
        *,
        answered: Union[bool, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        late: Union[bool, None] = None,
        meeting: Union[str, None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.MaterialShownPage:
        """会前征询列表：GET /material-requests/"""
        answer: t.MaterialShownPage = self._core.call(
            "GET",
            "/material-requests/",
            query={
                "answered": answered,
                "cursor": cursor,
                "fields": fields,
                "late": late,
                "meeting": meeting,
                "organisation": organisation,
                "page_size": page_size,
            },
        )
        return answer

    def each(
        self,
        *,
        answered: Union[bool, None] = None,
        fields: Union[str, None] = None,
        late: Union[bool, None] = None,
        meeting: Union[str, None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> Iterator[t.MaterialShown]:
        """会前征询列表：逐页取完"""
        yield from self._core.follow(
            self.list(
                answered=answered,
                fields=fields,
                late=late,
                meeting=meeting,
                organisation=organisation,
                page_size=page_size,
            )
        )

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.MaterialShown:
        """会前征询：GET /material-requests/{id}/"""
        answer: t.MaterialShown = self._core.call(
            "GET", "/material-requests/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def answers(
        self,
        id: str,
        body: t.MaterialAnswerBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.MaterialShown:
        """报送汇报材料：POST /material-requests/{id}/answers/"""
        answer: t.MaterialShown = self._core.call(
            "POST",
            "/material-requests/{id}/answers/",
            place={"id": id},
            body=body,
            files=("files",),
            version=version,
            once=idempotency_key,
        )
        return answer

    def files_get(self, id: str, file_id: str) -> bytes:
        """下载汇报材料：GET /material-requests/{id}/files/{file_id}/"""
        answer: bytes = self._core.call(
            "GET", "/material-requests/{id}/files/{file_id}/", place={"id": id, "file_id": file_id}, raw=True
        )
        return answer

    def withdraw(
        self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.MaterialShown:
        """撤回征询：POST /material-requests/{id}/withdraw/"""
        answer: t.MaterialShown = self._core.call(
            "POST", "/material-requests/{id}/withdraw/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer


class MeetingSeries(Group):
    """调度会：/meeting-series/"""

    def list(
        self, *, cursor: Union[str, None] = None, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> t.SeriesShownPage:
        """会议系列：GET /meeting-series/"""
        answer: t.SeriesShownPage = self._core.call(
            "GET", "/meeting-series/", query={"cursor": cursor, "fields": fields, "page_size": page_size}
        )
        return answer

    def each(self, *, fields: Union[str, None] = None, page_size: Union[int, None] = None) -> Iterator[t.SeriesShown]:
        """会议系列：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size))

    def create(self, body: t.SeriesBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.SeriesShown:
        """新建会议系列：POST /meeting-series/"""
        answer: t.SeriesShown = self._core.call("POST", "/meeting-series/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.SeriesShown:
        """一个会议系列：GET /meeting-series/{id}/"""
        answer: t.SeriesShown = self._core.call(
            "GET", "/meeting-series/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def update(
        self, id: str, body: Union[t.PatchedSeriesBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.SeriesShown:
        """修改会议系列：PATCH /meeting-series/{id}/"""
        answer: t.SeriesShown = self._core.call(
            "PATCH", "/meeting-series/{id}/", place={"id": id}, body=body, version=version
        )
        return answer

    def meetings(self, id: str, body: t.ExtraBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.ExtraShown:
        """加开会议：POST /meeting-series/{id}/meetings/"""
        answer: t.ExtraShown = self._core.call(
            "POST", "/meeting-series/{id}/meetings/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def pack_plan(self, id: str, *, fields: Union[str, None] = None) -> t.PlanShown:
        """自动定稿设置：GET /meeting-series/{id}/pack-plan/"""
        answer: t.PlanShown = self._core.call(
            "GET", "/meeting-series/{id}/pack-plan/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def pack_plan_replace(
        self, id: str, body: Union[t.PlanBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.PlanShown:
        """设置自动定稿：PUT /meeting-series/{id}/pack-plan/"""
        answer: t.PlanShown = self._core.call(
            "PUT", "/meeting-series/{id}/pack-plan/", place={"id": id}, body=body, version=version
        )
        return answer

    def preview(self, id: str) -> List[t.DayShown]:
        """接下来十次：GET /meeting-series/{id}/preview/"""
        answer: List[t.DayShown] = self._core.call("GET", "/meeting-series/{id}/preview/", place={"id": id})
        return answer


class Meetings(Group):
    """调度会：/meetings/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        ordering: Union[Literal["-starts_at", "starts_at"], None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        series: Union[str, None] = None,
        starts_from: Union[str, None] = None,
        starts_to: Union[str, None] = None,
        state: Union[Literal["called", "held", "cancelled"], None] = None,
    ) -> t.MeetingShownPage:
        """调度会列表：GET /meetings/"""
        answer: t.MeetingShownPage = self._core.call(
            "GET",
            "/meetings/",
            query={
                "cursor": cursor,
                "fields": fields,
                "ordering": ordering,
                "organisation": organisation,
                "page_size": page_size,
                "series": series,
                "starts_from": starts_from,
                "starts_to": starts_to,
                "state": state,
            },
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        ordering: Union[Literal["-starts_at", "starts_at"], None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        series: Union[str, None] = None,
        starts_from: Union[str, None] = None,
        starts_to: Union[str, None] = None,
        state: Union[Literal["called", "held", "cancelled"], None] = None,
    ) -> Iterator[t.MeetingShown]:
        """调度会列表：逐页取完"""
        yield from self._core.follow(
            self.list(
                fields=fields,
                ordering=ordering,
                organisation=organisation,
                page_size=page_size,
                series=series,
                starts_from=starts_from,
                starts_to=starts_to,
                state=state,
            )
        )

    def create(self, body: t.MeetingBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.MeetingShown:
        """加开一次会议：POST /meetings/"""
        answer: t.MeetingShown = self._core.call("POST", "/meetings/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.MeetingShown:
        """调度会：GET /meetings/{id}/"""
        answer: t.MeetingShown = self._core.call("GET", "/meetings/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def update(
        self, id: str, body: Union[t.PatchedMeetingChangeRequest, None] = None, *, version: Union[int, str]
    ) -> t.MeetingShown:
        """改期、取消或标记已召开：PATCH /meetings/{id}/"""
        answer: t.MeetingShown = self._core.call(
            "PATCH", "/meetings/{id}/", place={"id": id}, body=body, version=version
        )
        return answer

    def agenda(self, id: str) -> t.EntryShownPage:
        """议题：GET /meetings/{id}/agenda/"""
        answer: t.EntryShownPage = self._core.call("GET", "/meetings/{id}/agenda/", place={"id": id})
        return answer

    def agenda_create(
        self, id: str, body: t.EntryBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.EntryShown:
        """增加议题：POST /meetings/{id}/agenda/"""
        answer: t.EntryShown = self._core.call(
            "POST", "/meetings/{id}/agenda/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def agenda_replace(self, id: str, body: t.OrderBodyRequest, *, version: Union[int, str]) -> t.EntryShownPage:
        """调整议题顺序：PUT /meetings/{id}/agenda/"""
        answer: t.EntryShownPage = self._core.call(
            "PUT", "/meetings/{id}/agenda/", place={"id": id}, body=body, version=version
        )
        return answer

    def agenda_update(
        self, id: str, body: Union[t.PatchedAgendaChangeRequest, None] = None, *, version: Union[int, str]
    ) -> t.EntryShownPage:
        """修改议程：调整顺序，移动或移出一项：PATCH /meetings/{id}/agenda/"""
        answer: t.EntryShownPage = self._core.call(
            "PATCH", "/meetings/{id}/agenda/", place={"id": id}, body=body, version=version
        )
        return answer

    def agenda_mark(
        self, id: str, body: t.EntryMarkBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.EntryShownPage:
        """记录议题结果：POST /meetings/{id}/agenda/mark/"""
        answer: t.EntryShownPage = self._core.call(
            "POST", "/meetings/{id}/agenda/mark/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def agenda_place(
        self, id: str, body: t.PlaceBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.EntryShownPage:
        """移动议题：POST /meetings/{id}/agenda/place/"""
        answer: t.EntryShownPage = self._core.call(
            "POST", "/meetings/{id}/agenda/place/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def agenda_remove(
        self, id: str, body: t.RemoveBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.EntryShownPage:
        """移出议题：POST /meetings/{id}/agenda/remove/"""
        answer: t.EntryShownPage = self._core.call(
            "POST", "/meetings/{id}/agenda/remove/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def agenda_requests(
        self, id: str, body: t.AskBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.MaterialShown:
        """征询汇报材料：POST /meetings/{id}/agenda/requests/"""
        answer: t.MaterialShown = self._core.call(
            "POST", "/meetings/{id}/agenda/requests/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def decisions(self, id: str) -> t.MeetingDecisionShownPage:
        """议定事项：GET /meetings/{id}/decisions/"""
        answer: t.MeetingDecisionShownPage = self._core.call("GET", "/meetings/{id}/decisions/", place={"id": id})
        return answer

    def decisions_create(
        self, id: str, body: t.DecisionBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.MeetingDecisionShown:
        """记录议定事项，同时生成交办事项：POST /meetings/{id}/decisions/"""
        answer: t.MeetingDecisionShown = self._core.call(
            "POST", "/meetings/{id}/decisions/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def decisions_drop(
        self, id: str, decision_id: str, body: t.DropBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.MeetingDecisionShown:
        """撤去议定事项，同时撤销交办：POST /meetings/{id}/decisions/{decision_id}/drop/"""
        answer: t.MeetingDecisionShown = self._core.call(
            "POST",
            "/meetings/{id}/decisions/{decision_id}/drop/",
            place={"id": id, "decision_id": decision_id},
            body=body,
            once=idempotency_key,
        )
        return answer

    def merge(
        self, id: str, body: t.MergeBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.MeetingShown:
        """合并召开：POST /meetings/{id}/merge/"""
        answer: t.MeetingShown = self._core.call(
            "POST", "/meetings/{id}/merge/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def minutes(self, id: str, *, fields: Union[str, None] = None) -> t.MinutesShown:
        """会议纪要：GET /meetings/{id}/minutes/"""
        answer: t.MinutesShown = self._core.call(
            "GET", "/meetings/{id}/minutes/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def minutes_create(self, id: str, *, idempotency_key: Union[str, None] = None) -> t.MinutesShown:
        """起草会议纪要：POST /meetings/{id}/minutes/"""
        answer: t.MinutesShown = self._core.call(
            "POST", "/meetings/{id}/minutes/", place={"id": id}, once=idempotency_key
        )
        return answer

    def minutes_update(
        self, id: str, body: Union[t.PatchedMinutesBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.MinutesShown:
        """修改会议纪要（确认前）：PATCH /meetings/{id}/minutes/"""
        answer: t.MinutesShown = self._core.call(
            "PATCH", "/meetings/{id}/minutes/", place={"id": id}, body=body, version=version
        )
        return answer

    def minutes_acknowledge(self, id: str, *, idempotency_key: Union[str, None] = None) -> t.MinutesShown:
        """签收会议纪要：POST /meetings/{id}/minutes/acknowledge/"""
        answer: t.MinutesShown = self._core.call(
            "POST", "/meetings/{id}/minutes/acknowledge/", place={"id": id}, once=idempotency_key
        )
        return answer

    def minutes_attendance_replace(
        self, id: str, body: t.AttendanceBodyRequest, *, version: Union[int, str]
    ) -> t.MinutesShown:
        """登记出席情况：PUT /meetings/{id}/minutes/attendance/"""
        answer: t.MinutesShown = self._core.call(
            "PUT", "/meetings/{id}/minutes/attendance/", place={"id": id}, body=body, version=version
        )
        return answer

    def minutes_confirm(
        self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.MinutesShown:
        """确认会议纪要：POST /meetings/{id}/minutes/confirm/"""
        answer: t.MinutesShown = self._core.call(
            "POST", "/meetings/{id}/minutes/confirm/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def minutes_corrections(
        self, id: str, body: t.CorrectionBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.MinutesShown:
        """更正已确认的会议纪要：POST /meetings/{id}/minutes/corrections/"""
        answer: t.MinutesShown = self._core.call(
            "POST", "/meetings/{id}/minutes/corrections/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def minutes_files_get(self, id: str, kind: str) -> bytes:
        """下载会议纪要（docx 或 pdf）：GET /meetings/{id}/minutes/files/{kind}/"""
        answer: bytes = self._core.call(
            "GET", "/meetings/{id}/minutes/files/{kind}/", place={"id": id, "kind": kind}, raw=True
        )
        return answer

    def minutes_remind(self, id: str, *, idempotency_key: Union[str, None] = None) -> t.MinutesShown:
        """提醒签收会议纪要：POST /meetings/{id}/minutes/remind/"""
        answer: t.MinutesShown = self._core.call(
            "POST", "/meetings/{id}/minutes/remind/", place={"id": id}, once=idempotency_key
        )
        return answer

    def minutes_return(
        self,
        id: str,
        body: t.MinutesNoteBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.MinutesShown:
        """退回会议纪要：POST /meetings/{id}/minutes/return/"""
        answer: t.MinutesShown = self._core.call(
            "POST", "/meetings/{id}/minutes/return/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def minutes_send(
        self, id: str, body: Union[t.SendBodyRequest, None] = None, *, idempotency_key: Union[str, None] = None
    ) -> t.MinutesShown:
        """印发会议纪要：POST /meetings/{id}/minutes/send/"""
        answer: t.MinutesShown = self._core.call(
            "POST", "/meetings/{id}/minutes/send/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def minutes_submit(
        self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.MinutesShown:
        """会议纪要送主持人确认：POST /meetings/{id}/minutes/submit/"""
        answer: t.MinutesShown = self._core.call(
            "POST", "/meetings/{id}/minutes/submit/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def pack(self, id: str, *, fields: Union[str, None] = None) -> t.PackDetail:
        """调度会最新一版会议材料：GET /meetings/{id}/pack/"""
        answer: t.PackDetail = self._core.call(
            "GET", "/meetings/{id}/pack/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def pack_create(
        self, id: str, body: Union[t.FreezeBodyRequest, None] = None, *, idempotency_key: Union[str, None] = None
    ) -> t.PackShown:
        """会议材料定稿：POST /meetings/{id}/pack/"""
        answer: t.PackShown = self._core.call(
            "POST", "/meetings/{id}/pack/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def packs_list(
        self,
        id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.PackShownPage:
        """调度会的会议材料：GET /meetings/{id}/packs/"""
        answer: t.PackShownPage = self._core.call(
            "GET",
            "/meetings/{id}/packs/",
            place={"id": id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def packs_each(
        self, id: str, *, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> Iterator[t.PackShown]:
        """调度会的会议材料：逐页取完"""
        yield from self._core.follow(self.packs_list(id, fields=fields, page_size=page_size))

    def packs_create(
        self, id: str, body: Union[t.FreezeBodyRequest, None] = None, *, idempotency_key: Union[str, None] = None
    ) -> t.PackShown:
        """会议材料定稿：POST /meetings/{id}/packs/"""
        answer: t.PackShown = self._core.call(
            "POST", "/meetings/{id}/packs/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer


class Officers(Group):
    """人员：/officers/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        q: Union[str, None] = None,
    ) -> t.OfficerShownPage:
        """人员列表：GET /officers/"""
        answer: t.OfficerShownPage = self._core.call(
            "GET",
            "/officers/",
            query={"cursor": cursor, "fields": fields, "organisation": organisation, "page_size": page_size, "q": q},
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        q: Union[str, None] = None,
    ) -> Iterator[t.OfficerShown]:
        """人员列表：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, organisation=organisation, page_size=page_size, q=q))

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.OfficerShown:
        """人员：GET /officers/{id}/"""
        answer: t.OfficerShown = self._core.call("GET", "/officers/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def load(self, id: str) -> t.LoadShown:
        """人员负荷：GET /officers/{id}/load/"""
        answer: t.LoadShown = self._core.call("GET", "/officers/{id}/load/", place={"id": id})
        return answer


class Organisations(Group):
    """单位：/organisations/"""

    def list(
        self,
        *,
        code: Union[str, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        kind: Union[
            Literal["province", "city", "district", "park", "department", "township", "team", "body"], None
        ] = None,
        on: Union[str, None] = None,
        page_size: Union[int, None] = None,
        under: Union[str, None] = None,
        unit_class: Union[str, None] = None,
    ) -> t.OrganisationShownPage:
        """单位列表：GET /organisations/"""
        answer: t.OrganisationShownPage = self._core.call(
            "GET",
            "/organisations/",
            query={
                "code": code,
                "cursor": cursor,
                "fields": fields,
                "kind": kind,
                "on": on,
                "page_size": page_size,
                "under": under,
                "unit_class": unit_class,
            },
        )
        return answer

    def each(
        self,
        *,
        code: Union[str, None] = None,
        fields: Union[str, None] = None,
        kind: Union[
            Literal["province", "city", "district", "park", "department", "township", "team", "body"], None
        ] = None,
        on: Union[str, None] = None,
        page_size: Union[int, None] = None,
        under: Union[str, None] = None,
        unit_class: Union[str, None] = None,
    ) -> Iterator[t.OrganisationShown]:
        """单位列表：逐页取完"""
        yield from self._core.follow(
            self.list(
                code=code, fields=fields, kind=kind, on=on, page_size=page_size, under=under, unit_class=unit_class
            )
        )

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.OrganisationShown:
        """单位：GET /organisations/{id}/"""
        answer: t.OrganisationShown = self._core.call(
            "GET", "/organisations/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer


class Packs(Group):
    """会议材料：/packs/"""

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.PackDetail:
        """一份会议材料：GET /packs/{id}/"""
        answer: t.PackDetail = self._core.call("GET", "/packs/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def files_get(self, id: str, kind: str) -> t.File:
        """下载会议材料：GET /packs/{id}/files/{kind}/"""
        answer: t.File = self._core.call("GET", "/packs/{id}/files/{kind}/", place={"id": id, "kind": kind})
        return answer


class Projects(Group):
    """项目：/projects/"""

    def list(
        self,
        *,
        chain: Union[str, None] = None,
        chief: Union[str, None] = None,
        cursor: Union[str, None] = None,
        external_ref: Union[str, None] = None,
        fields: Union[str, None] = None,
        industry: Union[str, None] = None,
        light: Union[Literal["green", "yellow", "red", "grey"], None] = None,
        max_total_investment_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        ordering: Union[
            Literal["-updated_at", "updated_at", "total_investment_wan", "-total_investment_wan", "number", "-number"],
            None,
        ] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        producing_from: Union[str, None] = None,
        producing_to: Union[str, None] = None,
        q: Union[str, None] = None,
        registered_from: Union[str, None] = None,
        registered_to: Union[str, None] = None,
        signed_from: Union[str, None] = None,
        signed_to: Union[str, None] = None,
        stage: Union[Literal["negotiating", "signed", "registered", "started", "producing"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        started_from: Union[str, None] = None,
        started_to: Union[str, None] = None,
        tag: Union[str, None] = None,
        updated_since: Union[str, None] = None,
    ) -> t.LitProjectShownPage:
        """项目列表：GET /projects/"""
        answer: t.LitProjectShownPage = self._core.call(
            "GET",
            "/projects/",
            query={
                "chain": chain,
                "chief": chief,
                "cursor": cursor,
                "external_ref": external_ref,
                "fields": fields,
                "industry": industry,
                "light": light,
                "max_total_investment_wan": max_total_investment_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "ordering": ordering,
                "organisation": organisation,
                "page_size": page_size,
                "producing_from": producing_from,
                "producing_to": producing_to,
                "q": q,
                "registered_from": registered_from,
                "registered_to": registered_to,
                "signed_from": signed_from,
                "signed_to": signed_to,
                "stage": stage,
                "standing": standing,
                "started_from": started_from,
                "started_to": started_to,
                "tag": tag,
                "updated_since": updated_since,
            },
        )
        return answer

    def each(
        self,
        *,
        chain: Union[str, None] = None,
        chief: Union[str, None] = None,
        external_ref: Union[str, None] = None,
        fields: Union[str, None] = None,
        industry: Union[str, None] = None,
        light: Union[Literal["green", "yellow", "red", "grey"], None] = None,
        max_total_investment_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        ordering: Union[
            Literal["-updated_at", "updated_at", "total_investment_wan", "-total_investment_wan", "number", "-number"],
            None,
        ] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        producing_from: Union[str, None] = None,
        producing_to: Union[str, None] = None,
        q: Union[str, None] = None,
        registered_from: Union[str, None] = None,
        registered_to: Union[str, None] = None,
        signed_from: Union[str, None] = None,
        signed_to: Union[str, None] = None,
        stage: Union[Literal["negotiating", "signed", "registered", "started", "producing"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        started_from: Union[str, None] = None,
        started_to: Union[str, None] = None,
        tag: Union[str, None] = None,
        updated_since: Union[str, None] = None,
    ) -> Iterator[t.LitProjectShown]:
        """项目列表：逐页取完"""
        yield from self._core.follow(
            self.list(
                chain=chain,
                chief=chief,
                external_ref=external_ref,
                fields=fields,
                industry=industry,
                light=light,
                max_total_investment_wan=max_total_investment_wan,
                min_total_investment_wan=min_total_investment_wan,
                ordering=ordering,
                organisation=organisation,
                page_size=page_size,
                producing_from=producing_from,
                producing_to=producing_to,
                q=q,
                registered_from=registered_from,
                registered_to=registered_to,
                signed_from=signed_from,
                signed_to=signed_to,
                stage=stage,
                standing=standing,
                started_from=started_from,
                started_to=started_to,
                tag=tag,
                updated_since=updated_since,
            )
        )

    def create(self, body: t.ProjectBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.ProjectFileShown:
        """录入项目：POST /projects/"""
        answer: t.ProjectFileShown = self._core.call("POST", "/projects/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ProjectFileShown:
        """项目：GET /projects/{id}/"""
        answer: t.ProjectFileShown = self._core.call(
            "GET", "/projects/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def update(
        self, id: str, body: Union[t.PatchedProjectBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.ProjectFileShown:
        """更新项目：PATCH /projects/{id}/"""
        answer: t.ProjectFileShown = self._core.call(
            "PATCH", "/projects/{id}/", place={"id": id}, body=body, version=version
        )
        return answer

    def next_steps(self, id: str) -> List[t.NextStepShown]:
        """下一步还缺什么：GET /projects/{id}/next-steps/"""
        answer: List[t.NextStepShown] = self._core.call("GET", "/projects/{id}/next-steps/", place={"id": id})
        return answer

    def amendments_list(
        self,
        project_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["submitted", "approved", "returned", "withdrawn"], None] = None,
    ) -> t.AmendmentShownPage:
        """项目的金额变更申请：GET /projects/{project_id}/amendments/"""
        answer: t.AmendmentShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/amendments/",
            place={"project_id": project_id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size, "state": state},
        )
        return answer

    def amendments_each(
        self,
        project_id: str,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["submitted", "approved", "returned", "withdrawn"], None] = None,
    ) -> Iterator[t.AmendmentShown]:
        """项目的金额变更申请：逐页取完"""
        yield from self._core.follow(self.amendments_list(project_id, fields=fields, page_size=page_size, state=state))

    def amendments_create(
        self,
        project_id: str,
        body: t.AmendmentBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.AmendmentShown:
        """申请金额变更：POST /projects/{project_id}/amendments/"""
        answer: t.AmendmentShown = self._core.call(
            "POST",
            "/projects/{project_id}/amendments/",
            place={"project_id": project_id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def as_of(
        self,
        project_id: str,
        *,
        fields: Union[str, None] = None,
        known_at: Union[str, None] = None,
        on: Union[str, None] = None,
    ) -> t.PastProjectShown:
        """项目在某一天的档案：GET /projects/{project_id}/as-of/"""
        answer: t.PastProjectShown = self._core.call(
            "GET",
            "/projects/{project_id}/as-of/",
            place={"project_id": project_id},
            query={"fields": fields, "known_at": known_at, "on": on},
        )
        return answer

    def confirmations_list(
        self,
        project_id: str,
        *,
        all: Union[bool, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.ConfirmationShownPage:
        """统计确认：GET /projects/{project_id}/confirmations/"""
        answer: t.ConfirmationShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/confirmations/",
            place={"project_id": project_id},
            query={"all": all, "cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def confirmations_each(
        self,
        project_id: str,
        *,
        all: Union[bool, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> Iterator[t.ConfirmationShown]:
        """统计确认：逐页取完"""
        yield from self._core.follow(self.confirmations_list(project_id, all=all, fields=fields, page_size=page_size))

    def confirmations_create(
        self, project_id: str, body: t.ConfirmationBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.ConfirmationShown:
        """登记入统或入规：POST /projects/{project_id}/confirmations/"""
        answer: t.ConfirmationShown = self._core.call(
            "POST",
            "/projects/{project_id}/confirmations/",
            place={"project_id": project_id},
            body=body,
            once=idempotency_key,
        )
        return answer

    def confirmations_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.ConfirmationShown:
        """一项统计确认：GET /projects/{project_id}/confirmations/{id}/"""
        answer: t.ConfirmationShown = self._core.call(
            "GET",
            "/projects/{project_id}/confirmations/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def confirmations_withdraw(
        self,
        project_id: str,
        id: str,
        body: t.WhyBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ConfirmationShown:
        """撤回统计确认：POST /projects/{project_id}/confirmations/{id}/withdraw/"""
        answer: t.ConfirmationShown = self._core.call(
            "POST",
            "/projects/{project_id}/confirmations/{id}/withdraw/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def credits(self, project_id: str, *, fields: Union[str, None] = None) -> t.CreditsShown:
        """业绩分成：GET /projects/{project_id}/credits/"""
        answer: t.CreditsShown = self._core.call(
            "GET", "/projects/{project_id}/credits/", place={"project_id": project_id}, query={"fields": fields}
        )
        return answer

    def credits_replace(
        self, project_id: str, body: t.CreditsBodyRequest, *, version: Union[int, str]
    ) -> t.CreditsShown:
        """确定业绩分成：PUT /projects/{project_id}/credits/"""
        answer: t.CreditsShown = self._core.call(
            "PUT", "/projects/{project_id}/credits/", place={"project_id": project_id}, body=body, version=version
        )
        return answer

    def decisions_list(
        self,
        project_id: str,
        *,
        closed_from: Union[str, None] = None,
        closed_to: Union[str, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["running", "returned", "approved", "rejected", "withdrawn"], None] = None,
        waiting: Union[bool, None] = None,
    ) -> t.DecisionShownPage:
        """一个项目的决策：GET /projects/{project_id}/decisions/"""
        answer: t.DecisionShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/decisions/",
            place={"project_id": project_id},
            query={
                "closed_from": closed_from,
                "closed_to": closed_to,
                "cursor": cursor,
                "fields": fields,
                "organisation": organisation,
                "page_size": page_size,
                "state": state,
                "waiting": waiting,
            },
        )
        return answer

    def decisions_each(
        self,
        project_id: str,
        *,
        closed_from: Union[str, None] = None,
        closed_to: Union[str, None] = None,
        fields: Union[str, None] = None,
        organisation: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["running", "returned", "approved", "rejected", "withdrawn"], None] = None,
        waiting: Union[bool, None] = None,
    ) -> Iterator[t.DecisionShown]:
        """一个项目的决策：逐页取完"""
        yield from self._core.follow(
            self.decisions_list(
                project_id,
                closed_from=closed_from,
                closed_to=closed_to,
                fields=fields,
                organisation=organisation,
                page_size=page_size,
                state=state,
                waiting=waiting,
            )
        )

    def decisions_create(
        self,
        project_id: str,
        body: Union[t.DecisionStartBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.DecisionShown:
        """发起决策：POST /projects/{project_id}/decisions/"""
        answer: t.DecisionShown = self._core.call(
            "POST",
            "/projects/{project_id}/decisions/",
            place={"project_id": project_id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def evidence_list(
        self,
        project_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        kind: Union[
            Literal[
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
            ],
            None,
        ] = None,
        page_size: Union[int, None] = None,
    ) -> t.EvidenceShownPage:
        """佐证材料列表：GET /projects/{project_id}/evidence/"""
        answer: t.EvidenceShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/evidence/",
            place={"project_id": project_id},
            query={"cursor": cursor, "fields": fields, "kind": kind, "page_size": page_size},
        )
        return answer

    def evidence_each(
        self,
        project_id: str,
        *,
        fields: Union[str, None] = None,
        kind: Union[
            Literal[
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
            ],
            None,
        ] = None,
        page_size: Union[int, None] = None,
    ) -> Iterator[t.EvidenceShown]:
        """佐证材料列表：逐页取完"""
        yield from self._core.follow(self.evidence_list(project_id, fields=fields, kind=kind, page_size=page_size))

    def evidence_create(
        self, project_id: str, body: t.EvidenceBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.EvidenceShown:
        """上传佐证材料：POST /projects/{project_id}/evidence/"""
        answer: t.EvidenceShown = self._core.call(
            "POST",
            "/projects/{project_id}/evidence/",
            place={"project_id": project_id},
            body=body,
            files=("file",),
            form_only=True,
            once=idempotency_key,
        )
        return answer

    def evidence_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.EvidenceShown:
        """佐证材料：GET /projects/{project_id}/evidence/{id}/"""
        answer: t.EvidenceShown = self._core.call(
            "GET",
            "/projects/{project_id}/evidence/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def evidence_file(self, project_id: str, id: str) -> bytes:
        """下载佐证材料：GET /projects/{project_id}/evidence/{id}/file/"""
        answer: bytes = self._core.call(
            "GET", "/projects/{project_id}/evidence/{id}/file/", place={"project_id": project_id, "id": id}, raw=True
        )
        return answer

    def evidence_withdraw(
        self,
        project_id: str,
        id: str,
        body: t.WithdrawBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.EvidenceShown:
        """作废佐证材料：POST /projects/{project_id}/evidence/{id}/withdraw/"""
        answer: t.EvidenceShown = self._core.call(
            "POST",
            "/projects/{project_id}/evidence/{id}/withdraw/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def fair_competition_reviews_list(
        self,
        project_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.ReviewShownPage:
        """项目的公平竞争审查：GET /projects/{project_id}/fair-competition-reviews/"""
        answer: t.ReviewShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/fair-competition-reviews/",
            place={"project_id": project_id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def fair_competition_reviews_each(
        self, project_id: str, *, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> Iterator[t.ReviewShown]:
        """项目的公平竞争审查：逐页取完"""
        yield from self._core.follow(self.fair_competition_reviews_list(project_id, fields=fields, page_size=page_size))

    def fair_competition_reviews_create(
        self,
        project_id: str,
        body: t.ReviewBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ReviewShown:
        """登记公平竞争审查：POST /projects/{project_id}/fair-competition-reviews/"""
        answer: t.ReviewShown = self._core.call(
            "POST",
            "/projects/{project_id}/fair-competition-reviews/",
            place={"project_id": project_id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def funds_list(
        self,
        project_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        origin: Union[Literal["outside_province", "outside_city", "local", "foreign"], None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["reported", "confirmed", "returned", "withdrawn"], None] = None,
    ) -> t.FundShownPage:
        """到位资金列表：GET /projects/{project_id}/funds/"""
        answer: t.FundShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/funds/",
            place={"project_id": project_id},
            query={"cursor": cursor, "fields": fields, "origin": origin, "page_size": page_size, "state": state},
        )
        return answer

    def funds_each(
        self,
        project_id: str,
        *,
        fields: Union[str, None] = None,
        origin: Union[Literal["outside_province", "outside_city", "local", "foreign"], None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["reported", "confirmed", "returned", "withdrawn"], None] = None,
    ) -> Iterator[t.FundShown]:
        """到位资金列表：逐页取完"""
        yield from self._core.follow(
            self.funds_list(project_id, fields=fields, origin=origin, page_size=page_size, state=state)
        )

    def funds_create(
        self, project_id: str, body: t.FundBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.FundShown:
        """填报到位资金：POST /projects/{project_id}/funds/"""
        answer: t.FundShown = self._core.call(
            "POST", "/projects/{project_id}/funds/", place={"project_id": project_id}, body=body, once=idempotency_key
        )
        return answer

    def funds_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.FundShown:
        """到位资金：GET /projects/{project_id}/funds/{id}/"""
        answer: t.FundShown = self._core.call(
            "GET",
            "/projects/{project_id}/funds/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def funds_update(
        self, project_id: str, id: str, body: Union[t.PatchedFundBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.FundShown:
        """修改到位资金：PATCH /projects/{project_id}/funds/{id}/"""
        answer: t.FundShown = self._core.call(
            "PATCH",
            "/projects/{project_id}/funds/{id}/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def funds_confirm(
        self,
        project_id: str,
        id: str,
        body: Union[t.ConfirmBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.FundShown:
        """核实到位资金：POST /projects/{project_id}/funds/{id}/confirm/"""
        answer: t.FundShown = self._core.call(
            "POST",
            "/projects/{project_id}/funds/{id}/confirm/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def funds_return(
        self,
        project_id: str,
        id: str,
        body: t.ReasonBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.FundShown:
        """退回到位资金：POST /projects/{project_id}/funds/{id}/return/"""
        answer: t.FundShown = self._core.call(
            "POST",
            "/projects/{project_id}/funds/{id}/return/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def funds_withdraw(
        self,
        project_id: str,
        id: str,
        body: t.ReasonBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.FundShown:
        """作废到位资金：POST /projects/{project_id}/funds/{id}/withdraw/"""
        answer: t.FundShown = self._core.call(
            "POST",
            "/projects/{project_id}/funds/{id}/withdraw/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def issues_list(
        self,
        project_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        kind: Union[Literal["land", "fund", "approval", "labour", "energy", "other"], None] = None,
        level: Union[Literal["district", "city", "province"], None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["waiting", "working", "solved", "withdrawn"], None] = None,
    ) -> t.ProblemShownPage:
        """存在问题列表：GET /projects/{project_id}/issues/"""
        answer: t.ProblemShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/issues/",
            place={"project_id": project_id},
            query={
                "cursor": cursor,
                "fields": fields,
                "kind": kind,
                "level": level,
                "page_size": page_size,
                "state": state,
            },
        )
        return answer

    def issues_each(
        self,
        project_id: str,
        *,
        fields: Union[str, None] = None,
        kind: Union[Literal["land", "fund", "approval", "labour", "energy", "other"], None] = None,
        level: Union[Literal["district", "city", "province"], None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["waiting", "working", "solved", "withdrawn"], None] = None,
    ) -> Iterator[t.ProblemShown]:
        """存在问题列表：逐页取完"""
        yield from self._core.follow(
            self.issues_list(project_id, fields=fields, kind=kind, level=level, page_size=page_size, state=state)
        )

    def issues_create(
        self, project_id: str, body: t.ProblemBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.ProblemShown:
        """提出问题：POST /projects/{project_id}/issues/"""
        answer: t.ProblemShown = self._core.call(
            "POST", "/projects/{project_id}/issues/", place={"project_id": project_id}, body=body, once=idempotency_key
        )
        return answer

    def issues_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.ProblemShown:
        """存在问题：GET /projects/{project_id}/issues/{id}/"""
        answer: t.ProblemShown = self._core.call(
            "GET",
            "/projects/{project_id}/issues/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def issues_update(
        self,
        project_id: str,
        id: str,
        body: Union[t.PatchedActionBodyRequest, None] = None,
        *,
        version: Union[int, str],
    ) -> t.ProblemShown:
        """修改或办理问题：PATCH /projects/{project_id}/issues/{id}/"""
        answer: t.ProblemShown = self._core.call(
            "PATCH",
            "/projects/{project_id}/issues/{id}/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def marks_list(
        self,
        project_id: str,
        *,
        all: Union[bool, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.MarkShownPage:
        """标识列表：GET /projects/{project_id}/marks/"""
        answer: t.MarkShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/marks/",
            place={"project_id": project_id},
            query={"all": all, "cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def marks_each(
        self,
        project_id: str,
        *,
        all: Union[bool, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> Iterator[t.MarkShown]:
        """标识列表：逐页取完"""
        yield from self._core.follow(self.marks_list(project_id, all=all, fields=fields, page_size=page_size))

    def marks_create(
        self, project_id: str, body: t.MarkBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.MarkShown:
        """登记标识：POST /projects/{project_id}/marks/"""
        answer: t.MarkShown = self._core.call(
            "POST", "/projects/{project_id}/marks/", place={"project_id": project_id}, body=body, once=idempotency_key
        )
        return answer

    def marks_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.MarkShown:
        """标识：GET /projects/{project_id}/marks/{id}/"""
        answer: t.MarkShown = self._core.call(
            "GET",
            "/projects/{project_id}/marks/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def marks_update(
        self, project_id: str, id: str, body: Union[t.PatchedMarkBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.MarkShown:
        """修改或作废标识：PATCH /projects/{project_id}/marks/{id}/"""
        answer: t.MarkShown = self._core.call(
            "PATCH",
            "/projects/{project_id}/marks/{id}/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def phases_list(
        self,
        project_id: str,
        *,
        all: Union[bool, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.PhaseShownPage:
        """分期列表：GET /projects/{project_id}/phases/"""
        answer: t.PhaseShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/phases/",
            place={"project_id": project_id},
            query={"all": all, "cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def phases_each(
        self,
        project_id: str,
        *,
        all: Union[bool, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> Iterator[t.PhaseShown]:
        """分期列表：逐页取完"""
        yield from self._core.follow(self.phases_list(project_id, all=all, fields=fields, page_size=page_size))

    def phases_create(
        self, project_id: str, body: t.PhaseBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.PhaseShown:
        """登记分期：POST /projects/{project_id}/phases/"""
        answer: t.PhaseShown = self._core.call(
            "POST", "/projects/{project_id}/phases/", place={"project_id": project_id}, body=body, once=idempotency_key
        )
        return answer

    def phases_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.PhaseShown:
        """分期：GET /projects/{project_id}/phases/{id}/"""
        answer: t.PhaseShown = self._core.call(
            "GET",
            "/projects/{project_id}/phases/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def phases_update(
        self, project_id: str, id: str, body: Union[t.PatchedPhaseBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.PhaseShown:
        """修改或作废分期：PATCH /projects/{project_id}/phases/{id}/"""
        answer: t.PhaseShown = self._core.call(
            "PATCH",
            "/projects/{project_id}/phases/{id}/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def plan_nodes_list(
        self,
        project_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["open", "late", "done"], None] = None,
    ) -> t.NodeShownPage:
        """方案节点列表：GET /projects/{project_id}/plan-nodes/"""
        answer: t.NodeShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/plan-nodes/",
            place={"project_id": project_id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size, "state": state},
        )
        return answer

    def plan_nodes_each(
        self,
        project_id: str,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["open", "late", "done"], None] = None,
    ) -> Iterator[t.NodeShown]:
        """方案节点列表：逐页取完"""
        yield from self._core.follow(self.plan_nodes_list(project_id, fields=fields, page_size=page_size, state=state))

    def plan_nodes_create(
        self, project_id: str, body: t.NodeBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.NodeShown:
        """新增方案节点：POST /projects/{project_id}/plan-nodes/"""
        answer: t.NodeShown = self._core.call(
            "POST",
            "/projects/{project_id}/plan-nodes/",
            place={"project_id": project_id},
            body=body,
            once=idempotency_key,
        )
        return answer

    def plan_nodes_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.NodeShown:
        """方案节点：GET /projects/{project_id}/plan-nodes/{id}/"""
        answer: t.NodeShown = self._core.call(
            "GET",
            "/projects/{project_id}/plan-nodes/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def plan_nodes_update(
        self,
        project_id: str,
        id: str,
        body: Union[t.PatchedNodeChangeRequest, None] = None,
        *,
        version: Union[int, str],
    ) -> t.NodeShown:
        """修改方案节点：PATCH /projects/{project_id}/plan-nodes/{id}/"""
        answer: t.NodeShown = self._core.call(
            "PATCH",
            "/projects/{project_id}/plan-nodes/{id}/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def progress_reports_list(
        self,
        project_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        kind: Union[Literal["week", "month"], None] = None,
        page_size: Union[int, None] = None,
        withdrawn: Union[bool, None] = None,
    ) -> t.ReportShownPage:
        """进展报告列表：GET /projects/{project_id}/progress-reports/"""
        answer: t.ReportShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/progress-reports/",
            place={"project_id": project_id},
            query={"cursor": cursor, "fields": fields, "kind": kind, "page_size": page_size, "withdrawn": withdrawn},
        )
        return answer

    def progress_reports_each(
        self,
        project_id: str,
        *,
        fields: Union[str, None] = None,
        kind: Union[Literal["week", "month"], None] = None,
        page_size: Union[int, None] = None,
        withdrawn: Union[bool, None] = None,
    ) -> Iterator[t.ReportShown]:
        """进展报告列表：逐页取完"""
        yield from self._core.follow(
            self.progress_reports_list(project_id, fields=fields, kind=kind, page_size=page_size, withdrawn=withdrawn)
        )

    def progress_reports_create(
        self, project_id: str, body: t.ReportBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.ReportShown:
        """报送进展：POST /projects/{project_id}/progress-reports/"""
        answer: t.ReportShown = self._core.call(
            "POST",
            "/projects/{project_id}/progress-reports/",
            place={"project_id": project_id},
            body=body,
            once=idempotency_key,
        )
        return answer

    def progress_reports_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.ReportShown:
        """进展报告：GET /projects/{project_id}/progress-reports/{id}/"""
        answer: t.ReportShown = self._core.call(
            "GET",
            "/projects/{project_id}/progress-reports/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def progress_reports_update(
        self,
        project_id: str,
        id: str,
        body: Union[t.PatchedCorrectionBodyRequest, None] = None,
        *,
        version: Union[int, str],
    ) -> t.ReportShown:
        """更正或作废进展报告：PATCH /projects/{project_id}/progress-reports/{id}/"""
        answer: t.ReportShown = self._core.call(
            "PATCH",
            "/projects/{project_id}/progress-reports/{id}/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def responsibilities_list(
        self,
        project_id: str,
        *,
        current: Union[bool, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        role: Union[Literal["chief", "deputy", "leader", "secretary", "member"], None] = None,
    ) -> t.ResponsibilityShownPage:
        """责任列表：GET /projects/{project_id}/responsibilities/"""
        answer: t.ResponsibilityShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/responsibilities/",
            place={"project_id": project_id},
            query={"current": current, "cursor": cursor, "fields": fields, "page_size": page_size, "role": role},
        )
        return answer

    def responsibilities_each(
        self,
        project_id: str,
        *,
        current: Union[bool, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        role: Union[Literal["chief", "deputy", "leader", "secretary", "member"], None] = None,
    ) -> Iterator[t.ResponsibilityShown]:
        """责任列表：逐页取完"""
        yield from self._core.follow(
            self.responsibilities_list(project_id, current=current, fields=fields, page_size=page_size, role=role)
        )

    def responsibilities_create(
        self, project_id: str, body: t.ResponsibilityBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.ResponsibilityShown:
        """指定责任人：POST /projects/{project_id}/responsibilities/"""
        answer: t.ResponsibilityShown = self._core.call(
            "POST",
            "/projects/{project_id}/responsibilities/",
            place={"project_id": project_id},
            body=body,
            once=idempotency_key,
        )
        return answer

    def responsibilities_get(
        self, project_id: str, id: str, *, fields: Union[str, None] = None
    ) -> t.ResponsibilityShown:
        """责任：GET /projects/{project_id}/responsibilities/{id}/"""
        answer: t.ResponsibilityShown = self._core.call(
            "GET",
            "/projects/{project_id}/responsibilities/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def responsibilities_update(
        self,
        project_id: str,
        id: str,
        body: Union[t.PatchedResponsibilityChangeRequest, None] = None,
        *,
        version: Union[int, str],
    ) -> t.ResponsibilityShown:
        """更正或结束责任：PATCH /projects/{project_id}/responsibilities/{id}/"""
        answer: t.ResponsibilityShown = self._core.call(
            "PATCH",
            "/projects/{project_id}/responsibilities/{id}/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def steps(
        self,
        project_id: str,
        body: t.StepBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.TransitionShown:
        """办理缓建、终止、退库，或申请恢复建设、恢复入库、撤销认定：POST /projects/{project_id}/steps/"""
        answer: t.TransitionShown = self._core.call(
            "POST",
            "/projects/{project_id}/steps/",
            place={"project_id": project_id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def transfers(
        self,
        project_id: str,
        body: t.TransferBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.TransferShown:
        """提出项目移交：POST /projects/{project_id}/transfers/"""
        answer: t.TransferShown = self._core.call(
            "POST",
            "/projects/{project_id}/transfers/",
            place={"project_id": project_id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def transitions_list(
        self,
        project_id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        step: Union[
            Literal[
                "sign",
                "register",
                "start",
                "produce",
                "suspend",
                "resume",
                "terminate",
                "withdraw",
                "restore",
                "revoke",
            ],
            None,
        ] = None,
    ) -> t.TransitionShownPage:
        """流转记录：GET /projects/{project_id}/transitions/"""
        answer: t.TransitionShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/transitions/",
            place={"project_id": project_id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size, "step": step},
        )
        return answer

    def transitions_each(
        self,
        project_id: str,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        step: Union[
            Literal[
                "sign",
                "register",
                "start",
                "produce",
                "suspend",
                "resume",
                "terminate",
                "withdraw",
                "restore",
                "revoke",
            ],
            None,
        ] = None,
    ) -> Iterator[t.TransitionShown]:
        """流转记录：逐页取完"""
        yield from self._core.follow(self.transitions_list(project_id, fields=fields, page_size=page_size, step=step))

    def transitions_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.TransitionShown:
        """一条流转记录：GET /projects/{project_id}/transitions/{id}/"""
        answer: t.TransitionShown = self._core.call(
            "GET",
            "/projects/{project_id}/transitions/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def uploads(
        self, project_id: str, body: t.UploadBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.UploadShown:
        """开始分段上传：POST /projects/{project_id}/uploads/"""
        answer: t.UploadShown = self._core.call(
            "POST", "/projects/{project_id}/uploads/", place={"project_id": project_id}, body=body, once=idempotency_key
        )
        return answer

    def year_plans_list(
        self,
        project_id: str,
        *,
        all: Union[bool, None] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.YearPlanShownPage:
        """年度计划投资列表：GET /projects/{project_id}/year-plans/"""
        answer: t.YearPlanShownPage = self._core.call(
            "GET",
            "/projects/{project_id}/year-plans/",
            place={"project_id": project_id},
            query={"all": all, "cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def year_plans_each(
        self,
        project_id: str,
        *,
        all: Union[bool, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> Iterator[t.YearPlanShown]:
        """年度计划投资列表：逐页取完"""
        yield from self._core.follow(self.year_plans_list(project_id, all=all, fields=fields, page_size=page_size))

    def year_plans_create(
        self, project_id: str, body: t.YearPlanBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.YearPlanShown:
        """登记年度计划投资：POST /projects/{project_id}/year-plans/"""
        answer: t.YearPlanShown = self._core.call(
            "POST",
            "/projects/{project_id}/year-plans/",
            place={"project_id": project_id},
            body=body,
            once=idempotency_key,
        )
        return answer

    def year_plans_get(self, project_id: str, id: str, *, fields: Union[str, None] = None) -> t.YearPlanShown:
        """年度计划投资：GET /projects/{project_id}/year-plans/{id}/"""
        answer: t.YearPlanShown = self._core.call(
            "GET",
            "/projects/{project_id}/year-plans/{id}/",
            place={"project_id": project_id, "id": id},
            query={"fields": fields},
        )
        return answer

    def year_plans_update(
        self,
        project_id: str,
        id: str,
        body: Union[t.PatchedYearPlanBodyRequest, None] = None,
        *,
        version: Union[int, str],
    ) -> t.YearPlanShown:
        """修改或作废年度计划投资：PATCH /projects/{project_id}/year-plans/{id}/"""
        answer: t.YearPlanShown = self._core.call(
            "PATCH",
            "/projects/{project_id}/year-plans/{id}/",
            place={"project_id": project_id, "id": id},
            body=body,
            version=version,
        )
        return answer

    def bulk(
        self, body: t.BulkBodyRequest, *, atomic: Union[bool, None] = None, idempotency_key: Union[str, None] = None
    ) -> t.BulkAnswer:
        """批量录入或更新：POST /projects/bulk/"""
        answer: t.BulkAnswer = self._core.call(
            "POST", "/projects/bulk/", query={"atomic": atomic}, body=body, once=idempotency_key
        )
        return answer

    def by_ref(
        self, external_ref: str, body: t.ProjectBodyRequest, *, version: Union[int, str, None] = None
    ) -> t.ProjectFileShown:
        """按外部编号录入或更新：PUT /projects/by-ref/{external_ref}/"""
        answer: t.ProjectFileShown = self._core.call(
            "PUT", "/projects/by-ref/{external_ref}/", place={"external_ref": external_ref}, body=body, version=version
        )
        return answer


class Proposals(Group):
    """进退建议：/proposals/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        kind: Union[Literal["stale", "register", "start", "exit"], None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        state: Union[Literal["open", "accepted", "dismissed", "lapsed"], None] = None,
    ) -> t.ProposalShownPage:
        """进退建议列表：GET /proposals/"""
        answer: t.ProposalShownPage = self._core.call(
            "GET",
            "/proposals/",
            query={
                "cursor": cursor,
                "fields": fields,
                "kind": kind,
                "page_size": page_size,
                "project": project,
                "state": state,
            },
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        kind: Union[Literal["stale", "register", "start", "exit"], None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        state: Union[Literal["open", "accepted", "dismissed", "lapsed"], None] = None,
    ) -> Iterator[t.ProposalShown]:
        """进退建议列表：逐页取完"""
        yield from self._core.follow(
            self.list(fields=fields, kind=kind, page_size=page_size, project=project, state=state)
        )

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ProposalShown:
        """进退建议：GET /proposals/{id}/"""
        answer: t.ProposalShown = self._core.call("GET", "/proposals/{id}/", place={"id": id}, query={"fields": fields})
        return answer


class ReminderPreferences(Group):
    """提醒：/reminder-preferences/"""

    def get(self, *, fields: Union[str, None] = None) -> t.OwnShown:
        """本人的提醒设置：GET /reminder-preferences/"""
        answer: t.OwnShown = self._core.call("GET", "/reminder-preferences/", query={"fields": fields})
        return answer

    def update(self, body: Union[t.PatchedOwnBodyRequest, None] = None, *, version: Union[int, str]) -> t.OwnShown:
        """修改本人的提醒设置：PATCH /reminder-preferences/"""
        answer: t.OwnShown = self._core.call("PATCH", "/reminder-preferences/", body=body, version=version)
        return answer


class ReminderPresets(Group):
    """提醒：/reminder-presets/"""

    def list(
        self, *, cursor: Union[str, None] = None, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> t.PresetShownPage:
        """单位提醒预设：GET /reminder-presets/"""
        answer: t.PresetShownPage = self._core.call(
            "GET", "/reminder-presets/", query={"cursor": cursor, "fields": fields, "page_size": page_size}
        )
        return answer

    def each(self, *, fields: Union[str, None] = None, page_size: Union[int, None] = None) -> Iterator[t.PresetShown]:
        """单位提醒预设：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size))

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.PresetShown:
        """一个单位的提醒预设：GET /reminder-presets/{id}/"""
        answer: t.PresetShown = self._core.call(
            "GET", "/reminder-presets/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def replace(
        self, id: str, body: Union[t.PresetBodyRequest, None] = None, *, version: Union[int, str]
    ) -> t.PresetShown:
        """设定单位提醒预设：PUT /reminder-presets/{id}/"""
        answer: t.PresetShown = self._core.call(
            "PUT", "/reminder-presets/{id}/", place={"id": id}, body=body, version=version
        )
        return answer

    def drop(self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None) -> t.PresetShown:
        """撤销单位提醒预设：POST /reminder-presets/{id}/drop/"""
        answer: t.PresetShown = self._core.call(
            "POST", "/reminder-presets/{id}/drop/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def preview(
        self, id: str, body: Union[t.PresetBodyRequest, None] = None, *, idempotency_key: Union[str, None] = None
    ) -> t.PreviewShown:
        """预览单位提醒预设：POST /reminder-presets/{id}/preview/"""
        answer: t.PreviewShown = self._core.call(
            "POST", "/reminder-presets/{id}/preview/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer


class Reminders(Group):
    """提醒：/reminders/"""

    def list(
        self,
        *,
        channel: Union[
            Literal[
                "dingtalk_robot",
                "dingtalk_work",
                "email",
                "feishu_app",
                "feishu_robot",
                "gov_wechat",
                "sms",
                "wecom_app",
                "wecom_robot",
            ],
            None,
        ] = None,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        from_on: Union[str, None] = None,
        late: Union[bool, None] = None,
        mine: Union[bool, None] = None,
        page_size: Union[int, None] = None,
        person: Union[str, None] = None,
        project: Union[str, None] = None,
        rule: Union[str, None] = None,
        state: Union[
            Literal[
                "queued", "claimed", "data", "sent", "uncertain", "failed", "dead", "closed", "void", "inbox", "digest"
            ],
            None,
        ] = None,
        subject: Union[str, None] = None,
        to_on: Union[str, None] = None,
    ) -> t.ReminderShownPage:
        """提醒记录：GET /reminders/"""
        answer: t.ReminderShownPage = self._core.call(
            "GET",
            "/reminders/",
            query={
                "channel": channel,
                "cursor": cursor,
                "fields": fields,
                "from_on": from_on,
                "late": late,
                "mine": mine,
                "page_size": page_size,
                "person": person,
                "project": project,
                "rule": rule,
                "state": state,
                "subject": subject,
                "to_on": to_on,
            },
        )
        return answer

    def each(
        self,
        *,
        channel: Union[
            Literal[
                "dingtalk_robot",
                "dingtalk_work",
                "email",
                "feishu_app",
                "feishu_robot",
                "gov_wechat",
                "sms",
                "wecom_app",
                "wecom_robot",
            ],
            None,
        ] = None,
        fields: Union[str, None] = None,
        from_on: Union[str, None] = None,
        late: Union[bool, None] = None,
        mine: Union[bool, None] = None,
        page_size: Union[int, None] = None,
        person: Union[str, None] = None,
        project: Union[str, None] = None,
        rule: Union[str, None] = None,
        state: Union[
            Literal[
                "queued", "claimed", "data", "sent", "uncertain", "failed", "dead", "closed", "void", "inbox", "digest"
            ],
            None,
        ] = None,
        subject: Union[str, None] = None,
        to_on: Union[str, None] = None,
    ) -> Iterator[t.ReminderShown]:
        """提醒记录：逐页取完"""
        yield from self._core.follow(
            self.list(
                channel=channel,
                fields=fields,
                from_on=from_on,
                late=late,
                mine=mine,
                page_size=page_size,
                person=person,
                project=project,
                rule=rule,
                state=state,
                subject=subject,
                to_on=to_on,
            )
        )

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ReminderShown:
        """一条提醒：GET /reminders/{id}/"""
        answer: t.ReminderShown = self._core.call("GET", "/reminders/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def acknowledge(self, id: str, *, idempotency_key: Union[str, None] = None) -> t.ReceiptShown:
        """确认已知悉：POST /reminders/{id}/acknowledge/"""
        answer: t.ReceiptShown = self._core.call(
            "POST", "/reminders/{id}/acknowledge/", place={"id": id}, once=idempotency_key
        )
        return answer

    def resend(
        self, id: str, body: t.ResendBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.ReminderShown:
        """重发提醒：POST /reminders/{id}/resend/"""
        answer: t.ReminderShown = self._core.call(
            "POST", "/reminders/{id}/resend/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def accounts(self, *, fields: Union[str, None] = None) -> t.AccountsShown:
        """我的接收渠道：GET /reminders/accounts/"""
        answer: t.AccountsShown = self._core.call("GET", "/reminders/accounts/", query={"fields": fields})
        return answer

    def accounts_replace(
        self, body: t.AccountsBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.AccountsShown:
        """登记接收账号：PUT /reminders/accounts/"""
        answer: t.AccountsShown = self._core.call(
            "PUT", "/reminders/accounts/", body=body, version=version, once=idempotency_key
        )
        return answer

    def deliveries_decide(
        self, id: str, body: t.DecideBodyRequest, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.DeliveryShown:
        """处置发送结果：POST /reminders/deliveries/{id}/decide/"""
        answer: t.DeliveryShown = self._core.call(
            "POST",
            "/reminders/deliveries/{id}/decide/",
            place={"id": id},
            body=body,
            version=version,
            once=idempotency_key,
        )
        return answer

    def receipts_list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        person: Union[str, None] = None,
        rule: Union[str, None] = None,
        state: Union[Literal["waiting", "overdue", "answered"], None] = None,
        subject: Union[str, None] = None,
    ) -> t.ReceiptShownPage:
        """要求确认的提醒：GET /reminders/receipts/"""
        answer: t.ReceiptShownPage = self._core.call(
            "GET",
            "/reminders/receipts/",
            query={
                "cursor": cursor,
                "fields": fields,
                "page_size": page_size,
                "person": person,
                "rule": rule,
                "state": state,
                "subject": subject,
            },
        )
        return answer

    def receipts_each(
        self,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        person: Union[str, None] = None,
        rule: Union[str, None] = None,
        state: Union[Literal["waiting", "overdue", "answered"], None] = None,
        subject: Union[str, None] = None,
    ) -> Iterator[t.ReceiptShown]:
        """要求确认的提醒：逐页取完"""
        yield from self._core.follow(
            self.receipts_list(
                fields=fields, page_size=page_size, person=person, rule=rule, state=state, subject=subject
            )
        )

    def why_get(self, rule: str, person_id: str, subject_id: str) -> t.WhyShown:
        """为什么收到或没收到：GET /reminders/why/{rule}/{person_id}/{subject_id}/"""
        answer: t.WhyShown = self._core.call(
            "GET",
            "/reminders/why/{rule}/{person_id}/{subject_id}/",
            place={"rule": rule, "person_id": person_id, "subject_id": subject_id},
        )
        return answer


class ReportRequests(Group):
    """信息报送：/report-requests/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        is_active: Union[bool, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.ReportRequestShownPage:
        """报送要求：GET /report-requests/"""
        answer: t.ReportRequestShownPage = self._core.call(
            "GET",
            "/report-requests/",
            query={"cursor": cursor, "fields": fields, "is_active": is_active, "page_size": page_size},
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        is_active: Union[bool, None] = None,
        page_size: Union[int, None] = None,
    ) -> Iterator[t.ReportRequestShown]:
        """报送要求：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, is_active=is_active, page_size=page_size))

    def create(
        self, body: t.ReportRequestBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.ReportRequestShown:
        """发布报送要求：POST /report-requests/"""
        answer: t.ReportRequestShown = self._core.call("POST", "/report-requests/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ReportRequestShown:
        """一项报送要求：GET /report-requests/{id}/"""
        answer: t.ReportRequestShown = self._core.call(
            "GET", "/report-requests/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def update(
        self, id: str, body: Union[t.PatchedReportRequestChangeRequest, None] = None, *, version: Union[int, str]
    ) -> t.ReportRequestShown:
        """修改报送要求：PATCH /report-requests/{id}/"""
        answer: t.ReportRequestShown = self._core.call(
            "PATCH", "/report-requests/{id}/", place={"id": id}, body=body, version=version
        )
        return answer

    def form_replace(self, id: str, body: t.FormBodyRequest, *, version: Union[int, str]) -> t.ReportRequestShown:
        """替换表式（新版）：PUT /report-requests/{id}/form/"""
        answer: t.ReportRequestShown = self._core.call(
            "PUT", "/report-requests/{id}/form/", place={"id": id}, body=body, version=version
        )
        return answer

    def upcoming(self, id: str) -> t.ReportUpcomingShown:
        """以后十期的截止日期：GET /report-requests/{id}/upcoming/"""
        answer: t.ReportUpcomingShown = self._core.call("GET", "/report-requests/{id}/upcoming/", place={"id": id})
        return answer


class ReportReturns(Group):
    """信息报送：/report-returns/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        request: Union[str, None] = None,
        round: Union[str, None] = None,
        state: Union[Literal["pending", "submitted", "returned", "exempt"], None] = None,
        unit: Union[str, None] = None,
    ) -> t.ReportReturnShownPage:
        """报送：GET /report-returns/"""
        answer: t.ReportReturnShownPage = self._core.call(
            "GET",
            "/report-returns/",
            query={
                "cursor": cursor,
                "fields": fields,
                "page_size": page_size,
                "request": request,
                "round": round,
                "state": state,
                "unit": unit,
            },
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        request: Union[str, None] = None,
        round: Union[str, None] = None,
        state: Union[Literal["pending", "submitted", "returned", "exempt"], None] = None,
        unit: Union[str, None] = None,
    ) -> Iterator[t.ReportReturnShown]:
        """报送：逐页取完"""
        yield from self._core.follow(
            self.list(fields=fields, page_size=page_size, request=request, round=round, state=state, unit=unit)
        )

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ReportReturnShown:
        """一份报送：GET /report-returns/{id}/"""
        answer: t.ReportReturnShown = self._core.call(
            "GET", "/report-returns/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def correct(
        self,
        id: str,
        body: t.ReportCorrectBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ReportReturnShown:
        """更正：POST /report-returns/{id}/correct/"""
        answer: t.ReportReturnShown = self._core.call(
            "POST", "/report-returns/{id}/correct/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def exempt(
        self,
        id: str,
        body: t.ReportReasonBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ReportReturnShown:
        """免报：POST /report-returns/{id}/exempt/"""
        answer: t.ReportReturnShown = self._core.call(
            "POST", "/report-returns/{id}/exempt/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def nil(
        self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.ReportReturnShown:
        """零报送：POST /report-returns/{id}/nil/"""
        answer: t.ReportReturnShown = self._core.call(
            "POST", "/report-returns/{id}/nil/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def require(
        self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.ReportReturnShown:
        """取消免报：POST /report-returns/{id}/require/"""
        answer: t.ReportReturnShown = self._core.call(
            "POST", "/report-returns/{id}/require/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def return_(
        self,
        id: str,
        body: t.ReportReasonBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ReportReturnShown:
        """退回补正：POST /report-returns/{id}/return/"""
        answer: t.ReportReturnShown = self._core.call(
            "POST", "/report-returns/{id}/return/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def rows_replace(self, id: str, body: t.ReportRowsBodyRequest, *, version: Union[int, str]) -> t.ReportReturnShown:
        """替换草稿：PUT /report-returns/{id}/rows/"""
        answer: t.ReportReturnShown = self._core.call(
            "PUT", "/report-returns/{id}/rows/", place={"id": id}, body=body, version=version
        )
        return answer

    def submit(
        self,
        id: str,
        body: Union[t.ReportSubmitBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.ReportReturnShown:
        """报送：POST /report-returns/{id}/submit/"""
        answer: t.ReportReturnShown = self._core.call(
            "POST", "/report-returns/{id}/submit/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def withdraw(
        self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.ReportReturnShown:
        """撤回：POST /report-returns/{id}/withdraw/"""
        answer: t.ReportReturnShown = self._core.call(
            "POST", "/report-returns/{id}/withdraw/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer


class ReportRounds(Group):
    """信息报送：/report-rounds/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        request: Union[str, None] = None,
        state: Union[Literal["open", "closed"], None] = None,
    ) -> t.ReportRoundShownPage:
        """报送期次：GET /report-rounds/"""
        answer: t.ReportRoundShownPage = self._core.call(
            "GET",
            "/report-rounds/",
            query={"cursor": cursor, "fields": fields, "page_size": page_size, "request": request, "state": state},
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        request: Union[str, None] = None,
        state: Union[Literal["open", "closed"], None] = None,
    ) -> Iterator[t.ReportRoundShown]:
        """报送期次：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size, request=request, state=state))

    def create(self, body: t.ReportRoundBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.ReportRoundShown:
        """加报一期：POST /report-rounds/"""
        answer: t.ReportRoundShown = self._core.call("POST", "/report-rounds/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.ReportRoundShown:
        """一期报送：GET /report-rounds/{id}/"""
        answer: t.ReportRoundShown = self._core.call(
            "GET", "/report-rounds/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def close(
        self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None
    ) -> t.ReportRoundShown:
        """封存一期报送：POST /report-rounds/{id}/close/"""
        answer: t.ReportRoundShown = self._core.call(
            "POST", "/report-rounds/{id}/close/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def submissions_list(
        self,
        id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.ReportReturnShownPage:
        """一期的各单位报送：GET /report-rounds/{id}/submissions/"""
        answer: t.ReportReturnShownPage = self._core.call(
            "GET",
            "/report-rounds/{id}/submissions/",
            place={"id": id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def submissions_each(
        self, id: str, *, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> Iterator[t.ReportReturnShown]:
        """一期的各单位报送：逐页取完"""
        yield from self._core.follow(self.submissions_list(id, fields=fields, page_size=page_size))

    def submissions_create(
        self, id: str, body: t.ReportSubmissionBodyRequest, *, idempotency_key: Union[str, None] = None
    ) -> t.ReportReturnShown:
        """一次报送（零报送给空的 rows）：POST /report-rounds/{id}/submissions/"""
        answer: t.ReportReturnShown = self._core.call(
            "POST", "/report-rounds/{id}/submissions/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer

    def summary(self, id: str) -> t.ReportSummaryShown:
        """一期报送的汇总：GET /report-rounds/{id}/summary/"""
        answer: t.ReportSummaryShown = self._core.call("GET", "/report-rounds/{id}/summary/", place={"id": id})
        return answer

    def urge(
        self, id: str, body: Union[t.ReportUrgeBodyRequest, None] = None, *, idempotency_key: Union[str, None] = None
    ) -> t.ReportRoundShown:
        """催报：POST /report-rounds/{id}/urge/"""
        answer: t.ReportRoundShown = self._core.call(
            "POST", "/report-rounds/{id}/urge/", place={"id": id}, body=body, once=idempotency_key
        )
        return answer


class SpotCheckRecords(Group):
    """核查：/spot-check-records/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        finding: Union[Literal["true", "mend", "false", "unknown"], None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        round: Union[str, None] = None,
    ) -> t.RecordShownPage:
        """核查记录：GET /spot-check-records/"""
        answer: t.RecordShownPage = self._core.call(
            "GET",
            "/spot-check-records/",
            query={
                "cursor": cursor,
                "fields": fields,
                "finding": finding,
                "page_size": page_size,
                "project": project,
                "round": round,
            },
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        finding: Union[Literal["true", "mend", "false", "unknown"], None] = None,
        page_size: Union[int, None] = None,
        project: Union[str, None] = None,
        round: Union[str, None] = None,
    ) -> Iterator[t.RecordShown]:
        """核查记录：逐页取完"""
        yield from self._core.follow(
            self.list(fields=fields, finding=finding, page_size=page_size, project=project, round=round)
        )

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.RecordShown:
        """一份核查记录：GET /spot-check-records/{id}/"""
        answer: t.RecordShown = self._core.call(
            "GET", "/spot-check-records/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer


class SpotChecks(Group):
    """核查：/spot-checks/"""

    def list(
        self, *, cursor: Union[str, None] = None, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> t.RoundShownPage:
        """核查轮次：GET /spot-checks/"""
        answer: t.RoundShownPage = self._core.call(
            "GET", "/spot-checks/", query={"cursor": cursor, "fields": fields, "page_size": page_size}
        )
        return answer

    def each(self, *, fields: Union[str, None] = None, page_size: Union[int, None] = None) -> Iterator[t.RoundShown]:
        """核查轮次：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size))

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.RoundShown:
        """一轮核查：GET /spot-checks/{id}/"""
        answer: t.RoundShown = self._core.call("GET", "/spot-checks/{id}/", place={"id": id}, query={"fields": fields})
        return answer


class Statistics(Group):
    """统计：/statistics/"""

    def arrived(
        self,
        *,
        from_: str,
        to: str,
        as_of: Union[str, None] = None,
        below_total_investment_wan: Union[str, None] = None,
        chain: Union[str, None] = None,
        channel: Union[Literal["industry", "business", "stationed", "kinship", "fund", "event", "other"], None] = None,
        chief: Union[str, None] = None,
        foreign_currency: Union[str, None] = None,
        fund_origin: Union[Literal["outside_province", "outside_city", "local", "foreign"], None] = None,
        group_by: Union[
            Literal["organisation", "industry", "chain", "tier", "channel", "origin", "tag", "chief", "month"], None
        ] = None,
        industrial: Union[Union[bool, None], None] = None,
        industry: Union[str, None] = None,
        known_at: Union[str, None] = None,
        level: Union[int, None] = None,
        max_total_investment_wan: Union[str, None] = None,
        measure: Union[Literal["arrived", "usd"], None] = None,
        min_foreign_amount_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        organisation: Union[str, None] = None,
        origin: Union[str, None] = None,
        role: Union[Literal["landing", "lead", "first_contact"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        tag: Union[str, None] = None,
        thresholds: Union[str, None] = None,
    ) -> t.FigureShown:
        """到位资金：GET /statistics/arrived/"""
        answer: t.FigureShown = self._core.call(
            "GET",
            "/statistics/arrived/",
            query={
                "as_of": as_of,
                "below_total_investment_wan": below_total_investment_wan,
                "chain": chain,
                "channel": channel,
                "chief": chief,
                "foreign_currency": foreign_currency,
                "from": from_,
                "fund_origin": fund_origin,
                "group_by": group_by,
                "industrial": industrial,
                "industry": industry,
                "known_at": known_at,
                "level": level,
                "max_total_investment_wan": max_total_investment_wan,
                "measure": measure,
                "min_foreign_amount_wan": min_foreign_amount_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "organisation": organisation,
                "origin": origin,
                "role": role,
                "standing": standing,
                "tag": tag,
                "thresholds": thresholds,
                "to": to,
            },
        )
        return answer

    def cohort(
        self,
        *,
        as_of: Union[str, None] = None,
        below_total_investment_wan: Union[str, None] = None,
        chain: Union[str, None] = None,
        channel: Union[Literal["industry", "business", "stationed", "kinship", "fund", "event", "other"], None] = None,
        chief: Union[str, None] = None,
        event: Union[str, None] = None,
        foreign_currency: Union[str, None] = None,
        industrial: Union[Union[bool, None], None] = None,
        industry: Union[str, None] = None,
        known_at: Union[str, None] = None,
        max_total_investment_wan: Union[str, None] = None,
        measure: Union[Literal["total", "fixed"], None] = None,
        min_foreign_amount_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        organisation: Union[str, None] = None,
        origin: Union[str, None] = None,
        registered_from: Union[str, None] = None,
        registered_to: Union[str, None] = None,
        role: Union[Literal["landing", "lead", "first_contact"], None] = None,
        signed_from: Union[str, None] = None,
        signed_to: Union[str, None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        started_from: Union[str, None] = None,
        started_to: Union[str, None] = None,
        tag: Union[str, None] = None,
    ) -> t.CohortShown:
        """同批项目进展率：GET /statistics/cohort/"""
        answer: t.CohortShown = self._core.call(
            "GET",
            "/statistics/cohort/",
            query={
                "as_of": as_of,
                "below_total_investment_wan": below_total_investment_wan,
                "chain": chain,
                "channel": channel,
                "chief": chief,
                "event": event,
                "foreign_currency": foreign_currency,
                "industrial": industrial,
                "industry": industry,
                "known_at": known_at,
                "max_total_investment_wan": max_total_investment_wan,
                "measure": measure,
                "min_foreign_amount_wan": min_foreign_amount_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "organisation": organisation,
                "origin": origin,
                "registered_from": registered_from,
                "registered_to": registered_to,
                "role": role,
                "signed_from": signed_from,
                "signed_to": signed_to,
                "standing": standing,
                "started_from": started_from,
                "started_to": started_to,
                "tag": tag,
            },
        )
        return answer

    def conversions(
        self,
        *,
        from_: str,
        to: str,
        as_of: Union[str, None] = None,
        below_total_investment_wan: Union[str, None] = None,
        chain: Union[str, None] = None,
        channel: Union[Literal["industry", "business", "stationed", "kinship", "fund", "event", "other"], None] = None,
        chief: Union[str, None] = None,
        foreign_currency: Union[str, None] = None,
        from_stage: Union[Literal["negotiating", "signed", "registered", "started"], None] = None,
        industrial: Union[Union[bool, None], None] = None,
        industry: Union[str, None] = None,
        known_at: Union[str, None] = None,
        max_total_investment_wan: Union[str, None] = None,
        min_foreign_amount_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        organisation: Union[str, None] = None,
        origin: Union[str, None] = None,
        role: Union[Literal["landing", "lead", "first_contact"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        tag: Union[str, None] = None,
    ) -> t.ConversionsShown:
        """逐月转化：GET /statistics/conversions/"""
        answer: t.ConversionsShown = self._core.call(
            "GET",
            "/statistics/conversions/",
            query={
                "as_of": as_of,
                "below_total_investment_wan": below_total_investment_wan,
                "chain": chain,
                "channel": channel,
                "chief": chief,
                "foreign_currency": foreign_currency,
                "from": from_,
                "from_stage": from_stage,
                "industrial": industrial,
                "industry": industry,
                "known_at": known_at,
                "max_total_investment_wan": max_total_investment_wan,
                "min_foreign_amount_wan": min_foreign_amount_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "organisation": organisation,
                "origin": origin,
                "role": role,
                "standing": standing,
                "tag": tag,
                "to": to,
            },
        )
        return answer

    def differences(
        self,
        *,
        key: str,
        after_as_of: Union[str, None] = None,
        after_known_at: Union[str, None] = None,
        before_as_of: Union[str, None] = None,
        before_known_at: Union[str, None] = None,
    ) -> t.DifferencesShown:
        """两次读数的差异：GET /statistics/differences/"""
        answer: t.DifferencesShown = self._core.call(
            "GET",
            "/statistics/differences/",
            query={
                "after_as_of": after_as_of,
                "after_known_at": after_known_at,
                "before_as_of": before_as_of,
                "before_known_at": before_known_at,
                "key": key,
            },
        )
        return answer

    def durations(
        self,
        *,
        as_of: Union[str, None] = None,
        below_total_investment_wan: Union[str, None] = None,
        chain: Union[str, None] = None,
        channel: Union[Literal["industry", "business", "stationed", "kinship", "fund", "event", "other"], None] = None,
        chief: Union[str, None] = None,
        entered_from: Union[str, None] = None,
        entered_to: Union[str, None] = None,
        foreign_currency: Union[str, None] = None,
        from_stage: Union[Literal["negotiating", "signed", "registered", "started"], None] = None,
        industrial: Union[Union[bool, None], None] = None,
        industry: Union[str, None] = None,
        known_at: Union[str, None] = None,
        max_total_investment_wan: Union[str, None] = None,
        min_foreign_amount_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        organisation: Union[str, None] = None,
        origin: Union[str, None] = None,
        role: Union[Literal["landing", "lead", "first_contact"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        tag: Union[str, None] = None,
        to_stage: Union[Literal["signed", "registered", "started", "producing"], None] = None,
    ) -> t.DurationsShown:
        """阶段用时：GET /statistics/durations/"""
        answer: t.DurationsShown = self._core.call(
            "GET",
            "/statistics/durations/",
            query={
                "as_of": as_of,
                "below_total_investment_wan": below_total_investment_wan,
                "chain": chain,
                "channel": channel,
                "chief": chief,
                "entered_from": entered_from,
                "entered_to": entered_to,
                "foreign_currency": foreign_currency,
                "from_stage": from_stage,
                "industrial": industrial,
                "industry": industry,
                "known_at": known_at,
                "max_total_investment_wan": max_total_investment_wan,
                "min_foreign_amount_wan": min_foreign_amount_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "organisation": organisation,
                "origin": origin,
                "role": role,
                "standing": standing,
                "tag": tag,
                "to_stage": to_stage,
            },
        )
        return answer

    def flow(
        self,
        *,
        from_: str,
        step: Literal["sign", "register", "start", "produce"],
        to: str,
        as_of: Union[str, None] = None,
        below_total_investment_wan: Union[str, None] = None,
        chain: Union[str, None] = None,
        channel: Union[Literal["industry", "business", "stationed", "kinship", "fund", "event", "other"], None] = None,
        chief: Union[str, None] = None,
        compare: Union[Literal["yoy"], None] = None,
        foreign_currency: Union[str, None] = None,
        group_by: Union[
            Literal["organisation", "industry", "chain", "tier", "channel", "origin", "tag", "chief", "month"], None
        ] = None,
        industrial: Union[Union[bool, None], None] = None,
        industry: Union[str, None] = None,
        known_at: Union[str, None] = None,
        level: Union[int, None] = None,
        max_total_investment_wan: Union[str, None] = None,
        measure: Union[Literal["total", "fixed"], None] = None,
        min_foreign_amount_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        organisation: Union[str, None] = None,
        origin: Union[str, None] = None,
        role: Union[Literal["landing", "lead", "first_contact"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        tag: Union[str, None] = None,
        thresholds: Union[str, None] = None,
    ) -> t.FlowShown:
        """期间新增：GET /statistics/flow/"""
        answer: t.FlowShown = self._core.call(
            "GET",
            "/statistics/flow/",
            query={
                "as_of": as_of,
                "below_total_investment_wan": below_total_investment_wan,
                "chain": chain,
                "channel": channel,
                "chief": chief,
                "compare": compare,
                "foreign_currency": foreign_currency,
                "from": from_,
                "group_by": group_by,
                "industrial": industrial,
                "industry": industry,
                "known_at": known_at,
                "level": level,
                "max_total_investment_wan": max_total_investment_wan,
                "measure": measure,
                "min_foreign_amount_wan": min_foreign_amount_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "organisation": organisation,
                "origin": origin,
                "role": role,
                "standing": standing,
                "step": step,
                "tag": tag,
                "thresholds": thresholds,
                "to": to,
            },
        )
        return answer

    def frozen_list(
        self, *, cursor: Union[str, None] = None, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> t.FrozenShownPage:
        """定稿统计数：GET /statistics/frozen/"""
        answer: t.FrozenShownPage = self._core.call(
            "GET", "/statistics/frozen/", query={"cursor": cursor, "fields": fields, "page_size": page_size}
        )
        return answer

    def frozen_each(
        self, *, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> Iterator[t.FrozenShown]:
        """定稿统计数：逐页取完"""
        yield from self._core.follow(self.frozen_list(fields=fields, page_size=page_size))

    def frozen_create(self, body: t.FrozenBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.FrozenShown:
        """定稿一个统计数：POST /statistics/frozen/"""
        answer: t.FrozenShown = self._core.call("POST", "/statistics/frozen/", body=body, once=idempotency_key)
        return answer

    def frozen_get(self, id: str, *, fields: Union[str, None] = None) -> t.FrozenShown:
        """一个定稿统计数：GET /statistics/frozen/{id}/"""
        answer: t.FrozenShown = self._core.call(
            "GET", "/statistics/frozen/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def frozen_differences(self, id: str, *, fields: Union[str, None] = None) -> t.DifferencesShown:
        """定稿数与现在的差异：GET /statistics/frozen/{id}/differences/"""
        answer: t.DifferencesShown = self._core.call(
            "GET", "/statistics/frozen/{id}/differences/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def frozen_rows_list(
        self,
        id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.FrozenRowShownPage:
        """定稿时的明细：GET /statistics/frozen/{id}/rows/"""
        answer: t.FrozenRowShownPage = self._core.call(
            "GET",
            "/statistics/frozen/{id}/rows/",
            place={"id": id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size},
        )
        return answer

    def frozen_rows_each(
        self, id: str, *, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> Iterator[t.FrozenRowShown]:
        """定稿时的明细：逐页取完"""
        yield from self._core.follow(self.frozen_rows_list(id, fields=fields, page_size=page_size))

    def funnel(
        self,
        *,
        as_of: Union[str, None] = None,
        below_total_investment_wan: Union[str, None] = None,
        chain: Union[str, None] = None,
        channel: Union[Literal["industry", "business", "stationed", "kinship", "fund", "event", "other"], None] = None,
        chief: Union[str, None] = None,
        foreign_currency: Union[str, None] = None,
        group_by: Union[
            Literal["organisation", "industry", "chain", "tier", "channel", "origin", "tag", "chief", "month"], None
        ] = None,
        industrial: Union[Union[bool, None], None] = None,
        industry: Union[str, None] = None,
        known_at: Union[str, None] = None,
        level: Union[int, None] = None,
        max_total_investment_wan: Union[str, None] = None,
        measure: Union[Literal["total", "fixed"], None] = None,
        min_foreign_amount_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        organisation: Union[str, None] = None,
        origin: Union[str, None] = None,
        role: Union[Literal["landing", "lead", "first_contact"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        tag: Union[str, None] = None,
        thresholds: Union[str, None] = None,
    ) -> t.FunnelShown:
        """各阶段现有项目：GET /statistics/funnel/"""
        answer: t.FunnelShown = self._core.call(
            "GET",
            "/statistics/funnel/",
            query={
                "as_of": as_of,
                "below_total_investment_wan": below_total_investment_wan,
                "chain": chain,
                "channel": channel,
                "chief": chief,
                "foreign_currency": foreign_currency,
                "group_by": group_by,
                "industrial": industrial,
                "industry": industry,
                "known_at": known_at,
                "level": level,
                "max_total_investment_wan": max_total_investment_wan,
                "measure": measure,
                "min_foreign_amount_wan": min_foreign_amount_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "organisation": organisation,
                "origin": origin,
                "role": role,
                "standing": standing,
                "tag": tag,
                "thresholds": thresholds,
            },
        )
        return answer

    def plans(
        self,
        *,
        year: int,
        as_of: Union[str, None] = None,
        below_total_investment_wan: Union[str, None] = None,
        chain: Union[str, None] = None,
        channel: Union[Literal["industry", "business", "stationed", "kinship", "fund", "event", "other"], None] = None,
        chief: Union[str, None] = None,
        foreign_currency: Union[str, None] = None,
        group_by: Union[
            Literal["organisation", "industry", "chain", "tier", "channel", "origin", "tag", "chief", "month"], None
        ] = None,
        industrial: Union[Union[bool, None], None] = None,
        industry: Union[str, None] = None,
        known_at: Union[str, None] = None,
        level: Union[int, None] = None,
        max_total_investment_wan: Union[str, None] = None,
        min_foreign_amount_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        organisation: Union[str, None] = None,
        origin: Union[str, None] = None,
        role: Union[Literal["landing", "lead", "first_contact"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        tag: Union[str, None] = None,
        thresholds: Union[str, None] = None,
    ) -> t.FigureShown:
        """年度计划投资：GET /statistics/plans/"""
        answer: t.FigureShown = self._core.call(
            "GET",
            "/statistics/plans/",
            query={
                "as_of": as_of,
                "below_total_investment_wan": below_total_investment_wan,
                "chain": chain,
                "channel": channel,
                "chief": chief,
                "foreign_currency": foreign_currency,
                "group_by": group_by,
                "industrial": industrial,
                "industry": industry,
                "known_at": known_at,
                "level": level,
                "max_total_investment_wan": max_total_investment_wan,
                "min_foreign_amount_wan": min_foreign_amount_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "organisation": organisation,
                "origin": origin,
                "role": role,
                "standing": standing,
                "tag": tag,
                "thresholds": thresholds,
                "year": year,
            },
        )
        return answer

    def rows_list(
        self,
        *,
        key: str,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
    ) -> t.RowShownPage:
        """一个数的明细：GET /statistics/rows/"""
        answer: t.RowShownPage = self._core.call(
            "GET", "/statistics/rows/", query={"cursor": cursor, "fields": fields, "key": key, "page_size": page_size}
        )
        return answer

    def rows_each(
        self, *, key: str, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> Iterator[t.RowShown]:
        """一个数的明细：逐页取完"""
        yield from self._core.follow(self.rows_list(fields=fields, key=key, page_size=page_size))

    def saved_list(
        self, *, cursor: Union[str, None] = None, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> t.SavedShownPage:
        """常用统计：GET /statistics/saved/"""
        answer: t.SavedShownPage = self._core.call(
            "GET", "/statistics/saved/", query={"cursor": cursor, "fields": fields, "page_size": page_size}
        )
        return answer

    def saved_each(
        self, *, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> Iterator[t.SavedShown]:
        """常用统计：逐页取完"""
        yield from self._core.follow(self.saved_list(fields=fields, page_size=page_size))

    def saved_create(self, body: t.SavedBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.SavedShown:
        """保存常用统计：POST /statistics/saved/"""
        answer: t.SavedShown = self._core.call("POST", "/statistics/saved/", body=body, once=idempotency_key)
        return answer

    def saved_get(self, id: str, *, fields: Union[str, None] = None) -> t.SavedShown:
        """一项常用统计：GET /statistics/saved/{id}/"""
        answer: t.SavedShown = self._core.call(
            "GET", "/statistics/saved/{id}/", place={"id": id}, query={"fields": fields}
        )
        return answer

    def saved_update(
        self, id: str, body: Union[t.PatchedSavedChangeRequest, None] = None, *, version: Union[int, str]
    ) -> t.SavedShown:
        """修改常用统计：PATCH /statistics/saved/{id}/"""
        answer: t.SavedShown = self._core.call(
            "PATCH", "/statistics/saved/{id}/", place={"id": id}, body=body, version=version
        )
        return answer

    def saved_delete(self, id: str, *, version: Union[int, str]) -> None:
        """删除常用统计：DELETE /statistics/saved/{id}/"""
        self._core.call("DELETE", "/statistics/saved/{id}/", place={"id": id}, version=version)

    def tiers(
        self,
        *,
        as_of: Union[str, None] = None,
        below_total_investment_wan: Union[str, None] = None,
        chain: Union[str, None] = None,
        channel: Union[Literal["industry", "business", "stationed", "kinship", "fund", "event", "other"], None] = None,
        chief: Union[str, None] = None,
        foreign_currency: Union[str, None] = None,
        from_: Union[str, None] = None,
        industrial: Union[Union[bool, None], None] = None,
        industry: Union[str, None] = None,
        known_at: Union[str, None] = None,
        max_total_investment_wan: Union[str, None] = None,
        measure: Union[Literal["total", "fixed"], None] = None,
        min_foreign_amount_wan: Union[str, None] = None,
        min_total_investment_wan: Union[str, None] = None,
        organisation: Union[str, None] = None,
        origin: Union[str, None] = None,
        role: Union[Literal["landing", "lead", "first_contact"], None] = None,
        standing: Union[Literal["active", "suspended", "terminated", "withdrawn"], None] = None,
        step: Union[Literal["sign", "register", "start", "produce"], None] = None,
        tag: Union[str, None] = None,
        thresholds: Union[str, None] = None,
        to: Union[str, None] = None,
    ) -> t.TiersShown:
        """投资规模分档：GET /statistics/tiers/"""
        answer: t.TiersShown = self._core.call(
            "GET",
            "/statistics/tiers/",
            query={
                "as_of": as_of,
                "below_total_investment_wan": below_total_investment_wan,
                "chain": chain,
                "channel": channel,
                "chief": chief,
                "foreign_currency": foreign_currency,
                "from": from_,
                "industrial": industrial,
                "industry": industry,
                "known_at": known_at,
                "max_total_investment_wan": max_total_investment_wan,
                "measure": measure,
                "min_foreign_amount_wan": min_foreign_amount_wan,
                "min_total_investment_wan": min_total_investment_wan,
                "organisation": organisation,
                "origin": origin,
                "role": role,
                "standing": standing,
                "step": step,
                "tag": tag,
                "thresholds": thresholds,
                "to": to,
            },
        )
        return answer


class Transfers(Group):
    """首报争议与项目移交：/transfers/"""

    def list(
        self,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["asked", "accepted", "declined", "withdrawn"], None] = None,
    ) -> t.TransferShownPage:
        """项目移交列表：GET /transfers/"""
        answer: t.TransferShownPage = self._core.call(
            "GET", "/transfers/", query={"cursor": cursor, "fields": fields, "page_size": page_size, "state": state}
        )
        return answer

    def each(
        self,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["asked", "accepted", "declined", "withdrawn"], None] = None,
    ) -> Iterator[t.TransferShown]:
        """项目移交列表：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size, state=state))

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.TransferShown:
        """项目移交：GET /transfers/{id}/"""
        answer: t.TransferShown = self._core.call("GET", "/transfers/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def accept(
        self,
        id: str,
        body: Union[t.TransferNoteBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.TransferShown:
        """接收项目移交：POST /transfers/{id}/accept/"""
        answer: t.TransferShown = self._core.call(
            "POST", "/transfers/{id}/accept/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def decline(
        self,
        id: str,
        body: t.TransferDeclineBodyRequest,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.TransferShown:
        """不接收项目移交：POST /transfers/{id}/decline/"""
        answer: t.TransferShown = self._core.call(
            "POST", "/transfers/{id}/decline/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer

    def withdraw(
        self,
        id: str,
        body: Union[t.TransferNoteBodyRequest, None] = None,
        *,
        version: Union[int, str],
        idempotency_key: Union[str, None] = None,
    ) -> t.TransferShown:
        """撤回项目移交：POST /transfers/{id}/withdraw/"""
        answer: t.TransferShown = self._core.call(
            "POST", "/transfers/{id}/withdraw/", place={"id": id}, body=body, version=version, once=idempotency_key
        )
        return answer


class Uploads(Group):
    """佐证材料：/uploads/"""

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.UploadShown:
        """分段上传的进度：GET /uploads/{id}/"""
        answer: t.UploadShown = self._core.call("GET", "/uploads/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def update(self, id: str, body: bytes, *, upload_offset: int) -> t.UploadShown:
        """上传一段：PATCH /uploads/{id}/"""
        answer: t.UploadShown = self._core.call(
            "PATCH",
            "/uploads/{id}/",
            place={"id": id},
            content=("application/offset+octet-stream", body),
            headers={"Upload-Offset": str(upload_offset)},
        )
        return answer

    def delete(self, id: str) -> None:
        """放弃分段上传：DELETE /uploads/{id}/"""
        self._core.call("DELETE", "/uploads/{id}/", place={"id": id})

    def complete(self, id: str, *, idempotency_key: Union[str, None] = None) -> t.EvidenceShown:
        """完成分段上传：POST /uploads/{id}/complete/"""
        answer: t.EvidenceShown = self._core.call(
            "POST", "/uploads/{id}/complete/", place={"id": id}, once=idempotency_key
        )
        return answer


class Webhooks(Group):
    """变更推送：/webhooks/"""

    def list(
        self, *, cursor: Union[str, None] = None, fields: Union[str, None] = None, page_size: Union[int, None] = None
    ) -> t.WebhookShownPage:
        """推送地址：GET /webhooks/"""
        answer: t.WebhookShownPage = self._core.call(
            "GET", "/webhooks/", query={"cursor": cursor, "fields": fields, "page_size": page_size}
        )
        return answer

    def each(self, *, fields: Union[str, None] = None, page_size: Union[int, None] = None) -> Iterator[t.WebhookShown]:
        """推送地址：逐页取完"""
        yield from self._core.follow(self.list(fields=fields, page_size=page_size))

    def create(self, body: t.WebhookBodyRequest, *, idempotency_key: Union[str, None] = None) -> t.WebhookShown:
        """登记推送地址：POST /webhooks/"""
        answer: t.WebhookShown = self._core.call("POST", "/webhooks/", body=body, once=idempotency_key)
        return answer

    def get(self, id: str, *, fields: Union[str, None] = None) -> t.WebhookShown:
        """一个推送地址：GET /webhooks/{id}/"""
        answer: t.WebhookShown = self._core.call("GET", "/webhooks/{id}/", place={"id": id}, query={"fields": fields})
        return answer

    def update(
        self, id: str, body: Union[t.PatchedWebhookChangeRequest, None] = None, *, version: Union[int, str]
    ) -> t.WebhookShown:
        """修改、启用或停用推送地址：PATCH /webhooks/{id}/"""
        answer: t.WebhookShown = self._core.call(
            "PATCH", "/webhooks/{id}/", place={"id": id}, body=body, version=version
        )
        return answer

    def delete(self, id: str, *, version: Union[int, str]) -> None:
        """删除推送地址：DELETE /webhooks/{id}/"""
        self._core.call("DELETE", "/webhooks/{id}/", place={"id": id}, version=version)

    def deliveries_list(
        self,
        id: str,
        *,
        cursor: Union[str, None] = None,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["queued", "sending", "sent", "dead", "withheld"], None] = None,
    ) -> t.PushShownPage:
        """推送记录：GET /webhooks/{id}/deliveries/"""
        answer: t.PushShownPage = self._core.call(
            "GET",
            "/webhooks/{id}/deliveries/",
            place={"id": id},
            query={"cursor": cursor, "fields": fields, "page_size": page_size, "state": state},
        )
        return answer

    def deliveries_each(
        self,
        id: str,
        *,
        fields: Union[str, None] = None,
        page_size: Union[int, None] = None,
        state: Union[Literal["queued", "sending", "sent", "dead", "withheld"], None] = None,
    ) -> Iterator[t.PushShown]:
        """推送记录：逐页取完"""
        yield from self._core.follow(self.deliveries_list(id, fields=fields, page_size=page_size, state=state))

    def rotate(self, id: str, *, version: Union[int, str], idempotency_key: Union[str, None] = None) -> t.WebhookShown:
        """更换签名密钥：POST /webhooks/{id}/rotate/"""
        answer: t.WebhookShown = self._core.call(
            "POST", "/webhooks/{id}/rotate/", place={"id": id}, version=version, once=idempotency_key
        )
        return answer

    def test(self, id: str, *, idempotency_key: Union[str, None] = None) -> t.PushShown:
        """发送一条测试推送：POST /webhooks/{id}/test/"""
        answer: t.PushShown = self._core.call("POST", "/webhooks/{id}/test/", place={"id": id}, once=idempotency_key)
        return answer


class Operations:
    """All groups, made on first use."""

    @property
    def action_items(self: Caller) -> ActionItems:
        """交办督办"""
        return ActionItems(self)

    @property
    def amendments(self: Caller) -> Amendments:
        """金额变更"""
        return Amendments(self)

    @property
    def changes(self: Caller) -> Changes:
        """变更流"""
        return Changes(self)

    @property
    def claims(self: Caller) -> Claims:
        """申报与认定"""
        return Claims(self)

    @property
    def clashes(self: Caller) -> Clashes:
        """首报争议与项目移交"""
        return Clashes(self)

    @property
    def decisions(self: Caller) -> Decisions:
        """项目决策"""
        return Decisions(self)

    @property
    def deliveries(self: Caller) -> Deliveries:
        """变更推送"""
        return Deliveries(self)

    @property
    def duty(self: Caller) -> Duty:
        """值守"""
        return Duty(self)

    @property
    def enterprises(self: Caller) -> Enterprises:
        """企业"""
        return Enterprises(self)

    @property
    def fair_competition_reviews(self: Caller) -> FairCompetitionReviews:
        """公平竞争审查"""
        return FairCompetitionReviews(self)

    @property
    def letter_attachments(self: Caller) -> LetterAttachments:
        """督办函件"""
        return LetterAttachments(self)

    @property
    def letter_ladders(self: Caller) -> LetterLadders:
        """督办规则"""
        return LetterLadders(self)

    @property
    def letter_talks(self: Caller) -> LetterTalks:
        """约谈记录"""
        return LetterTalks(self)

    @property
    def letters(self: Caller) -> Letters:
        """督办函件"""
        return Letters(self)

    @property
    def material_requests(self: Caller) -> MaterialRequests:
        """调度会"""
        return MaterialRequests(self)

    @property
    def meeting_series(self: Caller) -> MeetingSeries:
        """调度会"""
        return MeetingSeries(self)

    @property
    def meetings(self: Caller) -> Meetings:
        """调度会"""
        return Meetings(self)

    @property
    def officers(self: Caller) -> Officers:
        """人员"""
        return Officers(self)

    @property
    def organisations(self: Caller) -> Organisations:
        """单位"""
        return Organisations(self)

    @property
    def packs(self: Caller) -> Packs:
        """会议材料"""
        return Packs(self)

    @property
    def projects(self: Caller) -> Projects:
        """项目"""
        return Projects(self)

    @property
    def proposals(self: Caller) -> Proposals:
        """进退建议"""
        return Proposals(self)

    @property
    def reminder_preferences(self: Caller) -> ReminderPreferences:
        """提醒"""
        return ReminderPreferences(self)

    @property
    def reminder_presets(self: Caller) -> ReminderPresets:
        """提醒"""
        return ReminderPresets(self)

    @property
    def reminders(self: Caller) -> Reminders:
        """提醒"""
        return Reminders(self)

    @property
    def report_requests(self: Caller) -> ReportRequests:
        """信息报送"""
        return ReportRequests(self)

    @property
    def report_returns(self: Caller) -> ReportReturns:
        """信息报送"""
        return ReportReturns(self)

    @property
    def report_rounds(self: Caller) -> ReportRounds:
        """信息报送"""
        return ReportRounds(self)

    @property
    def spot_check_records(self: Caller) -> SpotCheckRecords:
        """核查"""
        return SpotCheckRecords(self)

    @property
    def spot_checks(self: Caller) -> SpotChecks:
        """核查"""
        return SpotChecks(self)

    @property
    def statistics(self: Caller) -> Statistics:
        """统计"""
        return Statistics(self)

    @property
    def transfers(self: Caller) -> Transfers:
        """首报争议与项目移交"""
        return Transfers(self)

    @property
    def uploads(self: Caller) -> Uploads:
        """佐证材料"""
        return Uploads(self)

    @property
    def webhooks(self: Caller) -> Webhooks:
        """变更推送"""
        return Webhooks(self)
