"""Findings of a look over the ledger as sentences, for the officer's page and for the command line."""

from __future__ import annotations

from typing import Any

from web.i18n import gettext
from web.sentences import sentence
from web.services.verifying import Finding


def subject_words(subject: str | None, subject_id: int | None) -> str:
    """A sealed thing by its kind and number."""
    names = {
        "record": gettext("record %(id)s", id=subject_id),
        "movement": gettext("movement %(id)s", id=subject_id),
        "void": gettext("the voiding of record %(id)s", id=subject_id),
        "certificate": gettext("certificate %(id)s", id=subject_id),
        "revocation": gettext("the revocation of certificate %(id)s", id=subject_id),
        "elsewhere": gettext("first elsewhere %(id)s", id=subject_id),
        "merger": gettext("succession %(id)s", id=subject_id),
        "fact": gettext("statement %(id)s", id=subject_id),
        "withdrawal": gettext("withdrawal %(id)s", id=subject_id),
        "person": gettext("person %(id)s", id=subject_id),
    }
    return names.get(subject or "", "")


def finding_sentence(finding: Finding) -> str:
    """What is wrong, in the reader's language; rows and columns keep their names."""
    said = sentence(
        finding.code,
        seq=finding.seq,
        what=subject_words(finding.subject, finding.subject_id),
        where=finding.where,
    )
    return said[:1].upper() + said[1:]


def kept_finding(row: dict[str, Any]) -> Finding:
    """A finding as the database keeps it."""
    return Finding(row["code"], row["seq"], row["subject"], row["subject_id"], row["where"])
