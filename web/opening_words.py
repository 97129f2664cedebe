"""Offers of `matcher.counterfactual` and substitutes of `matcher.deflection` in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from matcher.counterfactual import Offer
from matcher.deflection import Substitute, Trait
from matcher.levers import Change, Lever
from models.entities.profiles import Profile
from web import formats
from web.i18n import gettext, ngettext
from web.services.openings import NAMED
from web.suggestions import TRY
from web.vocabulary import label

FIRST_PLACES = 10


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """One that an offer opens, by name; `place` is where it would stand, if high enough."""

    name: str
    lang: str
    href: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer in words.

    `exact` is the amount to the minor unit; `href` leads to the form with the change suggested and
    nothing saved; `cost` says who would be lost or moved, None when nobody.
    """

    text: str
    exact: str | None
    outcome: str
    cost: str | None
    opened: list[OpenedLine]
    n_more: int
    href: str
    action: str


Named = Callable[[str], tuple[str, str, str | None] | None]


def founder_offers(found: Sequence[Offer], *, edit: str, named: Named) -> list[OfferLine]:
    """What a founder could state otherwise, each with a link to the pitch's form."""
    return [
        OfferLine(
            text=_joined(founder_change(change) for change in offer.changes),
            exact=_exact(offer.changes),
            outcome=_outcome(
                offer,
                ngettext(
                    "%(num)s more provider is open.", "%(num)s more providers are open.", len(offer.opens)
                ),
            ),
            cost=_cost(
                offer,
                ngettext(
                    "%(num)s that is open now would no longer be.",
                    "%(num)s that are open now would no longer be.",
                    len(offer.lost),
                ),
            ),
            opened=_opened(offer, named),
            n_more=max(0, len(offer.opens) - NAMED),
            href=f"{edit}?{urlencode(_pitch_values(offer.changes))}",
            action=gettext("Try it in the pitch"),
        )
        for offer in found
    ]


def provider_offers(
    found: Sequence[Offer], *, edit: str, profile: Profile | None, products: Sequence[str], named: Named
) -> list[OfferLine]:
    """What a provider could state otherwise, each with a link to the profile's form."""
    joiner = "&" if "?" in edit else "?"
    lines = []
    for offer in found:
        values = _profile_values(offer.changes, profile)
        lines.append(
            OfferLine(
                text=_joined(provider_change(change, products) for change in offer.changes),
                exact=_exact(offer.changes),
                outcome=_outcome(
                    offer,
                    ngettext(
                        "%(num)s more pitch is open.", "%(num)s more pitches are open.", len(offer.opens)
                    ),
                ),
                cost=_cost(offer, ""),
                opened=_opened(offer, named),
                n_more=max(0, len(offer.opens) - NAMED),
                href=f"{edit}{joiner}{urlencode(values)}" if values else edit,
                action=gettext("Try it in the profile"),
            )
        )
    return lines


def better_lines(found: Sequence[Offer], *, edit: str, products: Sequence[str]) -> list[OfferLine]:
    """What a provider could state otherwise so that a pitch of its list fits better."""
    joiner = "&" if "?" in edit else "?"
    lines = []
    for offer in found:
        values = _profile_values(offer.changes, None)
        lines.append(
            OfferLine(
                text=_joined(provider_change(change, products) for change in offer.changes),
                exact=_exact(offer.changes),
                outcome=_risen(offer),
                cost=None,
                opened=[],
                n_more=0,
                href=f"{edit}{joiner}{urlencode(values)}" if values else edit,
                action=gettext("Try it in the profile"),
            )
        )
    return lines


def founder_better_lines(found: Sequence[Offer], *, edit: str, named: Named) -> list[OfferLine]:
    """What a founder could state otherwise so that one of the first providers fits better."""
    lines = []
    for offer in found:
        known = named(offer.moved[0].id)
        if known is None:
            continue
        name, lang, href = known
        lines.append(
            OfferLine(
                text=_joined(founder_change(change) for change in offer.changes),
                exact=_exact(offer.changes),
                outcome=_risen(offer),
                cost=_fewer(offer),
                opened=[OpenedLine(name, lang, href, None)],
                n_more=0,
                href=f"{edit}?{urlencode(_pitch_values(offer.changes))}",
                action=gettext("Try it in the pitch"),
            )
        )
    return lines


def _risen(offer: Offer) -> str:
    return gettext(
        "it fits with %(after)s of 100 instead of %(before)s.",
        after=round(offer.moved[0].after),
        before=round(offer.moved[0].before),
    )


def _fewer(offer: Offer) -> str | None:
    if not offer.lost:
        return None
    return ngettext(
        "%(num)s that is open now would no longer be.",
        "%(num)s that are open now would no longer be.",
        len(offer.lost),
    )


def founder_change(change: Change) -> str:
    """One change of a pitch."""
    match change.lever:
        case Lever.AMOUNT if change.instrument:
            return gettext(
                "With %(range)s instead of %(was)s (%(instrument)s)",
                range=formats.money_range(change.low, change.high),
                was=formats.money_range(change.was_low, change.was_high),
                instrument=label("instrument", change.instrument),
            )
        case Lever.AMOUNT:
            return gettext(
                "With %(range)s instead of %(was)s",
                range=formats.money_range(change.low, change.high),
                was=formats.money_range(change.was_low, change.was_high),
            )
        case Lever.INSTRUMENT if change.low is None and change.high is None:
            return gettext(
                "If you also seek %(instrument)s, with the amount left open",
                instrument=label("instrument", change.value),
            )
        case Lever.INSTRUMENT:
            return gettext(
                "If you also seek %(instrument)s, %(range)s",
                instrument=label("instrument", change.value),
                range=formats.money_range(change.low, change.high),
            )
        case Lever.STAGE:
            return gettext(
                "If %(stage)s describes you better than %(was)s",
                stage=label("stage", change.value),
                was=label("stage", change.was),
            )
        case _:
            return gettext(
                "If you were in %(district)s instead of %(was)s",
                district=label("district", change.value),
                was=label("district", change.was),
            )


