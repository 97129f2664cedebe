"""What a reason can show: the very sectors, sentences, amounts and deals that a part rests on."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import EncodedText
from matcher.gates import accepted_instruments, limits
from matcher.problem import Company, Provider, sector_path
from matcher.texts import quotable


def pair_evidence(company: Company, provider: Provider) -> Mapping[str, Mapping[str, Any]]:
    """What there is to show for one pair, per group; plain values that survive JSON.

    Parameters
    ----------
    company, provider : Company, Provider
        The pair.

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
        "text": {"pairs": _sentence_pairs(company, provider)},
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


def _sentence_pairs(company: Company, provider: Provider) -> list[dict[str, Any]]:
    if company.text is None or provider.text is None:
        return []
    return [
        {"company_sentence": said, "provider_sentence": told, "likeness": round(cosine, 4)}
        for said, told, cosine in best_sentence_pairs(company.text, provider.text)
    ]


def best_sentence_pairs(
    ours: EncodedText, theirs: EncodedText, *, top: int = 2
) -> list[tuple[str, str, float]]:
    """The pairs of sentences, one of each text, that say best what the texts have in common.

    Two sentences are as near as their clauses are, the mean over both directions of each clause's best
    cosine. That alone would quote what is alike in passing (an amount, a word), so each must also be near to
    the whole of the other text.

    Parameters
    ----------
    ours, theirs : EncodedText
        A sentence's clauses follow each other.
    top : int, default=2
        The most pairs to return; no sentence is used twice.

    Returns
    -------
    list of (str, str, float)
        Sentence of `ours`, sentence of `theirs`, how near the two are; best first, ties by the earlier
        sentences. Empty when one of the texts has no sentence.
    """
    if ours.vectors is None or theirs.vectors is None or not len(ours.vectors) or not len(theirs.vectors):
        return []
    rows, columns = quotable(ours.sentences), quotable(theirs.sentences)
    own, n_own, said = _runs([ours.sentences[row] for row in rows])
    other, n_other, told = _runs([theirs.sentences[column] for column in columns])
    a, b = ours.vectors[rows].astype(np.float64), theirs.vectors[columns].astype(np.float64)
    cosines = a @ b.T
    best_for_own = np.add.reduceat(np.maximum.reduceat(cosines, other, axis=1), own) / n_own[:, None]
    best_for_other = np.add.reduceat(np.maximum.reduceat(cosines, own), other, axis=1) / n_other
    near = (best_for_own + best_for_other) / 2
    near_theirs = np.add.reduceat(a @ theirs.whole, own) / n_own
    near_ours = np.add.reduceat(b @ ours.whole, other) / n_other
    # Rounding first keeps the order the same on machines whose sums differ in the last bits.
    telling = np.round(near + near_theirs[:, None] + near_ours, 6)
    pairs: list[tuple[int, int]] = []
    for flat in np.argsort(-telling, axis=None, kind="stable").tolist():
        row, column = divmod(flat, len(told))
        if all(row != r and column != c for r, c in pairs):
            pairs.append((row, column))
            if len(pairs) == top:
                break
    return [(said[row], told[column], float(near[row, column])) for row, column in pairs]


def _runs(sentences: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], list[str]]:
    """Where each sentence's clauses begin, how many they are, and the sentence."""
    starts = [0, *(at for at in range(1, len(sentences)) if sentences[at] != sentences[at - 1])]
    return np.array(starts), np.diff([*starts, len(sentences)]), [sentences[at] for at in starts]


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
