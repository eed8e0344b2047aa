"""The client of clients/python: against the running server, and its patience against a scripted one."""

from __future__ import annotations

import ast
import shutil
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from clients import generate
from clients.python.luodi_client import (
    ApiProblem,
    Conflict,
    Invalid,
    Luodi,
    NotFound,
    Retry,
    Stale,
    TooManyRequests,
    Unreachable,
    Upload,
)
from clients.python.luodi_client.signing import is_genuine, signed
from clients.python.luodi_client.transport import Request, Transport
from clients.schema import ROOT, load, operations
from projects.gateway.models import Signing
from projects.gateway.peppers import peppers
from projects.gateway.signing import secret_of, shown
from tests.api.callers import CLERK, body_of, caller
from tests.clients.conftest import Site
from tests.factories import PDF

HERE = ROOT / "clients" / "python"


def test_what_is_generated_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_every_operation_of_the_document_is_a_method() -> None:
    client = Luodi("http://127.0.0.1:9", "x")
    lacking = [one for one in operations(load()) if not callable(getattr(getattr(client, one.group), one.name, None))]
    assert lacking == []


def test_the_package_is_written_for_python_3_9() -> None:
    for path in (HERE / "luodi_client").rglob("*.py"):
        ast.parse(path.read_text("utf-8"), feature_version=(3, 9))


def test_a_project_with_evidence_and_a_claim_in_a_few_typed_calls(site: Site) -> None:
    client = site.client()
    project = client.projects.create(body_of(site.city))  # type: ignore[arg-type]
    paper = client.projects.evidence_create(
        project["id"], {"kind": "investment_agreement", "file": Upload("协议.pdf", PDF)}
    )
    assert (paper["filename"], paper["size"]) == ("协议.pdf", len(PDF))
    assert client.projects.evidence_file(project["id"], paper["id"]) == PDF
    with pytest.raises(Invalid) as refused:
        client.claims.create({"project": project["id"], "step": "sign", "effective_on": "2026-11-18", "submit": True})
    assert refused.value.code == "incomplete"
    assert {one["name"] for one in refused.value.missing} == {"fair_competition_reviewed_by"}
    changed = client.projects.update(project["id"], {"summary": "改"}, version=project["version"])
    with pytest.raises(Stale) as stale:
        client.projects.update(project["id"], {"summary": "再改"}, version=project["version"])
    assert stale.value.current is not None
    assert stale.value.current["version"] == changed["version"]
    with pytest.raises(NotFound):
        site.client(site.second.key).projects.get(project["id"])


def test_lists_are_walked_to_their_end(site: Site) -> None:
    client = site.client()
    each = [one["id"] for one in client.organisations.each(page_size=2)]
    assert each == [one["id"] for one in client.organisations.list(page_size=200)["results"]]
    assert len(each) > 4


def test_a_repeated_call_with_its_own_key_acts_once(site: Site) -> None:
    client = site.client()
    first, second = (client.projects.create(body_of(site.city), idempotency_key="xm-1") for _ in range(2))  # type: ignore[arg-type]
    assert first == second


def test_a_client_that_must_sign_signs_paths_in_chinese_and_forms_too(site: Site) -> None:
    system = caller(site.city.district, *CLERK, signing=Signing.REQUIRED)
    secret = shown(secret_of(system.row.public_id, peppers()[system.row.pepper]))
    client = site.client(system.key, signing_secret=secret)
    body = {name: value for name, value in body_of(site.city).items()}
    project = client.projects.by_ref("编号 一/2", body)  # type: ignore[arg-type]
    assert project["external_ref"] == "编号 一/2"
    assert client.projects.list(external_ref="编号 一/2")["results"][0]["id"] == project["id"]
    assert client.projects.evidence_create(project["id"], {"kind": "other", "file": Upload("a.pdf", PDF)})["size"]


def test_the_signature_is_the_one_of_the_guide() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    where = ("GET", "/api/v1/organisations/", "kind=district", b"")
    headers = signed(secret, *where, number="req_20261118_0001", now=1795000000)
    assert headers["webhook-signature"] == "v1,UJ1kZzMaO9Ts9qyxWFeYTf1nNQZLJXCUCCmLgGWOd8E="


