"""The ten minutes of docs/api-quickstart.md, command by command, against the running server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from clients.schema import ROOT
from projects.ledger.models import Project
from tests.clients.conftest import Site
from workflow.steps.models import Claim

TEXT = (ROOT / "docs" / "api-quickstart.md").read_text("utf-8")
BLOCKS = re.findall(r"^```bash\n(.*?)^```", TEXT, re.M | re.S)


@pytest.mark.skipif(shutil.which("curl") is None, reason="本机没有 curl；CI 会安装")
def test_the_commands_of_the_quickstart_work_as_they_stand(site: Site, tmp_path: Path) -> None:
    script = "set -euo pipefail\n" + "".join(BLOCKS).replace("$(date +%F)", "2026-11-18")  # the clock of the samples
    given = {"BASE": f"{site.url}/api/v1", "KEY": site.main.key, "ORG": site.city.district.code}
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={**os.environ, **given}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    project = Project.objects.get(external_ref="demo-001")
    assert project.summary == "建设年产2GW光伏支架生产线"
    assert Claim.objects.get(project=project).state == "submitted"
    assert '"state":"submitted"' in ran.stdout
