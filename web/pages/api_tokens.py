"""A person's tokens, and a new one that is told this once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.entities.api import ApiToken
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.services.api_scopes import AREAS, SCOPES
from web.services.api_tokens import LIFETIMES


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One token as its person sees it."""

    token: ApiToken
    pill: str
    state: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class TokensPage:
    """`account/tokens.html`."""

    title: str
    answer: str
    lines: list[TokenLine]
    form: Parsed[object]
    # (code, label, what it is about): a row an area, with its two boxes.
    scopes: list[tuple[str, str, str]]
    lifetimes: list[tuple[str, str]]
    # Told this once.
    made: str | None


def tokens_page(
    tokens: Sequence[ApiToken], now: datetime, form: Parsed[object], made: str | None = None
) -> TokensPage:
    """The page as of now."""
    lines = [_line(t, now) for t in tokens]
    n = sum(line.in_force for line in lines)
    answer = ngettext("%(num)s token is in force.", "%(num)s tokens are in force.", n)
    lifetimes = [(str(d), ngettext("%(num)s day", "%(num)s days", d)) for d in LIFETIMES]
    return TokensPage(gettext("Tokens for programs"), answer, lines, form, _scopes(), lifetimes, made)


def _scopes() -> list[tuple[str, str, str]]:
    found = []
    for scope in SCOPES:
        area, _, what = scope.partition(":")
        about = gettext(AREAS[area])
        label = gettext("Read") if what == "read" else gettext("Read and change")
        found.append((scope, f"{scope} · {label}", about))
    return found


def _line(token: ApiToken, now: datetime) -> TokenLine:
    if token.revoked_at is not None:
        return TokenLine(token, "neutral", gettext("Revoked"), in_force=False)
    if token.expires_at <= now:
        return TokenLine(token, "neutral", gettext("Expired"), in_force=False)
    return TokenLine(token, "good", gettext("In force"), in_force=True)
