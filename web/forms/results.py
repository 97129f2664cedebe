"""The filters of the results pages; the address is their state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from starlette.datastructures import QueryParams

from models.entities.vocabulary import FounderCategory, FundingKind
from web.forms.base import Data, FormReader, Parsed
from web.forms.reports import as_of_asked
from web.services.first_definitions import definitions
from web.services.measures import measures
from web.services.results import NOT_STATED, ResultFilters
from web.tables.table import Unit
from web.vocabulary import district_codes


@dataclass(frozen=True, slots=True)
class ResultsWish:
    """Which figures are asked for, and in which unit."""

    filters: ResultFilters
    unit: Unit = Unit.YUAN


class ResultFiltersForm:
    """`?as_of=&kind=&district=&space=&year=&definition=&unit=`."""

    @staticmethod
    def parse(query: QueryParams, now: datetime) -> Parsed[ResultsWish]:
        """An unknown value is an error of its field, not quietly ignored."""
        form = FormReader(Data(query.multi_items()))
        filters = _filters(form, now)
        return form.finish(ResultsWish(filters, form.choice("unit", Unit, required=False) or Unit.YUAN))


@dataclass(frozen=True, slots=True)
class RowsWish:
    """Which rows are asked for; without a measure of ours there are none."""

    measure: str
    filters: ResultFilters
    after: int | None
    unit: Unit = Unit.YUAN


class RowsForm:
    """`?measure=` and the filters; `after` is where the page before ended."""

    @staticmethod
    def parse(query: QueryParams, now: datetime) -> Parsed[RowsWish]:
        """The same rules."""
        form = FormReader(Data(query.multi_items()))
        measure = form.code("measure", [m.code for m in measures().values() if m.subject is not None])
        filters = replace(
            _filters(form, now, with_district=(NOT_STATED,)),
            category=form.code("category", [*FounderCategory, NOT_STATED], required=False),
        )
        after = form.whole("after", least=1, most=2**62, required=False)
        unit = form.choice("unit", Unit, required=False) or Unit.YUAN
        return form.finish(RowsWish(measure, filters, after, unit) if measure else None)


def _filters(form: FormReader, now: datetime, with_district: tuple[str, ...] = ()) -> ResultFilters:
    return ResultFilters(
        as_of=as_of_asked(form, now),
        kind=form.choice("kind", FundingKind, required=False),
        district=form.code("district", [*district_codes(), *with_district], required=False),
        space_id=form.whole("space", least=1, most=2**62, required=False),
        year=form.whole("year", least=2000, most=2100, required=False),
        definition=form.code("definition", [d.code for d in definitions()], required=False),
    )
