"""The bare page that `list_page.py` compares with: Starlette, two queries, a template of 25 rows."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

_WHO = """
select p.id, p.name from session s join person p on p.id = s.person_id where s.token_hash = $1
"""
_LIST = """
select p.id, v.name, v.lang, v.one_line, v.sector, v.version, v.frozen_at as submitted_at, o.name as company
from pitch p
join pitch_version v on v.pitch_id = p.id
join organisation o on o.id = p.company_id
where p.status = 'submitted'
order by v.frozen_at, p.id
limit 25
"""
_PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Review</title></head>
<body><h1>Review</h1><p>{{ who.name }}</p>
<ol>
{% for row in rows %}
<li><section><h2 lang="{{ row.lang }}"><a href="/organiser/review/{{ row.id }}">{{ row.name }}</a></h2>
<p lang="{{ row.lang }}">{{ row.one_line }}</p>
<p>{{ row.company }} · {{ row.sector }} · {{ row.lang }} · Version {{ row.version }} · {{ row.submitted_at.strftime("%d %b %Y, %H:%M") }}</p>
</section></li>
{% endfor %}
</ol></body></html>
""")


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1, max_size=10) as pool:
        app.state.pool = pool
        yield


async def _list(request: Request) -> HTMLResponse:
    token = request.cookies.get("session", "")
    async with request.app.state.pool.acquire() as conn:
        who = await conn.fetchrow(_WHO, hashlib.sha256(token.encode()).digest())
        rows = await conn.fetch(_LIST)
    return HTMLResponse(_PAGE.render(who=who, rows=rows))


app = Starlette(routes=[Route("/organiser/review", _list)], lifespan=_lifespan)
