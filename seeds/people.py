"""Who comes first: administrator, organising bodies, spaces, jurors, officers, and the providers who are let in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from functools import partial

from models.entities.organisations import NewOrganisation
from models.entities.people import CameAs
from models.entities.profiles import NewDeal, NewProduct, NewProfile
from models.entities.vetting import VettingDecision
from models.entities.vocabulary import OrganisationKind, Role
from seeds.papers import uscc
from seeds.stage import Calendar, Script, Stage
from seeds.texts import PERSONAS, Record, Texts, address
from web.services.accounts import create_person
from web.services.administration import create_body
from web.services.organisations import add_member, create_organisation
from web.services.passwords import Passwords
from web.services.profiles import add_deals, add_product, save_profile
from web.services.vetting import qualify_provider, vet_provider

# Printed at the start and in the README: it protects nothing but invented people.
DEMO_PASSWORD = "Shoutou-at-hand-2015"  # noqa: S105 - public on purpose
ADMIN = "admin-ni"
HELPER = "techfin-centre-1"
_FOUNDED = -270
_FIRST_PROVIDER, _LAST_PROVIDER = -262, -245
FEN = 100

_VETTED = {
    "zh": (
        "身份证与近三年投资记录的原件已核对。",
        "营业执照、统一社会信用代码 {code} 与经办人授权书已核对。",
    ),
    "en": (
        "Identity card and records of three years' investments seen.",
        "Licence, code {code} and the signer's authority checked.",
    ),
}
_QUALIFIED = {
    "zh": ("金融资产证明三百万元以上，原件已看。", "上年审计报告载明净资产一千万元以上。"),
    "en": (
        "Statement of financial assets above three million seen.",
        "Last year's audit shows net assets above ten million.",
    ),
}


async def join(
    stage: Stage, key: str, name: str, lang: str, roles: Iterable[Role] = (), came_as: CameAs | None = None
) -> None:
    """A person with an account; who is no persona has a password that nobody knows."""
    persona = key in PERSONAS
    stage.person[key] = await create_person(
        stage.db,
        stage.clock,
        stage.passwords if persona else Passwords.cheapest(),
        email=address(key),
        name=name,
        password=DEMO_PASSWORD if persona else secrets.token_urlsafe(24),
        roles=roles,
        locale=lang,
        came_as=came_as,
    )


def write_bodies(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """The administrator comes first and sets up the bodies; then those whom nobody has to let in."""
    admin = texts.people[ADMIN]
    script.add(
        days.local(_FOUNDED, "08:00"), partial(join, stage, ADMIN, admin["name"], admin["lang"], [Role.ADMIN])
    )
    for i, (key, body) in enumerate(texts.organisers.items()):
        script.add(
            days.local(_FOUNDED + 1, f"09:{i:02d}"),
            partial(_body, stage, key, body, OrganisationKind.ORGANISER),
        )
        for n, name in enumerate(body["people"], 1):
            script.add(
                days.at(_FOUNDED + 2, key),
                partial(_member, stage, f"{key}-{n}", name, body["lang"], key, is_manager=n == 1),
            )
    for key, body in texts.spaces.items():
        script.add(days.at(_FOUNDED + 1, key), partial(_body, stage, key, body, OrganisationKind.SPACE))
    for key, person in texts.people.items():
        if person["role"] == Role.SPACE:
            act = partial(
                _member, stage, key, person["name"], person["lang"], person["organisation"], is_manager=True
            )
            script.add(days.at(_FOUNDED + 3, key), act)
        elif key != ADMIN:
            act = partial(join, stage, key, person["name"], person["lang"], [Role(person["role"])])
            script.add(days.at(_FOUNDED + 4, key), act)
    # The centre helps with the cup: who signs in as its organiser has an event that is still to be planned.
    script.add(days.at(-18, HELPER), partial(_help_out, stage, HELPER, "jurong-office"))


async def _body(stage: Stage, key: str, body: Record, kind: OrganisationKind) -> None:
    new = NewOrganisation(
        body["name"], body["lang"], frozenset({kind}), district=body["district"], about=body["about"]
    )
    stage.body[key] = await create_body(
        stage.db, stage.clock, stage.settings, viewer=await stage.viewer(ADMIN), new=new
    )


async def _member(stage: Stage, key: str, name: str, lang: str, body: str, *, is_manager: bool) -> None:
    await join(stage, key, name, lang)
    await _help_out(stage, key, body, is_manager=is_manager)


async def _help_out(stage: Stage, key: str, body: str, *, is_manager: bool = False) -> None:
    await add_member(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(ADMIN),
        organisation_id=stage.body[body],
        person_id=stage.person[key],
        is_manager=is_manager,
    )
    stage.changed(key)


def write_providers(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Each signs up, says what it gives and has given, is vetted two days later, and qualified after that."""
    vetters = [f"{key}-{n}" for key, o in texts.organisers.items() for n in range(1, len(o["people"]) + 1)]
    lang_of = {f"{key}-{n}": o["lang"] for key, o in texts.organisers.items() for n in range(1, 9)}
    span = _LAST_PROVIDER - _FIRST_PROVIDER
    for i, (key, provider) in enumerate(texts.providers.items()):
        day = _FIRST_PROVIDER + i * span // len(texts.providers)
        vetter = vetters[i % len(vetters)]
        code = (
            None if is_natural_person(provider) else uscc(i + 1, public="public_buyer" in provider["kinds"])
        )
        script.add(days.at(day, key), partial(_provider, stage, key, provider, code))
        script.add(days.at(day + 2, key), partial(_vet, stage, key, vetter, lang_of[vetter], code))
        if provider["qualified"]:
            script.add(
                days.at(day + 3, key),
                partial(_qualify, stage, key, vetter, lang_of[vetter], code, days.date(day + 2)),
            )
    for i, (key, provider) in enumerate(texts.waiting_providers.items()):
        code = None if is_natural_person(provider) else uscc(900 + i)
        script.add(days.at(-3 + i, key), partial(_provider, stage, key, provider, code))


