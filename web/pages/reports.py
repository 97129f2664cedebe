"""Which reports one can open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from models.entities.reports import Subject
from web.i18n import gettext, ngettext
from web.pages.report_money import event_title
from web.report_words import word


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A report that can be opened."""

    name: str
    lang: str
    href: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """`reports/index.html`."""

    title: str
    answer: str
    searched: str
    groups: list[tuple[str, list[SubjectLine]]]


def index_page(subjects: Sequence[Subject], searched: str, address: Callable[[str, int], str]) -> IndexPage:
    """What one can open a report of, by kind."""
    groups = [
        (
            word("subject", kind),
            [
                SubjectLine(
                    event_title(one.name_zh, one.name_en),
                    one.lang,
                    address(kind, one.id),
                )
                for one in found
            ],
        )
        for kind, found in groupby(subjects, key=lambda one: one.kind)
    ]
    answer = ngettext("%(num)s report can be drawn.", "%(num)s reports can be drawn.", len(subjects))
    return IndexPage(gettext("Reports"), answer, searched, groups)
