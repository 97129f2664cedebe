"""What comes in: bodies and queries as typed models, read so that nothing in them can do harm.

A body's fields carry the names of the page's form, or say which they stand for, so that the form's own class
decides what is accepted; the model states the same limits for the document.
"""

from __future__ import annotations

import enum
import json
import math
import typing
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from web.api.problems import Problem
from web.sentences import sentence

M = TypeVar("M", bound=BaseModel)

MOST_JSON_BYTES = 1024 * 1024
MOST_ITEMS = 100
_DEEPEST = 32
_LARGEST = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=_LARGEST)]
Line = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=4000)]
Comment = Annotated[str, Field(max_length=1000)]
Language = typing.Literal["zh", "en"]


class Amount(BaseModel):
    """An amount in minor units (分 for CNY); never a fraction."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minor: int = Field(ge=0, le=10**15)
    currency: str = Field(default="CNY", pattern="^[A-Z]{3}$")


class Yuan(BaseModel):
    """An amount in 分."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minor: int = Field(ge=0, le=10**15)
    currency: typing.Literal["CNY"] = "CNY"


def in_units(minor: int) -> str:
    """Minor units as a form's field takes an amount: `500000.00`."""
    return f"{minor // 100}.{minor % 100:02d}"


class Body(BaseModel):
    """A request's body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    # Names here that differ from the form's: `{"here": "there"}`.
    form_names: ClassVar[Mapping[str, str]] = {}

    def pairs(self) -> list[tuple[str, str]]:
        """The fields as a form sends them; what is null is left empty."""
        found: list[tuple[str, str]] = []
        for name in type(self).model_fields:
            found += _pairs(self.form_names.get(name, name), getattr(self, name))
        return found

    def name_of(self, form_field: str) -> str:
        """Under which name the form's field came in."""
        return next((here for here, there in self.form_names.items() if there == form_field), form_field)


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    match value:
        case None | False:
            return []
        case True:
            return [(name, "1")]
        case Amount() | Yuan():
            return [(name, in_units(value.minor))]
        case enum.Enum():
            return [(name, str(value.value))]
        case list() | tuple():
            return [pair for one in value for pair in _pairs(name, one)]
        case datetime() | date():
            return [(name, value.isoformat())]
        case BaseModel():
            message = f"{name}: a model inside a body needs its own `pairs`"
            raise TypeError(message)
    return [(name, str(value))]


class Query(BaseModel):
    """What stands behind the question mark; unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Paged(Query):
    """A list that comes in pages."""

    cursor: str | None = Field(default=None, max_length=400, description="`next` of the page before.")
    limit: int = Field(default=50, ge=1, le=MOST_ITEMS, description="At most so many items.")


def read_json(content: bytes) -> Any:
    """The JSON of a body, or a problem: malformed, too deep, or with text that cannot be kept."""
    if len(content) > MOST_JSON_BYTES:
        raise Problem(413, "too_large")
    try:
        found = json.loads(content, parse_constant=_refuse, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise Problem(400, "body_not_json") from None
    errors: list[dict[str, str]] = []
    _look_through(found, "", 0, errors)
    if errors:
        raise Problem(422, "fields_not_accepted", errors=errors)
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _look_through(value: Any, pointer: str, depth: int, errors: list[dict[str, str]]) -> None:
    if depth > _DEEPEST:
        raise Problem(400, "too_deep")
    match value:
        case str() if not speakable(value):
            errors.append({"pointer": pointer, "detail": sentence("control_characters")})
        case float() if not math.isfinite(value):
            errors.append({"pointer": pointer, "detail": sentence("number_too_large")})
        case dict():
            for name, inner in value.items():
                if not speakable(name):
                    raise Problem(400, "body_not_json")
                escaped = name.replace("~", "~0").replace("/", "~1")
                _look_through(inner, f"{pointer}/{escaped}", depth + 1, errors)
        case list():
            for n, inner in enumerate(value):
                _look_through(inner, f"{pointer}/{n}", depth + 1, errors)


def speakable(text: str) -> bool:
    """Whether the database and every page can hold it: no NUL, no half of a character."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def checked(model: type[M], values: Any, *, of_query: bool = False, strict: bool = True) -> M:
    """The typed values, or a problem that names each field."""
    try:
        return model.model_validate_json(json.dumps(values), strict=strict)
    except ValidationError as error:
        found = [
            {
                **({"parameter": _parameter(e["loc"])} if of_query else {"pointer": _pointer(e["loc"])}),
                "detail": _words(dict(e)),
            }
            for e in error.errors(include_url=False, include_input=False)
        ]
        raise Problem(422, "fields_not_accepted", errors=found[:50]) from None


def _pointer(loc: tuple[int | str, ...]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in loc)


def _parameter(loc: tuple[int | str, ...]) -> str:
    return str(loc[0]) if loc else ""


def _words(error: dict[str, Any]) -> str:
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind == "missing":
        return sentence("required")
    if kind == "extra_forbidden":
        return sentence("unknown_field")
    if kind == "string_too_long":
        return sentence("at_most_characters", limit=context.get("max_length", ""))
    if kind in ("enum", "literal_error", "union_tag_invalid"):
        return sentence("not_one_of", values=context.get("expected", ""))
    if kind.startswith("date_"):
        return sentence("not_a_date")
    if kind.startswith(("greater_than", "less_than")):
        bound = next(iter(context.values()), "")
        return sentence("at_least" if kind.startswith("greater") else "at_most", bound=bound)
    if kind.endswith("_type"):
        return sentence("wrong_type", wanted=kind.removesuffix("_type"))
    return sentence("value_not_accepted")
