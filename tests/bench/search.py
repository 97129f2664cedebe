"""The part `search` of `make bench`: 200 frozen queries over 100,000 pitches, with what else one could do beside it."""

from __future__ import annotations

import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from matcher.encoding import EncodedText, GlossingEncoder, Vectors, bundled_encoder
from matcher.glossing import Glosser
from matcher.onnx import OnnxEncoder
from matcher.onnx_export import export_whole
from matcher.search import SearchText, TextSearch
from matcher.tables import TextIndex
from matcher.texts import clauses_of
from matcher.translating import Translator
from tests.bench.measure import Row
from tests.search_world import Asked, Told, asked_queries, other_pitches, wanted_pitches

N, TOP = 100_000, 10
_KINDS = ("exact", "part", "typo", "other")
_NOTHING = np.zeros(0, dtype=np.float32)
Answer = Callable[[Asked, Vectors], list[int]]


def search() -> Iterator[Row]:
    """Hits among the first ten by kind and language, and the time a query takes; then the baselines."""
    os.environ["OMP_NUM_THREADS"] = "1"
    # The wanted ones stand in the middle: neither early nor late rows are of advantage.
    others = list(other_pitches(N - len(wanted_pitches())))
    told = [*others[: N // 2], *wanted_pitches(), *others[N // 2 :]]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "exported"
        export_whole(bundled_encoder(), folder)
        glosser = Glosser()
        encoder = GlossingEncoder(OnnxEncoder(folder), glosser)
        begun = time.monotonic()
        texts = _encoded(told, encoder)
        encoding = time.monotonic() - begun
        translator = Translator(glosser)
        translator.alike("床 bed")
        yield from _measured(told, texts, encoder, translator, encoding)


def _measured(
    told: Sequence[Told], texts: TextIndex, encoder: GlossingEncoder, translator: Translator, encoding: float
) -> Iterator[Row]:
    begun = time.monotonic()
    index = TextSearch()
    for one in told:
        index.add(SearchText(one.company, one.one_line, one.solution))
    building = time.monotonic() - begun
    rows = np.arange(len(told))
    lower = [f"{one.company} {one.one_line} {one.solution}".lower() for one in told]

    def ours(asked: Asked, vector: Vectors) -> list[int]:
        found = index.search(
            asked.query,
            rows,
            top=TOP,
            alike=translator.alike(asked.query),
            cosines=texts.nearness(vector, rows),
            vectors=texts.whole,
        )
        return [hit.row for hit in found.hits]

    def contained(asked: Asked, _: Vectors) -> list[int]:
        words = asked.query.lower().split()
        return [row for row, text in enumerate(lower) if all(word in text for word in words)][:TOP]

    def cosine(_: Asked, vector: Vectors) -> list[int]:
        near = texts.nearness(vector, rows)
        return [int(row) for row in np.argsort(-np.nan_to_num(near, nan=-1.0), kind="stable")[:TOP]]

    ways: dict[str, Answer] = {"ours": ours, "contained": contained, "cosine": cosine}
    hits, times, works = _asked(told, encoder, ways)
    queries = asked_queries()
    for kind in (None, *_KINDS):
        chosen = [n for n, asked in enumerate(queries) if kind in (None, asked.kind)]
        share = {name: _share(hits[name], chosen) for name in ways}
        by_language = ", ".join(
            f"{lang} {_share(hits['ours'], [n for n in chosen if queries[n].lang == lang]):.0%}"
            for lang in ("zh", "en")
        )
        yield Row(
            f"search: wanted pitch among the first {TOP} of {N}, {kind or 'all'} ({len(chosen)})",
            f"{share['ours']:.1%} ({by_language})",
            0.0,
            f"every word contained (ILIKE) {share['contained']:.1%}, cosine alone {share['cosine']:.1%}",
        )
    quantiles = {name: np.percentile(taken, [50, 95]) * 1e3 for name, taken in times.items()}
    worked = {name: np.percentile(taken, [50, 95]) * 1e3 for name, taken in works.items()}
    yield Row(
        f"search: time of a query over {N} pitches, the query's own encoding in it",
        "p50 {:.0f} ms, p95 {:.0f} ms; of the processor p50 {:.0f} ms, p95 {:.0f} ms".format(
            *quantiles["ours"], *worked["ours"]
        ),
        float(sum(times["ours"])),
        "in the same run: every word contained p95 {:.0f} ms (processor {:.0f}), cosine alone p95 {:.0f} ms "
        "(processor {:.0f}); bar p95 100 ms".format(
            quantiles["contained"][1], worked["contained"][1], quantiles["cosine"][1], worked["cosine"][1]
        ),
    )
    yield Row(
        f"search: texts of {N} pitches in memory",
        f"{index.nbytes / 2**20:.0f} MB for {index.n_terms} terms, made in {building:.0f} s",
        building,
        f"their vectors, which the lists hold anyway, {texts.nbytes / 2**20:.0f} MB, encoded in {encoding:.0f} s",
    )


def _encoded(told: Sequence[Told], encoder: GlossingEncoder) -> TextIndex:
    """Each pitch's text as the lists hold it: the wanted ones whole and by clauses, of the others the one line."""
    lines = sorted({one.one_line for one in told if one.key.startswith("other")}, key=len)
    vectors: dict[str, Vectors] = {}
    for at in range(0, len(lines), 64):
        some = lines[at : at + 64]
        vectors |= dict(zip(some, encoder.encode_queries(some), strict=True))
    index = TextIndex()
    for row, one in enumerate(told):
        if one.one_line in vectors:
            index.put(row, EncodedText(one.lang, vectors[one.one_line], text=""))
            continue
        clauses, sentences = zip(*clauses_of([one.one_line, one.solution]), strict=True)
        whole = encoder.encode_queries([f"{one.one_line}\n{one.solution}"])[0]
        index.put(row, EncodedText(one.lang, whole, sentences, encoder.encode_queries(clauses)))
    return index


def _asked(
    told: Sequence[Told], encoder: GlossingEncoder, ways: dict[str, Answer]
) -> tuple[dict[str, list[bool]], dict[str, list[float]], dict[str, list[float]]]:
    """Whether each way finds the wanted pitch, in how many seconds, and in how many of the processor; in turns."""
    row_of = {one.key: row for row, one in enumerate(told)}
    hits: dict[str, list[bool]] = defaultdict(list)
    times: dict[str, list[float]] = defaultdict(list)
    works: dict[str, list[float]] = defaultdict(list)
    for asked in asked_queries():
        for name, way in ways.items():
            begun, work = time.perf_counter(), time.process_time()
            vector = encoder.encode_queries([asked.query])[0] if name != "contained" else _NOTHING
            found = way(asked, vector)
            times[name].append(time.perf_counter() - begun)
            works[name].append(time.process_time() - work)
            hits[name].append(row_of[asked.wanted] in found)
    return hits, times, works


def _share(hits: Sequence[bool], chosen: Sequence[int]) -> float:
    return sum(hits[n] for n in chosen) / len(chosen)
