"""A part that is measured anew writes its own section and leaves the others alone."""

from __future__ import annotations

from tests.bench.document import renew
from tests.bench.measure import Row

ROW = Row("meetings S", "8595.8", 1.25, "8592.6 published")


def test_only_the_measured_section_changes() -> None:
    before = renew("", {"page": [ROW], "meetings": [ROW]}, "2026-11-01, commit aaa")
    after = renew(before, {"meetings": [ROW]}, "2026-11-25, commit bbb")
    assert after.index("## Page") < after.index("## Meetings")
    assert after.count("commit aaa") == after.count("commit bbb") == 1
    assert after.index("commit aaa") < after.index("## Meetings") < after.index("commit bbb")
    assert "| `meetings S` | 8595.8 | 1.2 | 8592.6 published |" in after


def test_a_document_without_news_stays_as_it_is() -> None:
    written = renew("", {"late_change": [ROW]}, "2026-11-25, commit bbb")
    assert renew(written, {}, "") == written
    assert "## Late change" in written