def test_a_push_is_told_genuine_as_in_the_guide() -> None:
    secret, body = (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        (
            b'{"type":"webhook.test","timestamp":"2026-11-18T08:26:40Z",'
            b'"data":{"type":"webhook.test","data":{"message":"ok"}}}'
        ),
    )
    right = "v1,/yJbuzzEP8/4JnkMAzHxvvFBoRRA6GMyNocs+b0yU5c="
    headers = {"webhook-id": "1b6e6d1e-9f0c-4a53-8f2e-6f1d3c0a7b55", "webhook-timestamp": "1795000000"}
    signatures = {right: True, f"v1,AAAA {right}": True, "v1,AAAA": False, "": False, "v1,é": False}
    for signature, genuine in signatures.items():
        assert is_genuine(secret, {**headers, "webhook-signature": signature}, body, now=1795000300) is genuine
    whole = {**headers, "webhook-signature": right}
    assert not is_genuine(secret, whole, body + b" ", now=1795000000)
    assert not is_genuine(secret, whole, body, now=1795000301)
    assert not is_genuine(secret, {}, body)
    for moment in ("²", "9" * 5000, "-1"):
        assert not is_genuine(secret, {**whole, "webhook-timestamp": moment}, body)
    with pytest.raises(ValueError, match="签名密钥"):
        is_genuine("", whole, body)


# --- patience: a server that answers what it is told ---------------------------------------------------------------
Script = list[tuple[int, dict[str, str], bytes]]


