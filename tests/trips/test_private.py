"""R137: in private mode nothing leaves. The product runs on a network of its own on which every packet for elsewhere is
seen (`apart.py`); what the pages of the browser ask for is watched by every trip (`trip.py`)."""

import json
import subprocess
import sys
from pathlib import Path

from scripts.provision.places import ROOT

SECONDS = 300.0


def test_R137_in_private_mode_nothing_is_called_or_looked_up_but_what_the_operator_lists(tmp_path: Path) -> None:
    story = [sys.executable, "-m", "tests.trips.private_story", str(tmp_path)]
    told = subprocess.run(story, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert told.returncode == 0, told.stderr[-3000:]
    found = json.loads(told.stdout.splitlines()[-1])
    assert {each.split()[0] for each in found["canary_heard"]} == {"socket.connect", "socket.sendto"}
    if found["apart"]:
        assert {"203.0.113.7 port 443", "203.0.113.7 port 53"} <= found["canary"].keys(), "what leaves is seen"
    assert found["mail"] and found["asked_inside"] == 1, "what the operator lists is reached"
    assert "私有模式下不访问 hooks.dougong.example" in found["refused"][0] and len(found["refused"]) == 1
    assert found["webhook"]["ok"] is False and "私有模式" in found["webhook"]["message"]
    assert found["at_home"] > 0
    assert found["left"] == {} and found["left_heard"] == [], "nothing has left"
