"""What a deck or a thesis says, as the values of the form in which a person confirms it."""

from __future__ import annotations

from collections.abc import Sequence

from models.entities.vocabulary import Instrument
from web.formats import money_input
from web.forms.suggestions import Values
from web.services.pitches import Company
from web.services.reading_deck import DeckFields
from web.services.reading_thesis import ThesisFields
from web.services.reading_words import Found, Sources

_TEXTS = ("name", "one_line", "problem", "solution", "market", "team")
_CODES = ("sector", "stage", "district")


def deck_values(fields: DeckFields, companies: Sequence[Company]) -> tuple[Values, Sources]:
    """The pitch's form as the deck would fill it in, and the passages of each field."""
    values: Values = {"lang": fields.lang}
    sources: Sources = {}

    def take(name: str, found: Found[str] | None) -> None:
        if found is not None:
            values[name] = found.value
            sources[name] = [found.passage]

    for name in (*_TEXTS, *_CODES, "uscc"):
        take(name, getattr(fields, name))
    if fields.categories:
        take("main_category", fields.categories[0])
        values["categories"] = [c.value for c in fields.categories]
        sources["categories"] = [c.passage for c in fields.categories]
    if fields.seeks:
        values["seeks"] = [str(i) for i in Instrument if any(s.value.instrument == i for s in fields.seeks)]
        sources["seeks"] = list(dict.fromkeys(s.passage for s in fields.seeks))
        for seek in fields.seeks:
            values[f"{seek.value.instrument}_min"] = money_input(seek.value.low)
            values[f"{seek.value.instrument}_max"] = money_input(seek.value.high)
    _for_whom(fields, companies, values, sources)
    return values, sources


def _for_whom(fields: DeckFields, companies: Sequence[Company], values: Values, sources: Sources) -> None:
    """The company of the same name, else the only one; a new name is proposed to somebody without any."""
    named = fields.company
    same = [c for c in companies if named is not None and c.name == named.value]
    if same or companies:
        values["company_id"] = (
            str(same[0].id) if same else str(companies[0].id) if len(companies) == 1 else ""
        )
        if same and named is not None:
            sources["company_id"] = [named.passage]
    elif named is not None:
        values["company_name"] = named.value
        sources["company_name"] = [named.passage]


def thesis_values(text: str, fields: ThesisFields) -> tuple[Values, Sources]:
    """The profile's form as a thesis and past deals would fill it in, and the passages of each field."""
    values: Values = {"lang": fields.lang, "thesis": text, "visible_to_founders": "1"}
    sources: Sources = {}
    for name in ("stages", "sectors", "instruments", "districts", "never_sectors"):
        found: tuple[Found[str], ...] = getattr(fields, name)
        if found:
            values[name] = [f.value for f in found]
            sources[name] = list(dict.fromkeys(f.passage for f in found))
    for name, amount in (("amount_min", fields.amount_min), ("amount_max", fields.amount_max)):
        if amount is not None:
            values[name] = money_input(amount.value)
            sources[name] = [amount.passage]
    if fields.never_text is not None:
        values["never_text"] = fields.never_text.value
        sources["never_text"] = [fields.never_text.passage]
    if fields.max_founders is not None:
        values["max_founders"] = str(fields.max_founders.value)
        sources["max_founders"] = [fields.max_founders.passage]
    return values, sources
