"""The demo world's facts hold together: keys, words, amounts, dates, and who may have done what."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

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
)
from tests.seeds.world_records import (
    COMMENTS,
    DISTRICTS,
    EVENTS,
    FIRST_LEVEL,
    FUNDING,
    INTERESTS,
    ORGANISERS,
    PEOPLE,
    PITCHES,
    PROVIDERS,
    SECOND_LEVEL,
    SOUGHT,
    SPACES,
    STAGES,
    TERMS,
    WAITING,
    WORLD,
    Record,
    covers,
    gates_against,
    is_recent,
    sectors_of,
    sought,
)


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
