"""`docs/rules.md` tells the whole vocabulary, and its example is a rule."""

from __future__ import annotations

import json
import re
from pathlib import Path

from matcher.eligibility import VOCABULARY, Beneficiary, Gives, Scope, Subject, read_rule
from matcher.eligibility.conditions import Op
from matcher.eligibility.reading import MARKS, names_of_tests
from matcher.eligibility.reading_awards import names_of_formulas

TEXT = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_fact_is_told_with_its_kind() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", TEXT, re.MULTILINE))

    assert told == {name: str(spec.kind) for name, spec in VOCABULARY.items()}


def test_every_test_formula_and_closed_word_is_told() -> None:
    words = [*names_of_tests(), *names_of_formulas(), *MARKS, *Op, *Subject, *Beneficiary, *Gives, *Scope]

    assert [w for w in words if f"`{w}`" not in TEXT] == []


def test_the_example_reads() -> None:
    example = json.loads(re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[0])

    assert [read_rule(v, example["code"]).version for v in example["versions"]] == ["2026"]
