"""What a person reads when something of ours failed: in their language, with a number, and nothing else."""

from __future__ import annotations

import re

import pytest

from models.db import Database
from web.services import pitches

pytestmark = pytest.mark.anyio
SAYS = {"en": "This did not work", "zh": "没有成功"}


def fails(*_args: object, **_options: object) -> None:
    message = "secret words"
    raise RuntimeError(message)


def told(answer, lang):
    """The page says it in this language alone, and gives a number to name."""
    other = SAYS["zh" if lang == "en" else "en"]
    assert answer.status_code == 500
    assert SAYS[lang] in answer.text
    assert other not in answer.text
    assert re.search(r"<b>[0-9a-f]{8}</b>|<strong>[0-9a-f]{8}</strong>", answer.text)
    assert "secret" not in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_page_that_fails_says_so_in_the_language_of_its_reader(client, world, monkeypatch, lang):
    client.sign_in("lin")
    monkeypatch.setattr(pitches, "open_pitches", fails)

    told(await client.get("/founder/pitches", params={"lang": lang}), lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_database_that_is_gone_is_told_in_the_language_of_the_browser(client, world, monkeypatch, lang):
    client.sign_in("lin")
    monkeypatch.setattr(Database, "glance", fails)

    told(await client.get("/founder/pitches", headers={"Accept-Language": f"{lang};q=0.9"}), lang)
