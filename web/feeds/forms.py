"""A feed in each of its three forms, byte for byte the same for the same entries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from web.feeds.entries import Entry, Feed

_ATOM = "http://www.w3.org/2005/Atom"
# XML knows no such characters, and a feed with one of them is no feed.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("atom", _ATOM)


def json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1; what programs want of an entry stands under `_shoutou`."""
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.description,
        "language": feed.lang,
        "items": [
            {
                "id": e.id,
                "url": e.url,
                "title": e.title,
                "summary": e.summary,
                "content_html": e.html,
                "date_published": e.published_at.isoformat(),
                "date_modified": e.updated_at.isoformat(),
                "tags": list(e.tags),
                "language": e.lang,
                "_shoutou": e.facts,
            }
            for e in feed.entries
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def atom_feed(feed: Feed) -> bytes:
    """Atom (RFC 4287)."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.lang})
    _child(root, "id", feed.id)
    _child(root, "title", feed.title)
    _child(root, "subtitle", feed.description)
    _child(root, "updated", feed.updated_at.isoformat())
    _child(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _child(root, "link", rel="alternate", type="text/html", href=feed.home)
    _child(_child(root, "author"), "name", "首投 Shoutou")
    for e in feed.entries:
        _atom_entry(_child(root, "entry"), e)
    return _bytes(root)


def _atom_entry(entry: ET.Element, e: Entry) -> None:
    entry.set("xml:lang", e.lang)
    _child(entry, "id", e.id)
    _child(entry, "title", e.title)
    _child(entry, "link", rel="alternate", type="text/html", href=e.url)
    _child(entry, "published", e.published_at.isoformat())
    _child(entry, "updated", e.updated_at.isoformat())
    for tag in e.tags:
        _child(entry, "category", term=tag)
    _child(entry, "summary", e.summary)
    _child(entry, "content", e.html, type="html")


def rss_feed(feed: Feed) -> bytes:
    """RSS 2.0; `atom:updated` says when an entry changed, for which RSS has no word of its own."""
    root = ET.Element("rss", {"version": "2.0"})
    channel = _child(root, "channel")
    _child(channel, "title", feed.title)
    _child(channel, "link", feed.home)
    _child(channel, "description", feed.description)
    _child(channel, "language", feed.lang)
    _child(channel, "lastBuildDate", format_datetime(feed.updated_at))
    _child(channel, f"{{{_ATOM}}}link", rel="self", type="application/rss+xml", href=feed.url)
    for e in feed.entries:
        item = _child(channel, "item")
        _child(item, "title", e.title)
        _child(item, "link", e.url)
        _child(item, "guid", e.id, isPermaLink="false")
        _child(item, "pubDate", format_datetime(e.published_at))
        _child(item, f"{{{_ATOM}}}updated", e.updated_at.isoformat())
        for tag in e.tags:
            _child(item, "category", tag)
        _child(item, "description", e.html)
    return _bytes(root)


def _child(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, {k: _clean(v) for k, v in attributes.items()})
    if text:
        child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


def _bytes(root: ET.Element) -> bytes:
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


@dataclass(frozen=True, slots=True)
class FeedForm:
    """How a feed is written, and as what it is sent."""

    write: Callable[[Feed], bytes]
    media_type: str


FORMS = {
    "rss": FeedForm(rss_feed, "application/rss+xml"),
    "atom": FeedForm(atom_feed, "application/atom+xml"),
    "json": FeedForm(json_feed, "application/feed+json"),
}
