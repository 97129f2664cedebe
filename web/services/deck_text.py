"""Reads the text of one deck, as a process of its own: `python -m web.services.deck_text KIND < FILE`.

A deck comes from outside, and parsers of PDF and PPTX can be made to loop or to fill memory. So they run
apart, with limits, and the worker only waits; `decks.py` starts this and understands its exit codes.
"""

from __future__ import annotations

import io
import json
import logging
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator

MOST_PAGES = 100
MOST_CHARACTERS = 200_000
MOST_EXPANDED_BYTES = 200 * 1024 * 1024
MOST_ENTRIES = 5000
MOST_MEMORY_BYTES = 1024 * 1024 * 1024
MOST_CPU_SECONDS = 40

# Exit codes: what the parent tells the founder.
REFUSALS = {
    3: "deck_encrypted",
    4: "deck_too_many_pages",
    5: "deck_expands_too_much",
    6: "deck_unreadable",
}
_CODE_OF = {name: code for code, name in REFUSALS.items()}
# Control characters and lone surrogates, which Postgres and the text model cannot hold.
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class RefusedError(Exception):
    """The deck cannot be read, for a reason that its founder can mend."""


def read_pdf(content: bytes) -> tuple[list[str], int]:
    """The text of each page of a PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError("deck_encrypted")
        n_pages = len(reader.pages)
        if n_pages > MOST_PAGES:
            raise RefusedError("deck_too_many_pages")
        return [page.extract_text() for page in reader.pages], n_pages
    except PyPdfError as error:
        raise RefusedError("deck_unreadable") from error


def read_pptx(content: bytes) -> tuple[list[str], int]:
    """The text of each slide of a PPTX: shapes, tables, groups, notes."""
    from pptx import Presentation

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        # `zipfile` reads no entry past the size it declares, so the declared sizes are a promise.
        if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_EXPANDED_BYTES:
            raise RefusedError("deck_expands_too_much")
        slides = [e for e in entries if re.fullmatch(r"ppt/slides/slide\d+\.xml", e.filename)]
        if len(slides) > MOST_PAGES:
            raise RefusedError("deck_too_many_pages")
    deck = Presentation(io.BytesIO(content))
    pages = []
    for slide in deck.slides:
        lines = [line for shape in slide.shapes for line in _lines(shape)]
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            lines.append(slide.notes_slide.notes_text_frame.text)
        pages.append("\n".join(lines))
    return pages, len(pages)


def _lines(shape: object) -> Iterator[str]:
    if hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _lines(inner)
    if getattr(shape, "has_text_frame", False):
        yield shape.text_frame.text  # type: ignore[attr-defined] # pptx ships no types
    if getattr(shape, "has_table", False):
        for row in shape.table.rows:  # type: ignore[attr-defined] # the same
            yield " ".join(cell.text for cell in row.cells)


READERS: dict[str, Callable[[bytes], tuple[list[str], int]]] = {"pdf": read_pdf, "pptx": read_pptx}


def cleaned(pages: list[str]) -> list[str]:
    """The pages as texts that can be stored, cut at a length in all that no deck needs."""
    left, found = MOST_CHARACTERS, []
    for page in pages:
        found.append(_UNSAFE.sub(" ", page).strip()[:left])
        left -= len(found[-1])
    return found


def main(kind: str) -> int:
    """Read standard input, write what was found to standard output as JSON, or exit with a refusal's code."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    try:
        pages, n_pages = READERS[kind](sys.stdin.buffer.read())
    except RefusedError as error:
        return _CODE_OF[str(error)]
    except Exception as error:  # noqa: BLE001 - a broken file may break its parser in any way; say so and end
        sys.stderr.write(f"{type(error).__name__}\n")
        return _CODE_OF["deck_unreadable"]
    texts = cleaned(pages)
    text = "\n".join(texts).strip()
    answer = json.dumps({"pages": texts, "text": text, "n_pages": n_pages}, ensure_ascii=False)
    sys.stdout.buffer.write(answer.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
