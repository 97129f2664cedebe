"""What rows of a file mean on record: organisations by code, or by name and address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.db import Connection
from models.entities.imports import KnownOrganisation
from models.repositories.imports import ImportRepository
from web.services.imports import Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """Organisations on record, found by code and by name in lower case."""

    by_code: dict[str, KnownOrganisation]
    by_name: dict[str, list[KnownOrganisation]]

    def named(self, name: str, kinds: Collection[str]) -> list[KnownOrganisation]:
        """Those of this name that are of one of these kinds."""
        return [o for o in self.by_name.get(name.lower(), []) if set(o.kinds) & set(kinds)]


async def known_organisations(conn: Connection, usccs: Sequence[str], names: Sequence[str]) -> Known:
    """One query for all rows of a file."""
    found = await ImportRepository(conn).organisations(usccs, sorted({n.lower() for n in names}))
    by_name: dict[str, list[KnownOrganisation]] = {}
    for one in found:
        by_name.setdefault(one.name.lower(), []).append(one)
    return Known({o.uscc: o for o in found if o.uscc}, by_name)


def meant(
    known: Known, name: str, uscc: str | None, email: str, kinds: Collection[str], name_column: str
) -> KnownOrganisation | Refusal | None:
    """Which organisation on record a row means: the one with its code, else the one of its name and address.

    A name alone decides nothing: two companies may share it, and the file of one must not reach the other.
    """
    if uscc is not None and uscc in known.by_code:
        one = known.by_code[uscc]
        return one if set(one.kinds) & set(kinds) else Refusal("uscc", "import_code_of_other_kind")
    same_name = [o for o in known.named(name, kinds) if o.uscc is None or uscc is None]
    mine = [o for o in same_name if email in o.addresses]
    if mine:
        return mine[0]
    return Refusal(name_column, "import_name_on_record") if same_name else None


def new_keys(named: Sequence[tuple[str, str | None]]) -> list[str]:
    """What tells organisations of a file apart: their code, or their name where it has none."""
    codes: dict[str, set[str]] = {}
    for name, uscc in named:
        if uscc is not None:
            codes.setdefault(name.lower(), set()).add(uscc)
    keys = []
    for name, uscc in named:
        of_name = codes.get(name.lower(), set())
        keys.append(uscc or (next(iter(of_name)) if len(of_name) == 1 else f"name {name.lower()}"))
    return keys
