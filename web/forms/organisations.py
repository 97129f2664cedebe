"""What a person types about an organisation: setting it up, changing it, inviting, vetting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.entities.organisations import OPEN_KINDS, NewOrganisation
from models.entities.vetting import VettingDecision
from models.entities.vocabulary import OrganisationKind
from models.errors import Invalid
from models.uscc import clean_uscc
from web.forms.base import Data, FormReader, Parsed
from web.i18n import current_locale
from web.vocabulary import district_codes

# In the order of the vocabulary, as the form offers them.
OPEN_IN_ORDER = tuple(k for k in OrganisationKind if k in OPEN_KINDS)
VETTING_STATES = ("waiting", "granted", "closed")


@dataclass(frozen=True, slots=True)
class Decision:
    """What an organiser decides, and which decision they saw as the latest (0: none)."""

    decision: VettingDecision
    evidence: str
    seen: int


@dataclass(frozen=True, slots=True)
class Qualification:
    """Since when a provider is qualified, until when, on what evidence."""

    qualified_on: date
    valid_until: date | None
    evidence: str


def read_organisation(form: FormReader, kinds: frozenset[OrganisationKind]) -> NewOrganisation:
    """The fields that every form about an organisation has."""
    name = form.text("name", most=100)
    code = form.raw("uscc")
    uscc = None
    if code:
        try:
            uscc = clean_uscc(code)
        except Invalid as error:
            form.fail("uscc", error.code, **error.params)
    district = form.code("district", district_codes(), required=False)
    city = form.text("city", most=60, required=False)
    about = form.long_text("about", most=2000, required=False)
    return NewOrganisation(name, current_locale(), kinds, uscc, district, city or None, about)


class NewOrganisationForm:
    """A company, team or provider."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewOrganisation]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        chosen = form.codes("kinds", [str(k) for k in OPEN_IN_ORDER], required=True)
        kinds = frozenset(OrganisationKind(k) for k in chosen)
        if OrganisationKind.COMPANY in kinds and len(kinds) > 1:
            form.fail("kinds", "company_or_provider")
        return form.finish(read_organisation(form, kinds))


class OrganisationForm:
    """What a manager says of an organisation; its kinds stay."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewOrganisation]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        return form.finish(read_organisation(form, frozenset()))


class InviteForm:
    """Whom to ask, and whether to manage."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[str, bool]]:
        """(address, manager or not)."""
        form = FormReader(data)
        return form.finish((form.email(), form.flag("is_manager")))


class JoinForm:
    """The name or code of what one looks for."""

    @staticmethod
    def parse(query: Data) -> Parsed[str]:
        """What was typed; nothing typed is no error."""
        form = FormReader(query)
        return form.finish(form.text("q", most=100, required=False))


class AnswerForm:
    """Yes or no."""

    @staticmethod
    def parse(data: Data) -> Parsed[bool]:
        """True for yes."""
        form = FormReader(data)
        answer = form.code("answer", ("yes", "no"))
        return Parsed(form.values, form.errors, None if form.errors else answer == "yes")


class DecisionForm:
    """An organiser lets a provider in, refuses it or puts it out."""

    @staticmethod
    def parse(data: Data) -> Parsed[Decision]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        decision = form.choice("decision", VettingDecision)
        evidence = form.long_text("evidence", most=2000)
        seen = form.whole("seen", most=2**53, required=False)
        if decision is None:
            return form.finish(None)
        return form.finish(Decision(decision, evidence, seen or 0))


class QualificationForm:
    """An organiser marks a provider as qualified to read terms."""

    @staticmethod
    def parse(data: Data) -> Parsed[Qualification]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        qualified_on = form.day("qualified_on")
        valid_until = form.day("valid_until", required=False)
        evidence = form.long_text("qualification_evidence", most=2000)
        if qualified_on is None:
            return form.finish(None)
        return form.finish(Qualification(qualified_on, valid_until, evidence))


class ProvidersFilterForm:
    """`?state=&q=`."""

    @staticmethod
    def parse(query: Data) -> Parsed[tuple[str, str]]:
        """(state or nothing, part of a name)."""
        form = FormReader(query)
        state = form.code("state", VETTING_STATES, required=False)
        return form.finish((state or "", form.text("q", most=100, required=False)))