def provider_change(change: Change, products: Sequence[str]) -> str:
    """One change of a profile."""
    match change.lever:
        case Lever.AMOUNT if change.product is not None and change.product < len(products):
            return gettext(
                "With %(range)s instead of %(was)s for %(product)s",
                range=formats.money_range(change.low, change.high),
                was=formats.money_range(change.was_low, change.was_high),
                product=products[change.product],
            )
        case Lever.AMOUNT:
            return gettext(
                "With %(range)s a company instead of %(was)s",
                range=formats.money_range(change.low, change.high),
                was=formats.money_range(change.was_low, change.was_high),
            )
        case Lever.INSTRUMENT:
            return gettext("If you also give %(instrument)s", instrument=label("instrument", change.value))
        case Lever.STAGE:
            return gettext("If you also take the stage %(stage)s", stage=label("stage", change.value))
        case Lever.DISTRICT:
            return gettext("If you also work in %(district)s", district=label("district", change.value))
        case Lever.SECTOR:
            return gettext("If you no longer rule out %(sector)s", sector=label("sector", change.value))
        case _:
            return gettext("If you make room for another founder")


def substitute_sentence(one: Substitute, full: str, name: str) -> str:
    """A free provider in the place of a full one, with what it shares and in what it differs."""
    words = {
        Trait.STAGE_TOO: gettext("takes your stage too"),
        Trait.ANY_STAGE: gettext("takes any stage"),
        Trait.SECTOR_TOO: gettext("names your sector too"),
        Trait.DISTRICT_TOO: gettext("same district"),
        Trait.ANY_DISTRICT: gettext("works everywhere"),
        Trait.OTHER_INSTRUMENT: gettext(
            "gives %(instrument)s instead",
            instrument=gettext(", ").join(label("instrument", i) for i in one.instruments),
        ),
        Trait.SMALLER: gettext("smaller tickets"),
        Trait.LARGER: gettext("larger tickets"),
        Trait.LIKE_AMOUNTS: gettext("tickets of the same size"),
    }
    said = gettext(", ").join(words[trait] for trait in one.traits)
    if not said:
        return gettext("%(name)s is the nearest to %(full)s that is free.", name=name, full=full)
    return gettext("%(name)s: %(traits)s.", name=name, traits=said)


def _joined(parts: Iterable[str]) -> str:
    """Two changes in one sentence."""
    return gettext("; and ").join(parts)


def _exact(changes: Sequence[Change]) -> str | None:
    """The amounts of a change to the minor unit, for the title."""
    exact = [
        f"{formats.money_exact(c.low) if c.low is not None else '…'} – "
        f"{formats.money_exact(c.high) if c.high is not None else '…'}"
        for c in changes
        if (c.low, c.high) != (None, None)
    ]
    return "; ".join(exact) or None


def _outcome(offer: Offer, opened: str) -> str:
    high = sum(one.place is not None and one.place <= FIRST_PLACES for one in offer.opens)
    if not high:
        return opened
    return (
        opened
        + " "
        + ngettext(
            "%(num)s of them would stand in your first ten.",
            "%(num)s of them would stand in your first ten.",
            high,
        )
    )


def _cost(offer: Offer, lost: str) -> str | None:
    said = [lost] if offer.lost and lost else []
    if offer.moved:
        said.append(
            ngettext(
                "The fit of %(num)s other changes a little.",
                "The fit of %(num)s others changes a little.",
                len(offer.moved),
            )
        )
    return formats.sentences(*said) or None


def _opened(offer: Offer, named: Named) -> list[OpenedLine]:
    lines = []
    for one in offer.opens[:NAMED]:
        found = named(one.id)
        if found is not None:
            name, lang, href = found
            place = None if one.place is None else gettext("place %(place)s", place=one.place)
            lines.append(OpenedLine(name, lang, href, place))
    return lines


def _pitch_values(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """The changes as the fields of the pitch's form."""
    values = []
    for change in changes:
        match change.lever:
            case Lever.AMOUNT | Lever.INSTRUMENT:
                instrument = change.instrument or change.value or ""
                values += [
                    (f"{TRY}seeks", instrument),
                    (f"{TRY}{instrument}_min", formats.money_input(change.low)),
                    (f"{TRY}{instrument}_max", formats.money_input(change.high)),
                ]
            case _:
                values.append((f"{TRY}{change.lever}", change.value or ""))
    return values


def _profile_values(changes: Sequence[Change], profile: Profile | None) -> list[tuple[str, str]]:
    """The changes as the fields of the profile's form; a product's limits have a form of their own."""
    values = []
    for change in changes:
        match change.lever:
            case Lever.AMOUNT if change.product is None:
                values += [
                    (f"{TRY}amount_min", formats.money_input(change.low)),
                    (f"{TRY}amount_max", formats.money_input(change.high)),
                ]
            case Lever.AMOUNT:
                continue
            case Lever.SECTOR:
                values.append((f"{TRY}drop_sectors", change.value or ""))
            case Lever.LIMIT:
                most = profile.max_founders if profile is not None else None
                values.append((f"{TRY}max_founders", "" if most is None else str(most + 1)))
            case _:
                values.append((f"{TRY}{change.lever}s", change.value or ""))
    return values
