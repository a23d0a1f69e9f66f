"""The short form of `scripts/attack api` (`fuzzing.py`): every 28th operation, each role others, always the same."""

from tests.templates.fuzzing import fuzz
from tests.templates.office import Office, office, settings
from tests.templates.planted import planted

__all__ = ["office", "settings"]


def test_drawn_requests_break_nothing_and_answer_as_documented(office: Office) -> None:
    findings = fuzz(office, planted(office), ("portal", "token", "sales", "owner"), each=2, number=1, every=28)
    assert findings.failures == {}, findings.failures
    assert findings.cases > 400, "the doors are drawn from the documents"
    assert len(findings.statuses) >= 5, findings.statuses
