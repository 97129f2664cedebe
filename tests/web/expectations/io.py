"""Files in, each kind in its role and one's own alone; feeds and cards for everybody."""

from tests.web.expectations import EVERYBODY, Expect
from tests.web.expectations.events import FOUNDERS


def own_pitches(_):
    return {"kind": "own_pitches"}


def zhaos_file(world):
    return {"import_id": world.brought["zhao"]}


def lins_file(world):
    return {"import_id": world.brought["lin"]}


EXPECTATIONS = [
    Expect("imports.desk", FOUNDERS, params=own_pitches, missing={"kind": "nothing"}),
    Expect("imports.bring", FOUNDERS, ok=422, method="POST", params=own_pitches, data=lambda _: {}),
    Expect(
        "imports.show",
        frozenset({"zhao"}),
        params=zhaos_file,
        denied=404,
        other=lins_file,
        missing={"import_id": 999_999},
    ),
    Expect(
        "imports.decide",
        frozenset({"zhao"}),
        ok=303,
        method="POST",
        params=zhaos_file,
        data=lambda _: {"act": "take"},
        denied=404,
        other=lins_file,
        missing={"import_id": 999_999},
    ),
    Expect(
        "feeds.events", EVERYBODY, params=lambda _: {"form": "rss"}, missing={"form": "txt"}, is_page=False
    ),
    Expect(
        "feeds.projects", EVERYBODY, params=lambda _: {"form": "json"}, missing={"form": "txt"}, is_page=False
    ),
    Expect("embed.project", EVERYBODY, params=lambda w: {"pitch_id": w.pitch["lin"]}, is_page=False),
    Expect(
        "embed.oembed",
        EVERYBODY,
        query=lambda w: {"url": f"http://shoutou.test/projects/{w.pitch['lin']}"},
        is_page=False,
    ),
]
