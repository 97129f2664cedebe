"""The administrator's page of text models."""

from __future__ import annotations

from dataclasses import dataclass

from web.services.text_models import TextModels


@dataclass(frozen=True, slots=True)
class TextModelsPage:
    """`admin/text_models.html`; `poll` is how the page looks again while there is work."""

    title: str
    answer: str
    models: TextModels
    poll: str | None
