"""The demo world's files as records, and what its tests ask of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.entities.vocabulary import (
    Stage,
)

ROOT = Path(__file__).resolve().parents[2]
WORLD = ROOT / "seeds" / "world"
STAGES = [stage.value for stage in Stage]
HAN = re.compile(r"[\u4e00-\u9fff]")
SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s|$)")
SOUGHT = {"investment": "equity", "loan": "loan", "guarantee": "guarantee"}
RECENT = "2026-01-01"

Record = dict[str, Any]


def load(*patterns: str) -> list[Record]:
    """Every record of the files that match, in the order of their names."""
    return [
        record
        for pattern in patterns
        for path in sorted(WORLD.glob(pattern))
        for record in json.loads(path.read_text(encoding="utf-8"))
    ]


def by_key(records: list[Record]) -> dict[str, Record]:
    return {record["key"]: record for record in records}


PITCHES = by_key(load("pitches/*.json"))
PROVIDERS = by_key(load("providers/*.json"))
SPACES = by_key(load("spaces.json"))
ORGANISERS = by_key(load("organisers.json"))
PEOPLE = by_key(load("people.json"))
EVENTS = by_key(load("events.json"))
FUNDING = load("funding.json")
INTERESTS = load("interests.json")
COMMENTS = load("comments.json")
TERMS = load("terms.json")
WAITING = by_key(load("waiting.json"))


def reference(name: str) -> list[Record]:
    path = ROOT / "models" / "reference" / f"{name}.json"
    records: list[Record] = json.loads(path.read_text(encoding="utf-8"))
    return records


SECTORS = reference("sectors")
FIRST_LEVEL = {sector["code"] for sector in SECTORS}
SECOND_LEVEL = {child["code"] for sector in SECTORS for child in sector["children"]}
DISTRICTS = {district["code"] for district in reference("districts")}


def sectors_of(pitch: Record) -> list[str]:
    return [pitch["sector"], *([pitch["sector2"]] if "sector2" in pitch else [])]


def covers(codes: list[str], pitch: Record) -> bool:
    return any(own == code or own.startswith(f"{code}.") for own in sectors_of(pitch) for code in codes)


def sought(pitch: Record, instrument: str) -> Record | None:
    return next((seek for seek in pitch["seeks"] if seek["instrument"] == instrument), None)


def is_recent(record: Record) -> bool:
    return record["on"] is None or record["on"] >= RECENT


def gates_against(provider: Record, pitch: Record) -> set[str]:
    """The reasons of the short list that the data itself gives for a no."""
    gates = set()
    if pitch["stage"] not in provider["stages"]:
        early = STAGES.index(pitch["stage"]) < STAGES.index(provider["stages"][0])
        gates.add("too_early" if early else "too_late")
    if provider["instruments"] and not any(
        seek["instrument"] in provider["instruments"]
        and seek["amount_min"] <= provider["amount_max"]
        and seek["amount_max"] >= provider["amount_min"]
        for seek in pitch["seeks"]
    ):
        gates.add("amount")
    if not covers(provider["sectors"], pitch) or covers(provider["never_sectors"], pitch):
        gates.add("sector")
    if provider["districts"] and pitch["district"] not in provider["districts"]:
        gates.add("place")
    return gates


def texts() -> Iterator[tuple[str, str, str]]:
    """Whose, in which language, and what: each piece of prose that a person wrote."""
    for key, pitch in PITCHES.items():
        for field in ("one_line", "problem", "solution", "market", "team"):
            yield f"pitch {key} {field}", pitch["lang"], pitch[field]
    for key, provider in PROVIDERS.items():
        yield f"provider {key} thesis", provider["lang"], provider["thesis"]
        yield f"provider {key} never", provider["lang"], provider["never_text"]
        for product in provider["products"]:
            yield f"product {key} {product['name']}", provider["lang"], product["purpose"]
    for kind, records in (("space", SPACES), ("organiser", ORGANISERS), ("person", PEOPLE)):
        for key, record in records.items():
            yield f"{kind} {key}", record["lang"], record["about"]
    for key, event in EVENTS.items():
        for language in ("zh", "en"):
            yield f"event {key} {language}", language, event["about"][language]
            yield f"event {key} title {language}", language, event["title"][language]
    for number, record in enumerate(FUNDING):
        yield f"funding {number}", record["lang"], record["note"]
        if "dispute" in record:
            yield f"funding {number} dispute", record["lang"], record["dispute"]["reason"]
    yield from sideline_texts()


def sideline_texts() -> Iterator[tuple[str, str, str]]:
    """The same of comments, terms and newcomers."""
    for comment in COMMENTS:
        yield f"comment {comment['juror']} {comment['pitch']}", comment["lang"], comment["body"]
    for offer in TERMS:
        yield f"terms {offer['pitch']}", offer["lang"], offer["terms"]
    for key, newcomer in WAITING.items():
        for field in ("one_line", "problem", "solution", "market", "team", "thesis", "never_text"):
            if newcomer.get(field):
                yield f"waiting {key} {field}", newcomer["lang"], newcomer[field]
        if "comment" in newcomer:
            yield f"waiting {key} comment", newcomer["comment"]["lang"], newcomer["comment"]["body"]


def sentences(text: str) -> list[str]:
    found = (re.sub(r"\s+", " ", part).strip().casefold() for part in SENTENCE_END.split(text))
    return [part for part in found if part]
