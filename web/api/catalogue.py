"""All operations, gathered from the modules that hold them."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from web.api import areas
from web.api.operation import Area, Operation


@functools.cache
def operations() -> tuple[Operation, ...]:
    """Every operation by the order of areas; a name that two areas claim is an error."""
    found: dict[str, Operation] = {}
    for module in sorted(pkgutil.iter_modules(areas.__path__), key=lambda m: m.name):
        area: Area = importlib.import_module(f"{areas.__name__}.{module.name}").AREA
        for operation in area.operations:
            if operation.name in found:
                message = f"{module.name} repeats {operation.name}"
                raise ValueError(message)
            found[operation.name] = operation
    return tuple(found.values())


def operation(name: str) -> Operation:
    """One by its name."""
    return next(o for o in operations() if o.name == name)
