"""What is logged of an error: where it happened, never what was in the variables."""

import json
from collections.abc import Iterator

import pytest
import structlog

from dougong.kit.config import Settings
from dougong.kit.logs import set_up_logging


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def _logged(capsys: pytest.CaptureFixture[str], form: str) -> str:
    set_up_logging(Settings(log_format=form))
    password = "correct horse battery"
    try:
        raise ValueError(len(password))
    except ValueError:
        structlog.get_logger().exception("it broke")
    return capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_logged_error_tells_where_but_no_values(capsys: pytest.CaptureFixture[str], form: str) -> None:
    said = _logged(capsys, form)
    assert "it broke" in said
    assert "test_logs.py" in said
    assert "ValueError" in said
    assert "correct horse" not in said.replace('password = "correct horse battery"', "")


def test_collectors_get_one_json_document_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(_logged(capsys, "json"))
    assert document["level"] == "error"
    assert document["exception"][0]["exc_type"] == "ValueError"
