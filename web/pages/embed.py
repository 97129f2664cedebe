"""A project's card in other people's pages, and the code that puts it there."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

from models.entities.pitches import ShownPitch
from web.i18n import current_locale, gettext
from web.vocabulary import label

CARD_WIDTH = 400
CARD_HEIGHT = 250


@dataclass(frozen=True, slots=True)
class CardPage:
    """`embed/card.html`; without a pitch it says that there is none any more."""

    html_lang: str
    title: str
    lang: str
    one_line: str
    company: str
    company_lang: str
    tags: list[str]
    href: str
    link: str


def card_page(pitch: ShownPitch | None, site: str) -> CardPage:
    """What stands on the card in the reader's language; the founder's own words keep theirs."""
    html_lang = "zh-Hans" if current_locale() == "zh" else "en"
    if pitch is None:
        text = gettext("This project is no longer shown.")
        return CardPage(
            html_lang, text, "", "", "", "", [], f"{site}/projects", gettext("Projects on Shoutou")
        )
    text_ = pitch.text
    return CardPage(
        html_lang,
        text_.name,
        text_.lang,
        text_.one_line,
        "" if pitch.company_name == text_.name else pitch.company_name,
        pitch.company_lang,
        [label("sector", text_.sector), label("stage", text_.stage), label("district", text_.district)],
        f"{site}/projects/{pitch.pitch_id}?lang={current_locale()}",
        gettext("Read more on Shoutou"),
    )


@dataclass(frozen=True, slots=True)
class EmbedCodes:
    """What a founder copies into another page."""

    frame: str
    plain: str
    card: str


def frame_code(
    pitch_id: int, name: str, site: str, width: int = CARD_WIDTH, height: int = CARD_HEIGHT
) -> str:
    """A frame without script, cookie or permission."""
    src = f"{escape(site)}/embed/projects/{pitch_id}?lang={current_locale()}"
    return (
        f'<iframe src="{src}" title="{escape(name)}" width="{width}" height="{height}" loading="lazy" '
        f'sandbox="allow-popups allow-popups-to-escape-sandbox" style="border:0;max-width:100%"></iframe>'
    )


def embed_codes(pitch_id: int, name: str, one_line: str, site: str) -> EmbedCodes:
    """The codes in the reader's language; the plain one stays as it is even when the consent ends."""
    href = f"{escape(site)}/projects/{pitch_id}?lang={current_locale()}"
    plain = f'<p><a href="{href}"><strong>{escape(name)}</strong></a><br>{escape(one_line)}</p>'
    card = f"/embed/projects/{pitch_id}?lang={current_locale()}"
    return EmbedCodes(frame_code(pitch_id, name, site), plain, card)
