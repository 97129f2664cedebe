"""Named queries from `models/sql/` and rows turned into entities; the repositories stand on both."""

from __future__ import annotations

import dataclasses
import enum
import functools
import operator
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_HEAD = re.compile(r"^-- (?P<name>[a-z][a-z0-9_]*) --$", re.MULTILINE)
_FOLDER = Path(__file__).parent / "sql"


class Queries:
    """The queries of one file by name: `Queries("pitches")["pitch_by_id"]`."""

    def __init__(self, file: str) -> None:
        text = (_FOLDER / f"{file}.sql").read_text(encoding="utf-8")
        heads = list(_HEAD.finditer(text))
        self._texts: dict[str, str] = {}
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            body = text[head.end() : following.start() if following else len(text)].strip()
            if head["name"] in self._texts:
                message = f"{file}.sql holds {head['name']} twice"
                raise ValueError(message)
            self._texts[head["name"]] = body
        self.file = file

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def __iter__(self) -> typing.Iterator[str]:
        return iter(self._texts)


@functools.cache
def queries(file: str) -> Queries:
    """The parsed file, read once a process."""
    return Queries(file)


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    """What turns a driver's value into the annotated type, or None where they are the same."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [_converter(a) for a in typing.get_args(hint) if a is not type(None)]
        first = inner[0] if len(inner) == 1 else None
        return None if first is None else (lambda v: None if v is None else first(v))
    if origin in (tuple, frozenset):
        args = [a for a in typing.get_args(hint) if a is not Ellipsis]
        item = _converter(args[0]) if len(args) == 1 else None
        return lambda v: origin(v if item is None else map(item, v or ()))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return lambda v: None if v is None else as_entity(hint, v)
    return None


@dataclasses.dataclass(frozen=True, slots=True)
class _Plan:
    """How a row becomes an entity: its fields, all of them at once from a row, and those to be turned."""

    names: tuple[str, ...]
    values: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    turned: tuple[tuple[str, Callable[[Any], Any]], ...]


@functools.cache
def _plan(entity: type) -> _Plan:
    hints = typing.get_type_hints(entity)
    names = tuple(f.name for f in dataclasses.fields(entity))
    makers = [(name, _converter(hints[name])) for name in names]
    (first, *others) = names
    # Of one name, itemgetter gives no tuple.
    values = operator.itemgetter(*names) if others else lambda row: (row[first],)
    return _Plan(names, values, tuple((name, make) for name, make in makers if make is not None))


def as_entity(entity: type[T], row: Mapping[str, Any]) -> T:
    """Build a frozen entity from a row whose columns carry the names of its fields.

    Text becomes the annotated enum, an array the annotated tuple; a column too few is a KeyError.
    """
    plan = _plan(entity)  # type: ignore[arg-type] # a class is hashable; T hides it
    values = dict(zip(plan.names, plan.values(row), strict=True))
    for name, make in plan.turned:
        values[name] = make(values[name])
    return entity(**values)


def as_entities(entity: type[T], rows: Iterable[Mapping[str, Any]]) -> list[T]:
    """`as_entity` for each row, in their order."""
    return [as_entity(entity, row) for row in rows]
