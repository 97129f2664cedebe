"""Thin handlers, one module a role; each exports `routes`, gathered here in their order."""

from __future__ import annotations

import importlib

from starlette.routing import BaseRoute

MODULES = (
    "public",
    "feeds",
    "search",
    "sign_in",
    "account",
    "welcome",
    "rights",
    "messages",
    "organisations",
    "vetting",
    "founder",
    "from_deck",
    "audience",
    "pitch_review",
    "provider",
    "provider_start",
    "matches",
    "deals",
    "learning",
    "openings",
    "fairness",
    "events",
    "registrations",
    "event_registrations",
    "event_programme",
    "event_outbox",
    "wordings",
    "participation",
    "calendars",
    "wishes",
    "sheets",
    "unmet",
    "door",
    "day",
    "funding",
    "funding_forms",
    "funding_steps",
    "firsts",
    "ledger",
    "subsidies",
    "results",
    "pools",
    "reports",
    "passports",
    "rules",
    "space",
    "spaces",
    "services",
    "juror",
    "jury",
    "jury_sheets",
    "imports",
    "admin",
    "text_models",
    "api",
    "api_tokens",
    "webhooks",
)


def all_routes() -> list[BaseRoute]:
    """Every route of the product, for the application and for the test that walks them all."""
    return [r for name in MODULES for r in importlib.import_module(f"web.routes.{name}").routes]
