"""Between the tables and the ranker: entities become plain facts here, ids become text, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matcher.background import Background, load_background
from matcher.encoding import EncodedText
from matcher.problem import Ask, Company, PastDeals, Place, Product, Provider
from matcher.text_scale import Asking
from models.entities.match_feed import PitchFacts, TextParts
from models.entities.matching import Candidate, ProviderFacts, parse_day

# The platform serves one city; who sits elsewhere names another.
COUNTRY, REGION, CITY = "CHN", "Jiangsu", "Zhenjiang"
ELSEWHERE = "elsewhere"


def place(district: str | None, city: str | None = None) -> Place:
    """Where a party sits, as far as its district tells."""
    if district is None and not city:
        return Place()
    if district == ELSEWHERE or district is None:
        return Place(country=COUNTRY, city=city or None)
    return Place(country=COUNTRY, region=REGION, city=CITY, district=district)


def encoded(parts: TextParts | None) -> EncodedText | None:
    """A stored text as the ranker wants it; None when nothing is encoded yet."""
    if parts is None:
        return None
    text, *sentences = parts.bodies
    # A sentence stands at each of its clauses, and is kept once.
    once = {sentence: sentence for sentence in sentences}
    return EncodedText(
        language=parts.lang,
        whole=parts.vectors[0],
        sentences=tuple(once[sentence] for sentence in sentences),
        vectors=parts.vectors[1:],
        text=text,
    )


def background_of(stored: Mapping[str, Any] | None) -> Background:
    """What texts are like at large; before that is worked out, they are compared as they are."""
    return load_background(stored) if stored is not None else Background(Asking(), Asking())


def company_of(pitch: PitchFacts | Candidate, parts: TextParts | None) -> Company:
    """A pitch as a company that asks; its id is the pitch's."""
    return Company(
        id=str(pitch.pitch_id),
        text=encoded(parts),
        sectors=frozenset(s for s in (pitch.sector, pitch.sector2) if s),
        stage=pitch.stage,
        asks=tuple(
            Ask(instrument=s.instrument, amount_min=s.amount_min, amount_max=s.amount_max)
            for s in pitch.seeks
        ),
        place=place(pitch.district, pitch.city),
        backers=frozenset(map(str, pitch.backers)),
        on=pitch.approved_at.date(),
    )


def provider_of(facts: ProviderFacts, parts: TextParts | None) -> Provider:
    """A profile as a provider that gives; its id is the organisation's."""
    return Provider(
        id=str(facts.organisation_id),
        text=encoded(parts),
        kind=facts.kinds[0] if facts.kinds else None,
        sectors=frozenset(facts.sectors),
        never_sectors=frozenset(facts.never_sectors),
        stages=frozenset(facts.stages),
        instruments=frozenset(facts.instruments),
        amount_min=facts.amount_min,
        amount_max=facts.amount_max,
        products=tuple(
            Product(instrument=p.kind, amount_min=p.amount_min, amount_max=p.amount_max, name=p.name)
            for p in facts.products
        ),
        districts=frozenset(facts.districts),
        place=place(facts.home_district, facts.home_city),
        deals=past_deals(facts),
        full=facts.full,
    )


def looking_for(provider: Provider, words: EncodedText) -> Provider:
    """The provider as if it had said these words and nothing else of its taste; its gates stay."""
    return replace(provider, text=words, sectors=frozenset(), deals=None)


def past_deals(facts: ProviderFacts) -> PastDeals | None:
    """A provider's deals in sum; None when none are known."""
    if not facts.deals:
        return None
    days = [day for day in (parse_day(d["dealt_on"]) for d in facts.deals) if day is not None]
    places: Counter[str] = Counter()
    for deal in facts.deals:
        places.update(place(deal["district"]).keys())
    return PastDeals(
        count=len(facts.deals),
        last_on=max(days, default=None),
        sectors=Counter(d["sector"] for d in facts.deals if d["sector"]),
        places=places,
        stages=Counter(d["stage"] for d in facts.deals if d["stage"]),
        amounts=tuple(d["amount"] for d in facts.deals if d["amount"]),
    )
