"""`python -m tests.bench.lighthouse`: five pages of a running demo, as Lighthouse sees them on a phone.

Needs node and Chromium, and a site with the demo world that runs (`make run`). Lighthouse itself comes by npx and is
no part of the project. Each page is looked at five times; what counts is the median.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2

from seeds.people import DEMO_PASSWORD
from tests.bench import document
from tests.bench.measure import Failed, Row
from web.middleware import SESSION_COOKIE

PROJECT = Path(__file__).resolve().parents[2]
OUT = PROJECT / "docs" / "benchmarks.md"
COMMAND = ["npx", "--yes", "lighthouse@12.2"]
LOOKS, BAR = 5, 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# Who opens what; a pattern is looked for in the page before it.
PAGES = (
    ("provider's matches", "wang", "/provider/matches", None),
    ("founder's pitch", "lin", "/founder/pitches", r"/founder/pitches/\d+"),
    ("event board", "zhao", "/organiser/events/2", r"/organiser/events/2/plans/\d+"),
    ("officer's results", "sun", "/officer/results", None),
    ("public showcase", None, "/projects", None),
)


def lighthouse(site: str, command: list[str], looks: int = LOOKS) -> Iterator[Row]:
    """A row a page: the median of each category."""
    for name, persona, start, pattern in PAGES:
        begun = time.monotonic()
        cookie = _signed_in(site, persona) if persona else ""
        path = start if pattern is None else _found(pattern, _read(site, start, cookie), name)
        scores = [_look(site + path, cookie, command) for _ in range(looks)]
        medians = {c: statistics.median(one[c] for one in scores) for c in CATEGORIES}
        yield Row(
            f"Lighthouse: {name}",
            ", ".join(f"{category} {medians[category]:.0f}" for category in CATEGORIES),
            time.monotonic() - begun,
            f"median of {looks}, phone; bar {BAR} in the first three, and in SEO on the public page",
        )


def _signed_in(site: str, persona: str) -> str:
    answer = httpx2.post(
        f"{site}/sign-in",
        data={"email": f"{persona}@demo.shoutou.example", "password": DEMO_PASSWORD},
        headers={"Origin": site},
        timeout=60.0,
    )
    token = answer.cookies.get(SESSION_COOKIE)
    if token is None:
        raise Failed(f"{persona} cannot sign in at {site}; does the demo world run there?")
    return f"{SESSION_COOKIE}={token}"


def _found(pattern: str, page: str, name: str) -> str:
    found = re.search(f'href="({pattern})["?]', page)
    if found is None:
        raise Failed(f"no link leads to {name}")
    return found[1]


def _read(site: str, path: str, cookie: str) -> str:
    return str(httpx2.get(f"{site}{path}", headers={"Cookie": cookie}, timeout=60.0).text)


def _look(address: str, cookie: str, command: list[str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        options = [
            "--quiet",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            "--output=json",
            f"--output-path={out}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={json.dumps({'Cookie': cookie} if cookie else {})}",
        ]
        chromium = shutil.which("chromium") or ""
        subprocess.run(
            [*command, address, *options],
            check=False,
            capture_output=True,
            env={**os.environ, "CHROME_PATH": chromium},
        )
        if not out.exists():
            raise Failed(f"Lighthouse gave nothing for {address}")
        found = json.loads(out.read_text(encoding="utf-8"))
    scores = {c: found["categories"][c]["score"] for c in CATEGORIES}
    if None in scores.values():
        raise Failed(f"Lighthouse could not read {address}: {found.get('runtimeError')}")
    return {c: score * 100 for c, score in scores.items()}


def main() -> int:
    """Look, print, and write the section; 0 when every page could be read."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lighthouse", description=__doc__)
    parser.add_argument("site", nargs="?", default="http://localhost:8000", help="where the demo runs")
    parser.add_argument("--command", nargs="+", default=COMMAND, help="how Lighthouse is called here")
    arguments = parser.parse_args()
    if shutil.which(arguments.command[0]) is None:
        print(f"make lighthouse needs node: {arguments.command[0]} is not there.", file=sys.stderr)
        return 1
    rows: list[Row] = []
    try:
        for row in lighthouse(arguments.site, arguments.command):
            rows.append(row)
            print(f"{row.command}: {row.figure} ({row.seconds:.0f} s)", flush=True)
    except (Failed, httpx2.TransportError) as error:
        print(f"make lighthouse: {error}", file=sys.stderr)
        return 1
    text = OUT.read_text(encoding="utf-8")
    document.write(OUT, document.renew(text, {"lighthouse": rows}, document.stamp(PROJECT)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
