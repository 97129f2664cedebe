"""Hostile texts through every field of every form: refused with an error of the field, or kept and shown as they are.

`make test` sends each text once and fills each field at least once; `make soak` sends each through each field that
takes text.
"""

from __future__ import annotations

import html.parser
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.conftest import Client
from tests.hostile import HOSTILE, Hostile
from tests.web.expectations import Expect, all_expectations
from tests.web.test_every_page import reader
from tests.web.test_every_route import path_of, undone
from tests.world import World

pytestmark = pytest.mark.anyio

FORMS = [e for e in all_expectations() if e.method == "POST" and e.data is not None]
# Elements that no template of ours writes.
MARKUP = re.compile(r"^(x-hostile|plaintext|iframe|object|base|math|style)$")


class Parsed(html.parser.HTMLParser):
    """A page as a browser understands it: its elements, their attributes, its words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.said += [value for name, value in attrs if name == "value" and value]

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def intruders(self) -> list[str]:
        """Elements and attributes that no template of ours writes."""
        found = [
            tag
            for tag, attributes in self.elements
            if MARKUP.match(tag) or (tag == "script" and "src" not in attributes)
        ]
        for _, attributes in self.elements:
            found += [name for name in attributes if name.startswith("on") or name == "style"]
            found += [
                value
                for name in ("href", "src", "action", "formaction", "data-hx-get")
                if (value := attributes.get(name) or "")
                and re.match(r"\s*(javascript|vbscript|data|file)\s*:|//|/\\", value, re.IGNORECASE)
            ]
        return found

    def shows(self, text: str) -> bool:
        """Whether the text stands there, whatever paragraphs it was set in."""
        return _squeezed(text) in _squeezed("".join(self.said))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@contextmanager
def written(conn: Any) -> Iterator[list[str]]:
    """Every text that goes to the database while the block runs."""
    texts: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, Mapping):
            for one in value.values():
                gather(one)
        elif isinstance(value, Sequence) and not isinstance(value, bytes):
            for one in value:
                gather(one)

    def note(record: Any) -> None:
        if re.search(r"\b(insert|update)\b", record.query, re.IGNORECASE):
            gather(record.args)

    with conn.query_logger(note):
        yield texts


def fields_of(expect: Expect, world: World) -> list[str]:
    """The fields of a form that hold one text each."""
    assert expect.data is not None
    return [name for name, value in expect.data(world).items() if isinstance(value, str)]


async def send(client: Client, expect: Expect, world: World, field: str, hostile: Hostile) -> Any:
    assert expect.data is not None
    pairs = [
        (name, one)
        for name, value in {**expect.data(world), field: hostile.text}.items()
        for one in (value if isinstance(value, list | tuple) else [value])
    ]
    return await client.post(
        path_of(expect.route, expect.params(world)),
        params=expect.query(world) if expect.query else None,
        content=urlencode(pairs, errors="surrogatepass"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )


async def outcome(
    client: Client, conn: Any, world: World, expect: Expect, field: str, hostile: Hostile
) -> tuple[str, list[str]]:
    """Send one text through one field; what came of it, and what is wrong with that."""
    wrong: list[str] = []
    client.sign_in(reader(expect))
    async with undone(conn):
        with written(conn) as texts:
            answer = await send(client, expect, world, field, hostile)
        pages = [answer] if answer.headers.get("content-type", "").startswith("text/html") else []
        location = answer.headers.get("location", "")
        if answer.status_code == 303 and not re.match(r"/(?![/\\])", location):
            wrong.append(f"leads to {location}")
        elif answer.status_code == 303:
            pages.append(await client.get(location))
    wrong += [f"status {page.status_code}" for page in {answer, *pages} if page.status_code >= 500]
    if any(Hostile("", text).refused(lines=True) for text in texts):
        wrong.append("kept what is no character")
    read = [Parsed(page.text) for page in pages]
    wrong += [f"intruder {one}" for page in read for one in page.intruders]
    if answer.status_code != 303:
        return f"refused {answer.status_code}", wrong
    if not hostile.kept or not any(hostile.kept in text for text in texts):
        return "of no account", wrong
    return ("kept and shown" if any(page.shows(hostile.kept) for page in read) else "kept"), wrong


SOAK = "SOAK" in os.environ
# All texts through all fields take an hour of one core.
N_SHARDS = 40 if SOAK else 1


def tries(world: World, shard: int) -> Iterator[tuple[Expect, str, Hostile]]:
    """Each text once and each field at least once; under soak each text through each field of a shard."""
    pairs = [(expect, field) for expect in FORMS for field in fields_of(expect, world)]
    if SOAK:
        shares = pairs[shard::N_SHARDS]
        yield from ((expect, field, hostile) for expect, field in shares for hostile in HOSTILE)
        return
    for turn in range(max(len(pairs), len(HOSTILE))):
        yield *pairs[turn % len(pairs)], HOSTILE[turn * 7 % len(HOSTILE)]


@pytest.mark.parametrize("shard", range(N_SHARDS))
async def test_hostile_text_through_each_field_is_refused_or_kept_and_harmless(
    client: Client, world: World, world_conn: Any, shard: int
) -> None:
    came_of: Counter[str] = Counter()
    wrong: list[str] = []

    for expect, field, hostile in tries(world, shard):
        came, found = await outcome(client, world_conn, world, expect, field, hostile)
        came_of[came] += 1
        wrong += [f"{expect.route}, {field}, {hostile}: {one}" for one in found]

    assert wrong == []
    # Enough was taken in and came out again for the look at pages to mean something; a part may have no such field.
    assert SOAK or came_of["kept and shown"] >= 20, came_of
