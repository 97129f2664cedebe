"""What pitches and theses are like at large, estimated under any model on a few texts that ship.

The texts are a part of the demo world's, copied here so that no list depends on what the demo shows.
"""

import functools
import hashlib
import importlib.resources
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import EncodedText, Encoder, encode_texts
from matcher.text_index import TextIndex
from matcher.text_scale import Asking, TextScale

# Raised when what is worked out from the texts changes, so that what is kept is worked out anew.
_METHOD = 1
# A model that holds all texts to be alike must not blow up what differs by rounding.
_LEAST_DEVIATION = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """What is known of either kind of text under one model."""

    pitch: Asking
    thesis: Asking


def encode_background(encoder: Encoder) -> Background:
    """Encode the texts that ship: some 500 clauses, seconds with a sentence model."""
    pitches, theses = (_encoded(encoder, kind) for kind in ("pitch", "thesis"))
    return Background(pitch=_asking(pitches, theses), thesis=_asking(theses, pitches))


@functools.cache
def background_version() -> str:
    """Eight hex digits: a background kept under another version is to be worked out anew."""
    return hashlib.sha256(f"{_METHOD}\x1f{json.dumps(_texts())}".encode()).hexdigest()[:8]


def dump_background(background: Background) -> dict[str, Any]:
    """As plain values that survive JSON to the last bit."""
    return {"pitch": _dump(background.pitch), "thesis": _dump(background.thesis)}


def load_background(values: Mapping[str, Any]) -> Background:
    """What `dump_background` gave."""
    return Background(pitch=_load(values["pitch"]), thesis=_load(values["thesis"]))


def _encoded(encoder: Encoder, kind: str) -> list[EncodedText]:
    return [
        encode_texts(encoder, [text], as_query=kind == "pitch", language=language)
        for language, texts in _texts()[kind].items()
        for text in texts
    ]


def _asking(askers: Sequence[EncodedText], others: Sequence[EncodedText]) -> Asking:
    """From the askers' own clauses, and their cosines with the others."""
    languages = {text.language for text in askers if text.language}
    by_language = {tag: [text for text in askers if text.language == tag] for tag in sorted(languages)}
    # Each language weighs the same.
    middles = [
        np.concatenate([text.vectors for text in texts if text.vectors is not None]).mean(0, dtype=np.float64)
        for texts in by_language.values()
    ]
    common = np.asarray(np.mean(middles, axis=0), dtype=np.float32)
    index = TextIndex(others, asking=Asking(common))
    likes = {tag: [index.like(text) for text in texts] for tag, texts in by_language.items()}
    all_likes = [like for own in likes.values() for like in own]
    return Asking(
        common,
        whole=_scale([like.whole for like in all_likes], index.language),
        sentences=_scale([like.sentences for like in all_likes], index.language),
        wording={tag: _scale([like.wording for like in own], index.language) for tag, own in likes.items()},
    )


def _scale(lists: Sequence[NDArray[np.float32]], language: NDArray[np.int32]) -> TextScale:
    """Mean and deviation within a list's candidates of one language, over several lists."""
    cosines = np.asarray(lists, dtype=np.float64)
    groups = [cosines[:, language == tag] for tag in np.unique(language)]
    known = [group for group in groups if not np.isnan(group).any()]
    mean = float(np.mean([group.mean() for group in known]))
    deviation = float(np.mean([group.std(axis=1).mean() for group in known]))
    return TextScale(round(mean, 4), max(_LEAST_DEVIATION, round(deviation, 4)))


def _dump(asking: Asking) -> dict[str, Any]:
    return {
        "common": [float(value) for value in asking.common],
        "whole": _figures(asking.whole),
        "sentences": _figures(asking.sentences),
        "wording": {tag: _figures(scale) for tag, scale in asking.wording.items()},
    }


def _figures(scale: TextScale) -> list[float]:
    return [scale.mean, scale.deviation, scale.weight]


def _load(values: Mapping[str, Any]) -> Asking:
    return Asking(
        np.array(values["common"], dtype=np.float32),
        TextScale(*values["whole"]),
        TextScale(*values["sentences"]),
        {tag: TextScale(*figures) for tag, figures in values["wording"].items()},
    )


@functools.cache
def _texts() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By kind and language."""
    text = importlib.resources.files("matcher").joinpath("data/background.json").read_text("utf-8")
    loaded: dict[str, dict[str, list[str]]] = json.loads(text)
    return loaded
