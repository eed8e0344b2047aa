"""Doors of one letter: its document as it will look, what the visitor may do, what happened; its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import Conflict, DomainError, NotAllowed, NotFound, Stale
from projects.papers.docx import docx
from projects.papers.pdf import pdf
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.letters import downloads, services
from workflow.letters.forms import AnswerForm, DraftForm, NoteForm, SubmitForm
from workflow.letters.forms.drafts import NAMES
from workflow.letters.kinds import Format, LetterKind, LetterState
from workflow.letters.models import Letter
from workflow.letters.papers import paper_of
from workflow.letters.policies import check_may_run, may_answer, may_run, may_sign
from workflow.letters.queries.listing import lines_of
from workflow.letters.queries.one import visible_attachment, visible_letter
from workflow.letters.views.listed import TAGS

DONE: dict[str, tuple[Callable[..., Any], str]] = {
    "submit": (services.submit_letter, "已送签，签发人会收到提醒。"),
    "drop": (services.drop_letter, "已记录不予发函；同一情形不再提出。"),
    "recall": (services.recall_letter, "已撤回送签，可以修改。"),
    "sign": (services.sign_letter, "已签发并送达，文号已编。"),
    "refuse": (services.refuse_letter, "已退回起草人修改。"),
    "receive": (services.receive_letter, "已签收。"),
    "answer": (services.answer_letter, "已回复，等发文单位审核。"),
    "accept": (services.accept_answer, "已采纳回复，可以归档。"),
    "return": (services.return_answer, "已退回，承办单位会看到您的意见；回复期限从今天重新计算。"),
    "file": (services.file_letter, "已归档。"),
}
MAKERS = {Format.PDF: pdf, Format.DOCX: docx}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def detail(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Read it; ``do``: a key of ``DONE``."""
    officer = officer_of(request)
    letter = visible_letter(officer, letter_id)
    made = _forms(request, letter, officer)
    if request.method != "POST":
        return _show(request, letter, made)
    try:
        _act(request, letter, made)
    except NotAllowed:
        raise
    except DomainError as refused:
        form = made[_FORM_OF.get(request.POST.get("do", ""), "note")]
        _tell(form, refused)
        return _show(request, visible_letter(officer, letter_id), made, status=refused.status)
    return redirect("letters:detail", letter.pk)


_FORM_OF = {"submit": "submit", "answer": "answer"}
Forms = dict[str, Any]


def _forms(request: HttpRequest, letter: Letter, officer: Officer) -> Forms:
    """All forms of the page; the one of the pressed button is filled in."""
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    which = _FORM_OF.get(asked, "note") if asked else ""
    given = {name: request.POST if name == which else None for name in ("submit", "note", "answer")}
    files = request.FILES if which == "answer" else None
    return {
        "submit": SubmitForm(given["submit"], letter=letter, by=officer),
        "note": NoteForm(given["note"]),
        "answer": AnswerForm(given["answer"], files),
    }


def _tell(form: forms.Form, refused: DomainError) -> None:
    if form.errors:
        return  # what is wrong stands beside its field already
    form.refuse(refused)  # type: ignore[attr-defined]


def _act(request: HttpRequest, letter: Letter, made: Forms) -> None:
    """Do what the pressed button says and tell the user that it is done."""
    done = request.POST.get("do", "")
    if done not in DONE:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")
    form = made[_FORM_OF.get(done, "note")]
    if not form.is_valid():
        raise Conflict("没有保存：请按红字核对后重新提交。")
    service, sentence = DONE[done]
    known: dict[str, Any] = {"by": officer_of(request), "now": timezone.now(), "expected_version": version_of(request)}
    service(letter.pk, **_said(done, form.cleaned_data), **known)
    messages.success(request, sentence)


def _said(done: str, given: dict[str, Any]) -> dict[str, Any]:
    if done == "submit":
        return {"signer": given["signer"], "note": given["submit_note"]}
    if done == "answer":
        return {"text": given["text"], "files": given["files"]}
    return {"note": given["note"]} if done in ("drop", "refuse", "accept", "return", "file") else {}


def _show(request: HttpRequest, letter: Letter, made: Forms, *, status: int = 200) -> HttpResponse:
    officer, today = officer_of(request), timezone.localdate()
    runs, answers = may_run(letter.organisation, officer), may_answer(letter, officer)
    state = letter.state
    context = {
        "letter": letter,
        "tag": TAGS[state],
        "clock": lines_of([letter], on=today)[0].clock,
        "document": paper_of(letter, on=today),
        "entries": letter.entries.select_related("by"),
        "answers": letter.answers.select_related("by", "judged_by").prefetch_related("files"),
        "copies": letter.copies.defer("content"),
        "followers": Letter.objects.visible_to(officer).filter(previous=letter),
        "forms": made,
        "may_draft": runs and letter.is_open_draft,
        "may_recall": runs and state == LetterState.SIGNING,
        "may_sign": state == LetterState.SIGNING and may_sign(letter, officer),
        "may_receive": state == LetterState.SENT and answers,
        "may_answer": state in (LetterState.RECEIVED, LetterState.RETURNED) and answers,
        "may_judge": state == LetterState.ANSWERED and runs,
        "may_file": runs and state in FILEABLE,
        "files_plainly": state == LetterState.ACCEPTED or not letter.needs_answer,
        "may_talk": runs and letter.kind == LetterKind.TALK and letter.is_issued and not hasattr(letter, "talk"),
        "talk": getattr(letter, "talk", None),
    }
    return render(request, "letters/detail.html", context, status=status)


FILEABLE = (LetterState.ACCEPTED, LetterState.SENT, LetterState.RECEIVED, LetterState.RETURNED)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
def edit(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Change a proposal or a draft, with the document beside it as saved."""
    officer = officer_of(request)
    letter = visible_letter(officer, letter_id)
    check_may_run(letter.organisation, officer)
    first = {name: getattr(letter, name) for name in NAMES}
    form = DraftForm(request.POST or None, initial={**first, "version": letter.version}, officer=officer)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            known: dict[str, Any] = {"by": officer, "now": timezone.now(), "expected_version": version_of(request)}
            services.edit_letter(letter.pk, form.values(), **known)
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
            status = refused.status
            if isinstance(refused, Stale):
                letter = visible_letter(officer, letter_id)
        else:
            messages.success(request, "已保存，尚未送签。")
            return redirect("letters:detail", letter.pk)
    context = {"letter": letter, "form": form, "document": paper_of(letter, on=timezone.localdate())}
    return render(request, "letters/edit.html", context, status=status)


@needs(Permission.DISPATCH_READ)
@require_safe
def copy(request: HttpRequest, letter_id: UUID, format_: str) -> FileResponse:
    """The signed bytes; before that, what they would look like today. ``format_``: pdf or docx."""
    letter = visible_letter(officer_of(request), letter_id)
    if format_ not in Format.values:
        raise NotFound("没有这种格式的文件，可下载 pdf 或 docx。")
    if letter.is_issued:
        return downloads.signed_copy(letter.copies.select_related("letter").get(format=format_))
    made = MAKERS[Format(format_)](paper_of(letter, on=timezone.localdate()))
    return downloads.made(made, letter, format_)


@needs(Permission.DISPATCH_READ)
@require_safe
def attachment(request: HttpRequest, file_id: UUID) -> FileResponse:
    """A file of an answer or a talk."""
    return downloads.attachment(visible_attachment(officer_of(request), file_id))
