"""The demo world's data holds together: keys, words, amounts, languages, and no sentence twice."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.entities.vocabulary import (
    PROVIDER_KINDS,
    Choice,
    EventKind,
    FounderCategory,
    FundingInstrument,
    FundingKind,
    FundingStatus,
    Instrument,
    IntroductionStatus,
    NoReason,
    Role,
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


def test_counts_are_those_of_a_city():
    kinds = Counter(provider["kinds"][0] for provider in PROVIDERS.values())

    assert len(PITCHES) >= 66
    assert len(PROVIDERS) >= 48
    assert (kinds["angel"], kinds["fund"], kinds["bank"]) == (16, 14, 9)
    assert (kinds["guarantor"], kinds["public_buyer"]) == (6, 3)
    assert (len(SPACES), len(ORGANISERS), len(EVENTS)) == (10, 3, 3)
    assert len(FUNDING) >= 26
    assert len(INTERESTS) >= 90


def test_keys_are_unique_across_each_kind():
    for pattern in ("pitches/*.json", "providers/*.json", "spaces.json", "people.json"):
        keys = [record["key"] for record in load(pattern)]

        assert [key for key, n in Counter(keys).items() if n > 1] == []
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


@pytest.mark.parametrize("records", [PITCHES, PROVIDERS], ids=["pitches", "providers"])
def test_languages_are_half_and_half(records):
    languages = Counter(record["lang"] for record in records.values())

    assert set(languages) == {"zh", "en"}
    assert languages["zh"] == languages["en"]


def test_no_sentence_occurs_twice():
    seen: dict[str, list[str]] = {}
    for owner, _, text in texts():
        for sentence in sentences(text):
            seen.setdefault(sentence, []).append(owner)

    assert {sentence: owners for sentence, owners in seen.items() if len(owners) > 1} == {}


def test_texts_are_written_in_their_language():
    wrong = []
    for owner, language, text in texts():
        share = len(HAN.findall(text)) / len(text)
        if (share < 0.5) if language == "zh" else (share > 0):
            wrong.append((owner, text))

    assert wrong == []


def test_pitch_texts_have_two_to_five_sentences_and_a_short_line():
    for key, pitch in PITCHES.items():
        assert len(pitch["one_line"]) <= (40 if pitch["lang"] == "zh" else 80), key
        for field in ("problem", "solution", "market", "team"):
            assert 2 <= len(sentences(pitch[field])) <= 5, (key, field)


def test_theses_have_four_to_eight_sentences_and_never_one():
    for key, provider in PROVIDERS.items():
        assert 4 <= len(sentences(provider["thesis"])) <= 8, key
        assert len(sentences(provider["never_text"])) == 1, key


def test_sectors_are_of_the_taxonomy_and_all_second_levels_have_a_pitch():
    used = {code for pitch in PITCHES.values() for code in sectors_of(pitch)}

    assert used == SECOND_LEVEL
    for key, provider in PROVIDERS.items():
        named = {*provider["sectors"], *provider["never_sectors"]}
        assert named <= FIRST_LEVEL | SECOND_LEVEL, key
        assert provider["sectors"], key
        assert not set(provider["sectors"]) & set(provider["never_sectors"]), key
        assert {deal["sector"] for deal in provider["past_deals"]} <= SECOND_LEVEL, key


def test_founder_categories_are_all_well_represented():
    main = Counter(pitch["founder"]["categories"][0] for pitch in PITCHES.values())

    assert set(main) == {category.value for category in FounderCategory}
    assert min(main.values()) >= 7
    assert main.most_common(1)[0][0] == "youth"
    for key, pitch in PITCHES.items():
        categories = pitch["founder"]["categories"]
        assert 1 <= len(categories) == len(set(categories)) <= 2, key


def test_pitches_use_known_words_and_keys():
    for key, pitch in PITCHES.items():
        assert pitch["stage"] in STAGES, key
        assert pitch["district"] in DISTRICTS, key
        assert pitch["space"] is None or pitch["space"] in SPACES, key
        assert isinstance(pitch["registered"], bool), key
        instruments = [seek["instrument"] for seek in pitch["seeks"]]
        assert instruments, key
        assert len(instruments) == len(set(instruments)), key
        assert set(instruments) <= {instrument.value for instrument in Instrument}, key
    names = [pitch["company"] for pitch in PITCHES.values()]
    assert len(names) == len(set(names))


def test_unregistered_teams_seek_shares_alone():
    unregistered = [pitch for pitch in PITCHES.values() if not pitch["registered"]]

    assert len(unregistered) >= 5
    for pitch in unregistered:
        assert pitch["stage"] in {"idea", "seed"}
        assert [seek["instrument"] for seek in pitch["seeks"]] == ["equity"]


def test_providers_use_known_words_and_keys():
    for key, provider in PROVIDERS.items():
        assert provider["kinds"], key
        assert set(provider["kinds"]) <= {kind.value for kind in PROVIDER_KINDS}, key
        assert provider["stages"] == sorted(provider["stages"], key=STAGES.index), key
        assert set(provider["instruments"]) <= {item.value for item in Instrument}, key
        assert bool(provider["instruments"]) != (provider["kinds"] == ["public_buyer"]), key
        assert set(provider["districts"]) <= DISTRICTS, key
        assert provider["max_founders"] > 0, key
        assert isinstance(provider["visible_to_founders"], bool), key
        assert isinstance(provider["qualified"], bool), key
        assert len(provider["past_deals"]) <= 8, key
    houses = Counter(provider["house"] for provider in PROVIDERS.values() if provider["house"])
    assert min(houses.values()) >= 2


def test_lenders_and_guarantors_have_products_of_their_kind():
    for key, provider in PROVIDERS.items():
        kinds = {product["kind"] for product in provider["products"]}
        expected = {"bank": {"loan"}, "guarantor": {"guarantee"}}.get(provider["kinds"][0], set())
        assert kinds == expected, key
        for product in provider["products"]:
            assert isinstance(product["term_months"], int), key
            assert product["term_months"] > 0, key
            assert provider["amount_min"] <= product["amount_min"], key
            assert product["amount_max"] <= provider["amount_max"], key


def ranges() -> Iterator[tuple[str, Record]]:
    for key, pitch in PITCHES.items():
        yield from ((key, seek) for seek in pitch["seeks"])
    for key, provider in PROVIDERS.items():
        yield key, provider
        yield from ((key, product) for product in provider["products"])


def test_amounts_are_integers_in_order():
    for key, record in ranges():
        low, high = record["amount_min"], record["amount_max"]
        assert (type(low), type(high)) == (int, int), key
        assert 0 < low <= high <= 50_000_000, key
    for record in FUNDING:
        assert type(record["amount"]) is int
        assert record["amount"] > 0


def test_past_deals_are_dated_and_fit_their_provider():
    for key, provider in PROVIDERS.items():
        for deal in provider["past_deals"]:
            assert 2019 <= date.fromisoformat(deal["on"]).year <= 2026, key
            assert deal["stage"] in STAGES, key
            assert deal["district"] in DISTRICTS, key
            assert deal["instrument"] in provider["instruments"], key
            assert deal["amount"] is None or type(deal["amount"]) is int, key


def test_spaces_and_organisers_name_known_people():
    managers = {person["name"]: person for person in PEOPLE.values() if person["role"] == "space"}

    for key, space in SPACES.items():
        assert space["district"] in DISTRICTS, key
        assert space["kind_stage"] in {"nursery", "incubator", "accelerator"}, key
        assert managers[space["manager"]]["organisation"] == key
    for key, organiser in ORGANISERS.items():
        assert organiser["district"] in DISTRICTS, key
        assert organiser["people"], key
    for key, person in PEOPLE.items():
        assert person["role"] in {role.value for role in Role}, key
        assert person["organisation"] in {None, *SPACES, *ORGANISERS}, key
        assert {conflict["pitch"] for conflict in person["conflicts"]} <= set(PITCHES), key
    roles = Counter(person["role"] for person in PEOPLE.values())
    assert (roles["juror"], roles["officer"], roles["admin"]) == (5, 1, 1)


def test_six_personas_stand_in_their_files():
    found = {
        record["persona"]: key
        for records in (PITCHES, PROVIDERS, ORGANISERS, PEOPLE)
        for key, record in records.items()
        if record.get("persona")
    }

    assert found == {
        "lin": "shuangkuang",
        "qian": "lingxian",
        "wang": "wang-qiming",
        "chen": "runjiang-bank",
        "zhao": "techfin-centre",
        "sun": "officer-sun",
    }
    assert PITCHES["shuangkuang"]["sector"] == PITCHES["lingxian"]["sector"] == "agri.cold-chain"


def test_events_are_one_past_one_today_one_upcoming():
    assert sorted(event["days_from_today"] for event in EVENTS.values()) == [-150, 0, 21]
    jurors = {person["name"] for person in PEOPLE.values() if person["role"] == "juror"}
    for key, event in EVENTS.items():
        assert event["organiser"] in ORGANISERS, key
        assert event["kind"] in {kind.value for kind in EventKind}, key
        assert event["district"] in DISTRICTS, key
        assert event["languages"] == ["zh", "en"], key
        assert set(event["jurors"]) <= jurors, key
        assert set(event["pitches"]) <= set(PITCHES), key
        assert 10 <= len(event["pitches"]) == len(set(event["pitches"])) <= 16, key
        assert set(event["providers"]) <= set(PROVIDERS), key
        assert 8 <= len(event["providers"]) == len(set(event["providers"])) <= 12, key
        slots = event["pitch_slots"]["count"] * len(event["rooms"])
        assert slots >= len(event["pitches"]), key
        assert (event["results"] is not None) == (event["days_from_today"] < 0), key
    results = EVENTS["summer-roadshow"]["results"]
    assert {award["pitch"] for award in results["awards"]} <= set(EVENTS["summer-roadshow"]["pitches"])
    assert set(results["absent_providers"]) <= set(EVENTS["summer-roadshow"]["providers"])


def test_funding_refers_to_what_exists_and_fits_the_provider():
    for record in FUNDING:
        label = (record["company"], record["provider"], record["kind"])
        pitch, provider = PITCHES[record["company"]], PROVIDERS[record["provider"]]
        instrument = SOUGHT[FundingKind(record["kind"]).value]
        assert FundingInstrument(record["instrument"]), label
        assert (record["kind"] == record["instrument"]) == (record["kind"] != "investment"), label
        assert FundingStatus(record["state"]) in {"confirmed", "proposed", "disputed"}, label
        assert ("dispute" in record) == (record["state"] == "disputed"), label
        assert record["proposed_by"] in {"company", "provider", "organiser"}, label
        assert instrument in provider["instruments"], label
        assert covers(provider["sectors"], pitch), label
        assert not provider["districts"] or pitch["district"] in provider["districts"], label
        assert pitch["registered"], label
        assert (record["creditor"] is not None) == (record["kind"] == "guarantee"), label
        if record["creditor"] is not None:
            assert "bank" in PROVIDERS[record["creditor"]]["kinds"], label


def test_funding_has_one_date_each_not_before_its_event():
    for record in FUNDING:
        label = (record["company"], record["provider"])
        assert (record["on"] is None) != (record["days_from_today"] is None), label
        if record["on"] is not None:
            assert 2023 <= date.fromisoformat(record["on"]).year <= 2026, label
            assert record["event"] is None, label
        else:
            assert -150 < record["days_from_today"] < 0, label
        if record["event"] is not None:
            event = EVENTS[record["event"]]
            assert record["days_from_today"] > event["days_from_today"], label
            assert record["company"] in event["pitches"], label
            assert record["provider"] in event["providers"], label


def test_recent_confirmed_amounts_lie_within_both_sides_ranges():
    for record in FUNDING:
        if record["state"] != "confirmed" or not is_recent(record):
            continue
        label = (record["company"], record["provider"], record["kind"])
        provider = PROVIDERS[record["provider"]]
        seek = sought(PITCHES[record["company"]], SOUGHT[record["kind"]])
        assert seek is not None, label
        assert seek["amount_min"] <= record["amount"] <= seek["amount_max"], label
        assert provider["amount_min"] <= record["amount"] <= provider["amount_max"], label


def test_funding_products_are_the_providers_own_and_hold_the_amount():
    for record in FUNDING:
        if record["product"] is None:
            continue
        label = (record["company"], record["product"])
        products = {item["name"]: item for item in PROVIDERS[record["provider"]]["products"]}
        product = products[record["product"]]
        assert product["kind"] == record["kind"], label
        assert product["amount_min"] <= record["amount"] <= product["amount_max"], label


def test_funding_has_no_duplicates_and_enough_firsts_and_seconds():
    facts = [
        (item["company"], item["provider"], item["kind"], item["on"], item["days_from_today"])
        for item in FUNDING
    ]
    confirmed = [record for record in FUNDING if record["state"] == "confirmed"]
    per_kind = Counter((record["company"], record["kind"]) for record in confirmed)
    kinds_of: dict[str, set[str]] = {}
    for company, kind in per_kind:
        kinds_of.setdefault(company, set()).add(kind)
    years = {record["on"][:4] for record in confirmed if record["on"]}
    districts = {PITCHES[record["company"]]["district"] for record in confirmed}

    assert len(facts) == len(set(facts))
    assert sum(n > 1 for n in per_kind.values()) >= 5
    assert sum(len(kinds) == 3 for kinds in kinds_of.values()) >= 5
    assert years == {"2023", "2024", "2025", "2026"}
    assert len(districts) >= 7
    assert 1 <= sum(record["state"] == "disputed" for record in FUNDING) <= 2


def test_interests_are_unique_and_follow_the_providers_own_limits():
    pairs = [(item["provider"], item["pitch"]) for item in INTERESTS]
    assert len(pairs) == len(set(pairs))
    for item in INTERESTS:
        label = (item["provider"], item["pitch"])
        gates = gates_against(PROVIDERS[item["provider"]], PITCHES[item["pitch"]])
        if Choice(item["choice"]) is Choice.NO:
            reason = NoReason(item["reason"]).value
            facts = {"too_early", "too_late", "amount", "sector", "place"}
            assert reason not in facts or reason in gates, label
            assert item["introduced"] is None, label
        else:
            assert item["reason"] is None, label
            assert gates == set(), label
        if item["introduced"] is not None:
            assert item["choice"] == "interested", label
            assert IntroductionStatus(item["introduced"]) != "withdrawn", label


def test_money_from_the_past_event_followed_an_accepted_introduction():
    accepted = {(item["provider"], item["pitch"]) for item in INTERESTS if item["introduced"] == "accepted"}

    followed = [
        (record["provider"], record["company"]) for record in FUNDING if record["event"] == "summer-roadshow"
    ]
    assert [pair for pair in followed if pair not in accepted] == []


def test_readme_names_every_file_of_the_world():
    readme = (WORLD / "README.md").read_text(encoding="utf-8")
    parts = {
        path.name if path.parent == WORLD else f"{path.parent.name}/*.json" for path in WORLD.rglob("*.json")
    }

    assert {part for part in parts if f"`{part}`" not in readme} == set()


def test_comments_come_from_jurors_of_the_event_without_a_conflict():
    for comment in COMMENTS:
        juror, event = PEOPLE[comment["juror"]], EVENTS[comment["event"]]
        assert juror["name"] in event["jurors"], comment
        assert comment["pitch"] in event["pitches"], comment
        assert comment["pitch"] not in {conflict["pitch"] for conflict in juror["conflicts"]}, comment


def test_terms_are_of_pitches_that_exist_and_newcomers_are_nobody_else():
    assert {offer["pitch"] for offer in TERMS} <= set(PITCHES)
    assert all(offer["lang"] == PITCHES[offer["pitch"]]["lang"] for offer in TERMS)
    assert not set(WAITING) & {*PITCHES, *PROVIDERS, *SPACES, *ORGANISERS, *PEOPLE}
    states = Counter(newcomer.get("state", newcomer["what"]) for newcomer in WAITING.values())
    assert states == {"draft": 1, "submitted": 2, "returned": 1, "provider": 2}
    for newcomer in WAITING.values():
        named = {newcomer["sector"]} if newcomer["what"] == "pitch" else {*newcomer["sectors"]}
        assert named <= FIRST_LEVEL | SECOND_LEVEL
