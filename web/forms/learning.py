"""The form by which another model is put in use."""

from __future__ import annotations

from dataclasses import dataclass

from web.forms.base import Data, FormReader, Parsed


@dataclass(frozen=True, slots=True)
class UseModel:
    """Which model, and the change of model that the person saw last."""

    version: str
    seen: int


class UseModelForm:
    """`version`, `seen`."""

    @staticmethod
    def parse(data: Data) -> Parsed[UseModel]:
        """Both come from the page's own button."""
        form = FormReader(data)
        version = form.text("version", most=60)
        seen = form.whole("seen", most=2**62)
        return form.finish(None if seen is None else UseModel(version, seen))
