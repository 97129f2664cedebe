"""Searches that people of the demo world keep."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from matcher.ranking import WeightedRanker
from models.entities.search import NewSearch, SavedPage
from seeds.stage import Calendar, Script, Stage
from seeds.texts import Record
from web.forms.search import READING
from web.quick import QuickEncoders
from web.services.index import MatchIndex
from web.services.saved_searches import Looker, keep_search
from web.services.search import Searcher
from web.services.search_index import SearchIndex

_WORLD = Path(__file__).parent / "world"


def write_searches(script: Script, stage: Stage, days: Calendar) -> None:
    """Each kept on its day, in its keeper's language; what came after is new in it."""
    searcher = Searcher(MatchIndex(), SearchIndex(), QuickEncoders(stage.settings.encoders_dir))
    looker = Looker(searcher, WeightedRanker(), READING)
    for kept in json.loads((_WORLD / "searches.json").read_text(encoding="utf-8")):
        script.add(days.local(kept["days_from_today"], "08:30"), partial(_keep, stage, looker, kept))


async def _keep(stage: Stage, looker: Looker, kept: Record) -> None:
    viewer = await stage.viewer(kept["who"])
    name = kept["name"][viewer.locale]
    new = NewSearch(name, SavedPage(kept["page"]), None, kept["query"])
    await keep_search(stage.db, looker, stage.clock, viewer=viewer, new=new)
