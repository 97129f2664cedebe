"""What a reason can show: the very sectors, sentences, amounts and deals that a part rests on."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from statistics import median
from typing import Any

from matcher.gates import accepted_instruments, limits
from matcher.problem import Company, Provider, sector_path
from matcher.quoting import Quotable, Quoting, SentencePair, best_sentence_pairs

Evidence = Callable[[int], Mapping[str, Mapping[str, Any]]]


def evidence_for_company(
    company: Company, provider_of: Callable[[int], Provider], quoting: Quoting
) -> Evidence:
    """What there is to show for a company and the provider of a row: `pair_evidence`, by row."""
    said = cache(lambda: Quotable(company.text, quoting.pitch))

    def evidence(row: int) -> Mapping[str, Mapping[str, Any]]:
        provider = provider_of(row)
        told = Quotable(provider.text, quoting.thesis)
        return pair_evidence(company, provider, best_sentence_pairs(said(), told, least=quoting.least))

    return evidence


def evidence_for_provider(
    provider: Provider, company_of: Callable[[int], Company], quoting: Quoting
) -> Evidence:
    """What there is to show for a provider and the company of a row: `pair_evidence`, by row."""
    told = cache(lambda: Quotable(provider.text, quoting.thesis))

    def evidence(row: int) -> Mapping[str, Mapping[str, Any]]:
        company = company_of(row)
        said = Quotable(company.text, quoting.pitch)
        return pair_evidence(company, provider, best_sentence_pairs(said, told(), least=quoting.least))

    return evidence


def pair_evidence(
    company: Company, provider: Provider, quoted: Sequence[SentencePair]
) -> Mapping[str, Mapping[str, Any]]:
    """What there is to show for one pair, per group; plain values that survive JSON.

    Parameters
    ----------
    company, provider : Company, Provider
        The pair.
    quoted : sequence of SentencePair
        Which of their sentences to show.

    Returns
    -------
    mapping of str to mapping
        `text`: `pairs`, a list of {`company_sentence`, `provider_sentence`, `likeness`}. `sector`:
        `match` (`same`, `near`, `none`, `unknown`), `codes` shared, `dealt` (deals in these sectors).
        `place`: `district` if the provider works in it, `dealt` per known level. `stage`: `stage`,
        `stated`. `amount`: what is asked and given. `activity`: `deals`, `last_on`. `relations`:
        `backer`, `partners`.
    """
    deals = provider.deals
    counted = deals.places if deals else {}
    return {
        "text": {
            "pairs": [
                {"company_sentence": said, "provider_sentence": told, "likeness": round(cosine, 4)}
                for said, told, cosine in quoted
            ]
        },
        "sector": _sectors(company, provider),
        "place": {
            "district": company.place.district if company.place.district in provider.districts else None,
            "dealt": {
                key.split(":", 1)[0]: counted[key]
                for key in company.place.keys()  # noqa: SIM118 - a method, not a mapping
                if key in counted
            },
        },
        "stage": {
            "stage": company.stage,
            "stated": company.stage in provider.stages,
            "dealt": deals.stages.get(company.stage, 0) if deals and company.stage else 0,
        },
        "amount": _amounts(company, provider),
        "activity": {
            "deals": deals.count if deals else None,
            "last_on": deals.last_on.isoformat() if deals and deals.last_on else None,
        },
        "relations": {
            "backer": provider.id in company.backers,
            "partners": sorted(company.backers & set(deals.partners)) if deals else [],
        },
    }


def _sectors(company: Company, provider: Provider) -> dict[str, Any]:
    shared = sorted(
        sector
        for sector in company.sectors
        if any(above in provider.sectors for above in sector_path(sector))
    )
    broad = {sector_path(sector)[-1] for sector in provider.sectors}
    near = sorted(sector for sector in company.sectors if sector_path(sector)[-1] in broad)
    if not company.sectors or not provider.sectors:
        match = "unknown"
    else:
        match = "same" if shared else "near" if near else "none"
    counted = provider.deals.sectors if provider.deals else {}
    dealt = [counted.get(sector, 0.0) for sector in sorted(company.sectors)]
    return {
        "match": match,
        "codes": shared or near,
        "dealt": max(dealt, default=0.0),
    }


def _amounts(company: Company, provider: Provider) -> dict[str, Any]:
    given = accepted_instruments(provider)
    ask = next(
        (a for a in company.asks if not given or a.instrument is None or a.instrument in given),
        None,
    )
    amounts = provider.deals.amounts if provider.deals else ()
    usual = int(median(amounts)) if amounts else None
    if ask is None:
        return {"instrument": None, "ask_min": None, "ask_max": None, "ranges": [], "usual": usual}
    return {
        "instrument": ask.instrument,
        "ask_min": ask.amount_min,
        "ask_max": ask.amount_max,
        "ranges": [[low, high] for low, high in limits(provider, ask.instrument)],
        "usual": usual,
    }
