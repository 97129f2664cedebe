"""The pages between a deck and its pitch: it is being read, and what was read is confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.pitch_form import PitchFormPage, form_page
from web.sentences import sentence
from web.services.deck_readings import ReadingView
from web.services.reading_deck import DeckFields
from web.services.reading_words import Sources


@dataclass(frozen=True, slots=True)
class DeckWaitPage:
    """`founder/deck_wait.html`."""

    title: str
    answer: str
    here: str
    back: str


def title_of(view: ReadingView) -> str:
    """The same before and after it was read: the page renews itself."""
    return gettext("A pitch from %(file)s", file=view.reading.filename)


def wait_page(view: ReadingView, *, here: str, back: str) -> DeckWaitPage:
    """While the worker reads."""
    answer = gettext("Your deck is being read; it takes some seconds.")
    return DeckWaitPage(title_of(view), answer, here, back)


def confirm_page(
    view: ReadingView,
    fields: DeckFields | None,
    sources: Sources,
    form: Parsed[object],
    *,
    action: str,
    back: str,
) -> PitchFormPage:
    """The ordinary form, filled in; a deck that could not be read leaves it empty and says why."""
    if fields is None:
        answer = gettext("The deck is kept and will go with your pitch, but nothing could be filled in.")
        notices = [sentence(view.reading.error or "deck_unreadable")]
    else:
        answer = ngettext(
            "%(num)s field is filled in from your deck. Look at each, then save.",
            "%(num)s fields are filled in from your deck. Look at each, then save.",
            len(sources),
        )
        notices = _contact_notice(fields)
    return form_page(
        title=title_of(view),
        answer=answer,
        action=action,
        back=back,
        form=form,
        spaces=view.spaces,
        companies=view.companies,
        sources=None if fields is None else sources,
        source_lang="zh" if fields is None else fields.lang,
        notices=notices,
    )


def _contact_notice(fields: DeckFields) -> list[str]:
    """Contacts are the account's and stay closed until both agree; a deck may give them away before."""
    if fields.contact is None:
        return []
    return [
        gettext(
            "Your deck shows contact details on page %(n)s (%(contact)s). Whoever may open the deck reads "
            "them; otherwise they are exchanged only when both sides agree to meet.",
            n=fields.contact.passage.page,
            contact=fields.contact.value,
        )
    ]