@contextmanager
def scripted(script: Script) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Answers one line after the other; yields its address and what it saw: method, Idempotency-Key.

    Status 0 hangs up, -1 is silent.
    """
    seen: list[tuple[str, str | None]] = []

    class Say(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.append((self.command, self.headers.get("Idempotency-Key")))
            status, headers, content = script[min(len(seen), len(script)) - 1]
            if status <= 0:
                time.sleep(0.6 if status else 0)  # -1: silent for longer than is waited for
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = answer  # noqa: N815 - names of the standard library

        def log_message(self, *said: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Say)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def patient(url: str, waits: list[float], attempts: int = 4) -> Luodi:
    """A client that notes how long it would have slept."""
    OPEN.append(Luodi(url, "k", retry=Retry(attempts, first=0.5, longest=10, sleep=waits.append)))
    return OPEN[-1]


OPEN: list[Luodi] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """No connection is left to the garbage collector."""
    yield
    while OPEN:
        OPEN.pop().close()


OK = (200, {}, b'{"id": "1"}')


def test_a_429_is_waited_for_as_long_as_the_server_asks_and_the_key_stays_the_same() -> None:
    waits: list[float] = []
    with scripted([(429, {"Retry-After": "3"}, b"{}"), (503, {"Retry-After": "1"}, b"{}"), OK]) as (url, seen):
        assert patient(url, waits).call("POST", "/projects/", body={}) == {"id": "1"}
    assert waits == [3.0, 1.0]
    assert len(seen) == 3
    assert len({key for _, key in seen}) == 1


def test_a_wait_longer_than_wanted_is_told_to_the_caller() -> None:
    waits: list[float] = []
    script: Script = [(429, {"Retry-After": "86400"}, b'{"code": "quota", "detail": "x"}')]
    with scripted(script) as (url, seen), pytest.raises(TooManyRequests) as told:
        patient(url, waits).projects.list()
    assert (waits, len(seen), told.value.code) == ([], 1, "quota")


def test_a_lost_answer_to_a_post_is_asked_for_again_with_the_same_key() -> None:
    waits: list[float] = []
    with scripted([(0, {}, b""), (409, {}, b'{"code": "idempotency_in_flight"}'), OK]) as (url, seen):
        assert patient(url, waits).call("POST", "/claims/", body={}) == {"id": "1"}
    assert len(seen) == 3
    assert len({key for _, key in seen}) == 1
    assert len(waits) == 2
    assert 0.25 <= waits[0] <= 0.5


def test_a_lost_answer_to_a_patch_is_not_repeated() -> None:
    with scripted([(0, {}, b""), OK]) as (url, seen), pytest.raises(Unreachable):
        patient(url, []).call("PATCH", "/projects/1/", body={}, version=1)
    assert len(seen) == 1


def test_a_redirect_is_no_success_and_says_where_to() -> None:
    moved = (301, {"Location": "https://luodi.example/api/v1/projects/"}, b"<html>moved</html>")
    with scripted([moved]) as (url, seen), pytest.raises(ApiProblem) as told:
        patient(url, []).call("POST", "/projects/", body={})
    assert (told.value.status, told.value.code, len(seen)) == (301, "redirected", 1)
    assert "https://luodi.example" in told.value.detail


def test_the_page_of_a_portal_is_no_answer_of_the_api() -> None:
    portal = (200, {"Content-Type": "text/html; charset=utf-8"}, "<html>请登录</html>".encode())
    with scripted([portal]) as (url, _), pytest.raises(ApiProblem) as told:
        patient(url, []).call("GET", "/projects/")
    assert told.value.code == "not_the_api"


def test_a_connection_that_was_left_waiting_is_not_used_again() -> None:
    """The answer that came too late would be taken for that of the next call."""
    with scripted([OK, (-1, {}, b""), OK]) as (url, seen):
        client = patient(url, [], attempts=1)
        client.transport.timeout = 0.3
        client.call("GET", "/projects/")
        with pytest.raises(Unreachable):
            client.call("GET", "/projects/")
        assert client.call("PATCH", "/projects/1/", body={}, version=1) == {"id": "1"}
    assert len(seen) == 3


def test_what_a_server_says_before_it_has_read_a_large_body_is_heard() -> None:
    """It hangs up while the body is still on its way."""
    said = b'{"code": "too_large"}'
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse() -> None:
            caller, _ = listening.accept()
            with caller:
                caller.recv(1024)
                head = f"HTTP/1.1 413 Content Too Large\r\nContent-Length: {len(said)}\r\nConnection: close\r\n\r\n"
                caller.sendall(head.encode() + said)

        thread = threading.Thread(target=refuse)
        thread.start()
        transport = Transport(f"http://127.0.0.1:{listening.getsockname()[1]}")
        answer = transport.send(Request("POST", "/", {}, b"x" * 20_000_000))
        thread.join()
    assert (answer.status, answer.content) == (413, said)


def test_another_conflict_is_final() -> None:
    with scripted([(409, {}, b'{"code": "conflict", "detail": "x"}')]) as (url, seen), pytest.raises(Conflict):
        patient(url, []).call("POST", "/claims/", body={})
    assert len(seen) == 1


def test_after_the_last_attempt_the_error_carries_the_key() -> None:
    waits: list[float] = []
    with scripted([(0, {}, b"")]) as (url, seen), pytest.raises(Unreachable) as lost:
        patient(url, waits, attempts=3).call("POST", "/claims/", body={}, once="sb-1")
    assert (lost.value.idempotency_key, len(seen), len(waits)) == ("sb-1", 3, 2)


def test_the_wheel_is_built_and_its_console_script_runs_on_its_own(tmp_path: Path) -> None:
    here = shutil.copytree(HERE, tmp_path / "here")  # building leaves folders behind
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, here]
    made = subprocess.run(build, capture_output=True, text=True, check=False)
    if "setuptools" in made.stderr and "No module" in made.stderr:
        pytest.skip("本机没有 setuptools，离线环境不能构建")
    assert made.returncode == 0, made.stderr
    (wheel,) = tmp_path.glob("luodi_client-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "lib")
    command = [sys.executable, "-S", "-E", "-c", "import sys; sys.path.insert(0, 'lib')\n"
               "from luodi_client.conformance.__main__ import main; sys.exit(main(['--base-url', 'http://127.0.0.1:9',"
               " '--key', 'x', '--only', 'credentials.missing']))"]  # fmt: skip
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, "没有收到应答" in ran.stdout) == (1, True), ran.stderr
    assert "luodi-conformance" in next((tmp_path / "lib").glob("*.dist-info/entry_points.txt")).read_text()
