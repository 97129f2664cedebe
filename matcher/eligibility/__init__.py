"""Rules that pay, as dated data: judged condition by condition over plain facts, with the working shown.

`rules.py` says what a rule is, `reading.py` reads one from JSON, `evaluation.py` judges a case.
"""

from matcher.eligibility.evaluation import (
    NOTHING_USED,
    CapLine,
    InForce,
    Outcome,
    Spent,
    Used,
    assess,
    evaluate,
)
from matcher.eligibility.facts import VOCABULARY, About, BadFact, Fact, FactKind, Facts
from matcher.eligibility.nodes import BadRule
from matcher.eligibility.reading import read_rule
from matcher.eligibility.rules import Beneficiary, Gives, NoRule, Rule, Scope, Subject, choose
from matcher.eligibility.verdicts import Verdict
from matcher.eligibility.writing import write_rule

__all__ = [
    "NOTHING_USED",
    "VOCABULARY",
    "About",
    "BadFact",
    "BadRule",
    "Beneficiary",
    "CapLine",
    "Fact",
    "FactKind",
    "Facts",
    "Gives",
    "InForce",
    "NoRule",
    "Outcome",
    "Rule",
    "Scope",
    "Spent",
    "Subject",
    "Used",
    "Verdict",
    "assess",
    "choose",
    "evaluate",
    "read_rule",
    "write_rule",
]