def is_natural_person(provider: Record) -> bool:
    """An angel in their own name, who has no organisation code."""
    return provider["kinds"] == ["angel"] and str(provider["name"]).startswith(provider["contact"])


async def _provider(stage: Stage, key: str, provider: Record, code: str | None) -> None:
    lang = provider["lang"]
    await join(stage, key, provider["contact"], lang, came_as=CameAs.PROVIDER)
    kinds = frozenset(OrganisationKind(kind) for kind in provider["kinds"])
    home = provider["districts"][0] if provider["districts"] else None
    stage.body[key] = await create_organisation(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(key),
        new=NewOrganisation(provider["name"], lang, kinds, uscc=code, district=home),
    )
    stage.changed(key)
    viewer = await stage.viewer(key)
    profile = NewProfile(
        lang=lang,
        thesis=provider["thesis"],
        sectors=tuple(provider["sectors"]),
        stages=tuple(provider["stages"]),
        instruments=tuple(provider["instruments"]),
        amount_min=provider["amount_min"] * FEN,
        amount_max=provider["amount_max"] * FEN,
        districts=tuple(provider["districts"]),
        never_sectors=tuple(provider["never_sectors"]),
        never_text=provider["never_text"],
        max_founders=provider["max_founders"],
        visible_to_founders=provider["visible_to_founders"],
        house=provider["house"],
    )
    await save_profile(stage.db, stage.clock, viewer=viewer, new=profile)
    for product in provider["products"]:
        await add_product(stage.db, stage.clock, viewer=viewer, new=_product(product, lang))
    if provider["past_deals"]:
        deals = [_deal(deal, stage.clock.now().date()) for deal in provider["past_deals"]]
        await add_deals(stage.db, stage.clock, viewer=viewer, deals=deals)


def _product(product: Record, lang: str) -> NewProduct:
    return NewProduct(
        kind=product["kind"],
        name=product["name"],
        purpose=product["purpose"],
        amount_min=product["amount_min"] * FEN,
        amount_max=product["amount_max"] * FEN,
        rate_text=product["rate_text"],
        term_months=product["term_months"],
        lang=lang,
    )


def _deal(deal: Record, today: date) -> NewDeal:
    return NewDeal(
        company_name=deal["company"],
        sector=deal["sector"],
        stage=deal["stage"],
        instrument=deal["instrument"],
        amount=None if deal["amount"] is None else deal["amount"] * FEN,
        dealt_on=min(date.fromisoformat(deal["on"]), today),
        district=deal["district"],
    )


async def _vet(stage: Stage, key: str, vetter: str, lang: str, code: str | None) -> None:
    person, unit = _VETTED[lang]
    await vet_provider(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(vetter),
        organisation_id=stage.body[key],
        decision=VettingDecision.GRANTED,
        evidence=person if code is None else unit.format(code=code),
    )
    stage.changed(key)


async def _qualify(stage: Stage, key: str, vetter: str, lang: str, code: str | None, on: date) -> None:
    await qualify_provider(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(vetter),
        organisation_id=stage.body[key],
        qualified_on=on,
        evidence=_QUALIFIED[lang][code is not None],
    )
    stage.changed(key)
