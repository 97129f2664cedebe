"""What a space manager types: who moved in, at which stage, from or until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.entities.tenancies import TenancyStage
from web.forms.base import Data, FormReader, Parsed


@dataclass(frozen=True, slots=True)
class MoveIn:
    """A tenancy to confirm."""

    company_id: int
    space_id: int
    stage: TenancyStage
    since: date


@dataclass(frozen=True, slots=True)
class TenancyChange:
    """A running tenancy that ends, or goes on at another stage."""

    stage: TenancyStage | None
    on: date


class MoveInForm:
    """Confirm that a company is a tenant."""

    @staticmethod
    def parse(data: Data) -> Parsed[MoveIn]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        company = form.whole("company_id", least=1, most=10**9)
        space = form.whole("space_id", least=1, most=10**9)
        stage = form.choice("stage", TenancyStage)
        since = form.day("since")
        if company is None or space is None or stage is None or since is None:
            return form.finish(None)
        return form.finish(MoveIn(company, space, stage, since))


class TenancyForm:
    """End a tenancy on a day, or change its stage on that day."""

    @staticmethod
    def parse(data: Data, *, with_stage: bool) -> Parsed[TenancyChange]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        stage = form.choice("stage", TenancyStage) if with_stage else None
        on = form.day("on")
        return form.finish(None if on is None else TenancyChange(stage, on))
