"""The provider's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.entities.profiles import NewDeal, NewProduct, NewProfile
from models.entities.viewer import Acting
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.services.profiles import OwnProfile
from web.services.reading_deals import DealLine
from web.services.reading_thesis import READ_FOR_PROFILE
from web.services.reading_words import Sources
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """`provider/profile.html`."""

    title: str
    answer: str
    own: OwnProfile
    organisations: tuple[Acting, ...]
    form: Parsed[NewProfile]
    # Values were filled in that nobody has saved.
    suggested: bool
    product: Parsed[NewProduct]
    deal: Parsed[NewDeal]
    lends: bool
    # Where proposed values came from; only the page of a first visit has any.
    sources: Sources = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()
    source_lang: str = "zh"


@dataclass(frozen=True, slots=True)
class DealRow:
    """A line of a pasted list as it was read."""

    text: str
    company: str | None
    facts: list[str]


@dataclass(frozen=True, slots=True)
class StartPage:
    """`provider/start.html`: say what you look for in your own words, and what you have done."""

    title: str
    answer: str
    action: str
    acting: Acting
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class ProposedProfilePage:
    """`provider/proposed.html`: the profile as it was read, to be confirmed."""

    title: str
    answer: str
    action: str
    acting: Acting
    form: Parsed[object]
    # What a profile is given beside the values of the form.
    deals: list[DealRow]
    sources: Sources
    unsaid: frozenset[str]
    source_lang: str


def deal_rows(lines: Sequence[DealLine]) -> list[DealRow]:
    """How each line was read; one without a company is left out and says so."""
    return [DealRow(one.text, one.deal.company_name if one.deal else None, _facts(one.deal)) for one in lines]


def _facts(deal: NewDeal | None) -> list[str]:
    if deal is None:
        return []
    facts = [
        label(kind, code)
        for kind, code in (
            ("stage", deal.stage),
            ("instrument", deal.instrument),
            ("sector", deal.sector),
            ("district", deal.district),
        )
        if code is not None
    ]
    if deal.amount is not None:
        facts.append(formats.money(deal.amount))
    if deal.dealt_on is not None:
        facts.append(formats.date(deal.dealt_on))
    return facts


def proposed_page(
    acting: Acting,
    form: Parsed[object],
    lines: Sequence[DealLine],
    sources: Sources,
    *,
    action: str,
    source_lang: str,
) -> ProposedProfilePage:
    """What was read, with what was not said named as such."""
    n = len(sources)
    return ProposedProfilePage(
        title=gettext("Your profile, as we read it"),
        answer=ngettext(
            "%(num)s field is filled in from what you wrote. Look at it, then save.",
            "%(num)s fields are filled in from what you wrote. Look at each, then save.",
            n,
        ),
        action=action,
        acting=acting,
        form=form,
        deals=deal_rows(lines),
        sources=sources,
        unsaid=frozenset(READ_FOR_PROFILE) - sources.keys(),
        source_lang=source_lang,
    )
