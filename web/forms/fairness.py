"""The rules of the floor, as an organiser types them."""

from __future__ import annotations

from models.entities.fairness import NewRules
from web.forms.base import Data, FormReader, Parsed


class RulesForm:
    """Whether first looks are on, and how many of what."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewRules]:
        """Clean values, or an error a field; fewer places are set aside than stand above the line."""
        form = FormReader(data)
        enabled = form.flag("enabled")
        reach = form.whole("reach", least=1, most=20)
        line = form.whole("line", least=2, most=50)
        most = form.whole("most", least=1, most=10)
        if line is not None and most is not None and most >= line:
            form.fail("most", "most_below_line")
        return form.finish(NewRules(enabled, reach or 1, line or 2, most or 1))

    @staticmethod
    def values(rules: NewRules) -> dict[str, str | list[str]]:
        """The rules in force, as a person would have typed them."""
        return {
            "enabled": "1" if rules.enabled else "",
            "reach": str(rules.reach),
            "line": str(rules.line),
            "most": str(rules.most),
        }
