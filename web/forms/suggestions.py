"""A suggested change in a form that is being opened: filled in to be looked at, saved by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.entities.vocabulary import Instrument, Stage
from web.forms.base import Data, FormReader
from web.vocabulary import district_codes, sector_codes

Values = dict[str, str | list[str]]


def suggest_pitch(values: Values, suggested: Mapping[str, Sequence[str]]) -> tuple[Values, bool]:
    """The pitch's values with what was suggested, and whether anything was.

    What is no value of its field is left out: an address may hold anything.
    """
    form = _reader(suggested)
    new: Values = {}
    for name, value in (
        ("stage", form.code("stage", Stage, required=False)),
        ("district", form.code("district", district_codes(), required=False)),
    ):
        if value:
            new[name] = value
    sought = form.choices("seeks", Instrument)
    if sought:
        new["seeks"] = _with(values.get("seeks", []), sought)
        for instrument in sought:
            for end in ("min", "max"):
                if _money(form, f"{instrument}_{end}"):
                    new[f"{instrument}_{end}"] = form.raw(f"{instrument}_{end}")
    return {**values, **new}, bool(new)


def suggest_profile(values: Values, suggested: Mapping[str, Sequence[str]]) -> tuple[Values, bool]:
    """The profile's values with what was suggested, and whether anything was."""
    form = _reader(suggested)
    new: Values = {}
    for name, codes in (
        ("stages", form.choices("stages", Stage)),
        ("instruments", form.choices("instruments", Instrument)),
        ("districts", form.codes("districts", district_codes())),
    ):
        if codes and name not in form.errors:
            new[name] = _with(values.get(name, []), codes)
    dropped = form.codes("drop_sectors", sector_codes())
    if dropped:
        never = values.get("never_sectors", [])
        new["never_sectors"] = [code for code in never if code not in dropped]
    for name in ("amount_min", "amount_max"):
        if _money(form, name):
            new[name] = form.raw(name)
    if form.whole("max_founders", least=0, most=500, required=False) is not None:
        new["max_founders"] = form.raw("max_founders")
    return {**values, **new}, bool(new)


def _reader(suggested: Mapping[str, Sequence[str]]) -> FormReader:
    return FormReader(Data([(name, value) for name, several in suggested.items() for value in several]))


def _money(form: FormReader, name: str) -> bool:
    return form.money(name, required=False) is not None and name not in form.errors


def _with(present: str | list[str], more: Sequence[str]) -> list[str]:
    kept = [present] if isinstance(present, str) and present else list(present)
    return [*kept, *(str(one) for one in more if one not in kept)]
