"""The shipped rules as the product reads them, and facts written short."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import models
from matcher.eligibility import NOTHING_USED, Fact, Outcome, Rule, assess, read_rule
from matcher.eligibility.rules import Period, Span

FOLDER = Path(models.__file__).parent / "reference" / "subsidy_rules"
# Amounts in tests are written in 元 and 万元, as the texts of the rules write them.
YUAN = 100
WAN = 10_000 * YUAN

ALWAYS = Span(Period(None, None), Period(None, None))


def shipped(code, version=None):
    """A rule's versions, or one of them."""
    data = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    versions = [read_rule(v, data["code"]) for v in data["versions"]]
    return versions if version is None else next(v for v in versions if v.version == version)


def all_shipped():
    """Every version of every shipped rule."""
    return [rule for path in sorted(FOLDER.glob("*.json")) for rule in shipped(path.stem)]


def as_if_in_force(rule: Rule) -> Rule:
    """The same rule without doubt about its dates, so that the rest of it can be judged."""
    return replace(rule, span=ALWAYS)


def facts(**values):
    """Facts of a test, all from one source."""
    return {name: Fact(value, "test") for name, value in values.items()}


def without(known, *names):
    """The same facts with some not known."""
    return {name: fact for name, fact in known.items() if name not in names}


def verdict_of(outcome, code):
    """What one condition said, however deep it stands."""
    lines = list(outcome.lines)
    for line in lines:
        lines += line.parts
        if line.condition.code == code:
            return line.verdict
    raise AssertionError(code)


def judged(versions, known, used=NOTHING_USED):
    """What the version in force on the day says; there is one."""
    found = assess(versions, known, used)
    assert isinstance(found, Outcome)
    return found


def day(text):
    return date.fromisoformat(text)
