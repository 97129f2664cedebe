"""What a reason can show: the very sectors, sentences, amounts and deals that a part rests on."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from statistics import median
from typing import Any

import numpy as np

from matcher.encoding import EncodedText
from matcher.gates import accepted_instruments, limits
from matcher.problem import Company, Provider, sector_path
from matcher.texts import quotable

# A company's sentence, a provider's, and how near the two are.
SentencePair = tuple[str, str, float]
Evidence = Callable[[int], Mapping[str, Mapping[str, Any]]]


class Quotable:
    """A text's sentences that say enough to be quoted, with their clauses; made once for all others.

    Parameters
    ----------
    text : EncodedText or None
        A sentence's clauses follow each other. Nothing can be quoted of one without clauses.

    Attributes
    ----------
    sentences : list of str
        Each once, in their order; where it is empty there is nothing else.
    begins, counts : ndarray of int, shape (n_sentences,)
        Where each sentence's clauses begin, and how many they are.
    clauses : ndarray of float64, shape (n_clauses, d)
        Their unit vectors.
    whole : ndarray of float64, shape (d,)
        That of the whole text.
    """

    def __init__(self, text: EncodedText | None) -> None:
        self.sentences: list[str] = []
        if text is None or text.vectors is None or not len(text.vectors):
            return
        rows = quotable(text.sentences)
        said = [text.sentences[row] for row in rows]
        begins = [at for at, sentence in enumerate(said) if at == 0 or sentence != said[at - 1]]
        self.sentences = [said[at] for at in begins]
        self.begins = np.array(begins)
        self.counts = np.array([*begins[1:], len(said)]) - self.begins
        self.clauses = text.vectors[rows].astype(np.float64)
        self.whole = text.whole.astype(np.float64)


def evidence_for_company(company: Company, provider_of: Callable[[int], Provider]) -> Evidence:
    """What there is to show for a company and the provider of a row: `pair_evidence`, by row."""
    said = cache(lambda: Quotable(company.text))

    def evidence(row: int) -> Mapping[str, Mapping[str, Any]]:
        provider = provider_of(row)
        return pair_evidence(company, provider, best_sentence_pairs(said(), Quotable(provider.text)))

    return evidence


def evidence_for_provider(provider: Provider, company_of: Callable[[int], Company]) -> Evidence:
    """What there is to show for a provider and the company of a row: `pair_evidence`, by row."""
    said = cache(lambda: Quotable(provider.text))

    def evidence(row: int) -> Mapping[str, Mapping[str, Any]]:
        company = company_of(row)
        return pair_evidence(company, provider, best_sentence_pairs(Quotable(company.text), said()))

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


def best_sentence_pairs(ours: Quotable, theirs: Quotable, *, top: int = 2) -> list[SentencePair]:
    """The pairs of sentences, one of each text, that say best what the texts have in common.

    Two sentences are as near as their clauses are, the mean over both directions of each clause's best
    cosine. That alone would quote what is alike in passing (an amount, a word), so each must also be near to
    the whole of the other text.

    Parameters
    ----------
    ours, theirs : Quotable
        The two texts.
    top : int, default=2
        The most pairs to return; no sentence is used twice.

    Returns
    -------
    list of (str, str, float)
        Sentence of `ours`, sentence of `theirs`, how near the two are; best first, ties by the earlier
        sentences. Empty when one of the texts has no sentence.
    """
    if not ours.sentences or not theirs.sentences:
        return []
    cosines = ours.clauses @ theirs.clauses.T
    best_for_ours = np.maximum.reduceat(cosines, theirs.begins, axis=1)
    best_for_theirs = np.maximum.reduceat(cosines, ours.begins)
    near = np.add.reduceat(best_for_ours, ours.begins) / ours.counts[:, None]
    near += np.add.reduceat(best_for_theirs, theirs.begins, axis=1) / theirs.counts
    near /= 2
    near_theirs = np.add.reduceat(ours.clauses @ theirs.whole, ours.begins) / ours.counts
    near_ours = np.add.reduceat(theirs.clauses @ ours.whole, theirs.begins) / theirs.counts
    # Rounding first keeps the order the same on machines whose sums differ in the last bits.
    telling = np.round(near + near_theirs[:, None] + near_ours, 6)
    pairs: list[tuple[int, int]] = []
    for flat in np.argsort(-telling, axis=None, kind="stable").tolist():
        row, column = divmod(flat, len(theirs.sentences))
        if all(row != r and column != c for r, c in pairs):
            pairs.append((row, column))
            if len(pairs) == top:
                break
    return [
        (ours.sentences[row], theirs.sentences[column], float(near[row, column])) for row, column in pairs
    ]


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
