"""The form of a pitch: a first draft, or the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.entities.pitches import PitchHead, SpaceChoice
from web.forms.base import Parsed
from web.i18n import gettext
from web.pages.pitch_words import field_labels
from web.services.pitches import Company
from web.services.reading_deck import READ_FOR
from web.services.reading_words import Sources


@dataclass(frozen=True, slots=True)
class PitchFormPage:
    """`founder/pitch_form.html`: the first draft, or the next."""

    title: str
    answer: str
    action: str
    autosave: str | None
    form: Parsed[object]
    labels: dict[str, str]
    spaces: list[tuple[str, str]]
    companies: list[tuple[str, str]] | None
    company_name: str | None
    company_lang: str | None
    company_uscc: str | None
    conflict: str | None
    back: str
    # Values were filled in that nobody has saved.
    suggested: bool
    # Where they came from, by field, when a deck was read; a field it does not tell is among the unsaid.
    sources: Sources
    unsaid: frozenset[str]
    source_lang: str
    notices: list[str]
    # The other way to begin: a form for a deck.
    deck: Parsed[object] | None


def _form_answer(head: PitchHead | None) -> str:
    if head is None:
        return gettext("Write in your own language; nothing is shown to anybody before you submit it.")
    if head.approved_version is None:
        return gettext("Drafts save themselves. Only your company sees them.")
    return gettext("Drafts save themselves. What is shown now stays until a new version is approved.")


def form_page(
    *,
    title: str,
    action: str,
    back: str,
    form: Parsed[object],
    spaces: Sequence[SpaceChoice],
    companies: Sequence[Company] | None = None,
    head: PitchHead | None = None,
    conflict: str | None = None,
    suggested: bool = False,
    answer: str | None = None,
    sources: Sources | None = None,
    source_lang: str = "zh",
    notices: Sequence[str] = (),
    deck: Parsed[object] | None = None,
) -> PitchFormPage:
    """The form of a first draft (with `companies`) or of the next one (with `head`)."""
    choices: list[tuple[str, str]] | None = None
    if companies is not None:
        choices = [(str(c.id), c.name) for c in companies]
        if choices:
            choices.append(("new", gettext("Another company or team")))
    return PitchFormPage(
        title=title,
        answer=answer or _form_answer(head),
        action=action,
        autosave=None if head is None else action,
        form=form,
        labels=field_labels(),
        spaces=[(str(s.id), s.name) for s in spaces],
        companies=choices,
        company_name=None if head is None else head.company_name,
        company_lang=None if head is None else head.company_lang,
        company_uscc=None if head is None else head.company_uscc,
        conflict=conflict,
        back=back,
        suggested=suggested,
        sources=sources or {},
        unsaid=frozenset() if sources is None else frozenset(READ_FOR) - sources.keys(),
        source_lang=source_lang,
        notices=list(notices),
        deck=deck,
    )
