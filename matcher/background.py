"""What pitches and theses are like at large, estimated under any model on a few texts that ship.

The texts are a part of the demo world's, copied here so that no list depends on what the demo shows; so are
sentences of which it is said whether they are about the matter.
"""

import functools
import hashlib
import importlib.resources
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import EncodedText, Encoder, encode_texts
from matcher.quoting import Quotable, Quoting, Topicality, fit_topicality, least_telling
from matcher.text_index import TextIndex
from matcher.text_scale import Asking, TextScale
from matcher.texts import clauses_of

# Raised when what is worked out from the texts changes, so that what is kept is worked out anew.
_METHOD = 2
# A model that holds all texts to be alike must not blow up what differs by rounding.
_LEAST_DEVIATION = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """What is known of either kind of text under one model."""

    pitch: Asking
    thesis: Asking


def encode_background(encoder: Encoder) -> Background:
    """Encode the texts that ship: some 1,100 clauses, seconds with a sentence model."""
    pitches, theses = (_encoded(encoder, kind) for kind in ("pitch", "thesis"))
    quoting = Quoting(
        _topicality(encoder, "pitch"), _topicality(encoder, "thesis"), least_telling(pitches, theses)
    )
    return Background(
        pitch=replace(_asking(pitches, theses), quoting=quoting),
        thesis=replace(_asking(theses, pitches), quoting=quoting),
    )


@functools.cache
def background_version() -> str:
    """Eight hex digits: a background kept under another version is to be worked out anew."""
    shipped = json.dumps([_texts(), _labelled()])
    return hashlib.sha256(f"{_METHOD}\x1f{shipped}".encode()).hexdigest()[:8]


def dump_background(background: Background) -> dict[str, Any]:
    """As plain values that survive JSON to the last bit."""
    quoting = background.pitch.quoting
    return {
        "pitch": _dump(background.pitch),
        "thesis": _dump(background.thesis),
        "quoting": {
            "pitch": _line(quoting.pitch),
            "thesis": _line(quoting.thesis),
            "least": quoting.least,
        },
    }


def load_background(values: Mapping[str, Any]) -> Background:
    """What `dump_background` gave, an older one too, which knows nothing of sentences."""
    kept = values.get("quoting")
    quoting = (
        Quoting(_load_line(kept["pitch"]), _load_line(kept["thesis"]), kept["least"]) if kept else Quoting()
    )
    return Background(pitch=_load(values["pitch"], quoting), thesis=_load(values["thesis"], quoting))


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


def _topicality(encoder: Encoder, kind: str) -> Topicality:
    labelled = _labelled()[kind]
    return fit_topicality(*(_sentences(encoder, labelled[label], kind) for label in ("about", "other")))


def _sentences(encoder: Encoder, sentences: Sequence[str], kind: str) -> NDArray[np.float64]:
    """A unit vector each, made of its clauses as a text's are."""
    encode = encoder.encode_queries if kind == "pitch" else encoder.encode_documents
    clauses = clauses_of(sentences)
    said = tuple(sentence for _, sentence in clauses)
    vectors = encode([clause for clause, _ in clauses])
    return Quotable(EncodedText(None, np.zeros(encoder.dimension, np.float32), said, vectors)).means()


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


def _line(topicality: Topicality) -> dict[str, Any]:
    return {"direction": topicality.direction.tolist(), "offset": topicality.offset}


def _load(values: Mapping[str, Any], quoting: Quoting) -> Asking:
    return Asking(
        np.array(values["common"], dtype=np.float32),
        TextScale(*values["whole"]),
        TextScale(*values["sentences"]),
        {tag: TextScale(*figures) for tag, figures in values["wording"].items()},
        quoting,
    )


def _load_line(values: Mapping[str, Any]) -> Topicality:
    return Topicality(np.array(values["direction"], dtype=np.float64), values["offset"])


@functools.cache
def _texts() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By kind and language."""
    return _shipped("background.json")


@functools.cache
def _labelled() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Sentences by kind, and by whether they are `about` the matter or `other`."""
    return _shipped("topics.json")


def _shipped(name: str) -> dict[str, dict[str, list[str]]]:
    text = importlib.resources.files("matcher").joinpath("data", name).read_text("utf-8")
    loaded: dict[str, dict[str, list[str]]] = json.loads(text)
    return loaded
