"""Decks: what is taken in, who may open it, and how its text is read without harm."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pypdf import PdfWriter

from models.errors import Conflict, Invalid, NotFound
from tests.web.signed_in import viewer_of
from web.services import decks, pitches, showing
from web.services.decks import (
    PPTX,
    attach_deck,
    deck_type,
    extract_pending,
    open_deck,
    read_text,
    safe_filename,
)
from web.services.filetypes import PDF

pytestmark = pytest.mark.anyio


def pdf(text: str = "Cooling box for orchards", pages: int = 1) -> bytes:
    """A PDF whose every page says the text."""
    stream = f"BT /F1 18 Tf 40 700 Td ({text}) Tj ET".encode()
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i in range(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    xref = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref))
    return out.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pptx() -> bytes:
    """Slides with a title, a table and notes."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "果园预冷箱"
    table = slide.shapes.add_table(1, 2, 0, 0, 100, 100).table
    table.cell(0, 0).text, table.cell(0, 1).text = "客户", "合作社"
    slide.notes_slide.notes_text_frame.text = "讲三分钟"
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def bomb() -> bytes:
    """A small PPTX that would unpack to more than we take."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<p/>")
        with archive.open("ppt/media/zeros.bin", "w", force_zip64=True) as entry:
            for _ in range(201):
                entry.write(bytes(1024 * 1024))
    return out.getvalue()


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


async def attached(db, clock, files, lin, world, content, *, key="lin_draft", filename="deck.pdf"):
    return await attach_deck(
        db, clock, files, viewer=lin, pitch_id=world.pitch[key], filename=filename, content=content
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", PDF),
        (b"PK\x03\x04 broken", None),
        (b"\xd0\xcf\x11\xe0 an old .ppt", None),
        (b"<script>alert(1)</script>%PDF-", None),
        (b"", None),
    ],
)
def test_deck_type_is_told_by_content(content, kind):
    assert deck_type(content) == kind


def test_deck_type_knows_pptx_from_other_zips():
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")

    assert (deck_type(pptx()), deck_type(other.getvalue())) == (PPTX, None)


@given(st.text(), st.sampled_from([PDF, PPTX]))
def test_safe_filename_is_short_plain_and_ends_as_what_it_is(name, kind):
    safe = safe_filename(name, kind)

    assert safe.endswith(".pdf" if kind == PDF else ".pptx")
    assert len(safe) <= 105
    assert not set(safe) & set("/\\\n\r\0")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\decks\\路演.PDF", "路演.pdf"),
        ("a\u202egpj.exe", "agpj.exe.pdf"),
        ("", "deck.pdf"),
    ],
)
def test_safe_filename_drops_folders_and_tricks(name, safe):
    assert safe_filename(name, PDF) == safe


async def test_attach_deck_is_on_disk_and_waits_to_be_read(world_db, world_conn, world, clock, files, lin):
    content = pdf()

    deck_id = await attached(world_db, clock, files, lin, world, content)

    row = await world_conn.fetchrow("select * from deck where id = $1", deck_id)
    assert files.get(row["sha256"]) == content
    assert row["extraction"] == "pending"
    assert await world_conn.fetchval("select count(*) from pgqueuer where entrypoint = 'extract_deck'") == 1
    draft = await pitches.open_draft(world_db, viewer=lin, pitch_id=world.pitch["lin_draft"])
    assert draft.latest.deck is not None
    assert (draft.latest.deck.id, draft.latest.deck.media_type) == (deck_id, PDF)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"MZ an executable", "deck_wrong_type"), (b"%PDF-" + bytes(decks.MOST_BYTES), "deck_too_large")],
    ids=["type", "size"],
)
async def test_attach_deck_refuses_what_it_is_not(
    world_db, world_conn, world, clock, files, lin, content, code
):
    with pytest.raises(Invalid) as refused:
        await attached(world_db, clock, files, lin, world, content)

    assert (refused.value.code, refused.value.field) == (code, "deck")
    assert await world_conn.fetchval("select count(*) from deck where extraction = 'pending'") == 0


async def test_attach_deck_to_an_approved_pitch_goes_to_a_new_draft_and_not_to_providers(
    world_db, world, clock, files, lin
):
    wang = await viewer_of(world_db, clock, "wang")

    deck_id = await attached(world_db, clock, files, lin, world, pdf(), key="lin")

    shown = await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=world.pitch["lin"])
    assert shown.deck is not None
    assert shown.deck.id == world.deck["lin"]
    with pytest.raises(NotFound):
        await open_deck(world_db, clock, files, viewer=wang, deck_id=deck_id, as_organiser=False)


async def test_attach_deck_while_in_review_is_refused(world_db, world, clock, files, lin):
    with pytest.raises(Conflict):
        await attached(world_db, clock, files, lin, world, pdf(), key="lin_submitted")


async def test_deck_of_a_draft_opens_to_its_company_alone(world_db, world, clock, files, lin):
    deck_id = await attached(world_db, clock, files, lin, world, pdf())

    found = await open_deck(world_db, clock, files, viewer=lin, deck_id=deck_id, as_organiser=False)

    assert found.content == pdf()
    for persona in ("qian", "wang", "chen", "wu", "zhao", "zhou", "he", "xu", "sun", "gao"):
        viewer = await viewer_of(world_db, clock, persona)
        with pytest.raises(NotFound):
            await open_deck(world_db, clock, files, viewer=viewer, deck_id=deck_id, as_organiser=True)


async def test_organiser_without_second_factor_does_not_open_a_deck(world_db, world, clock, files):
    zhao = await viewer_of(world_db, clock, "zhao")

    with pytest.raises(NotFound):
        await open_deck(world_db, clock, files, viewer=zhao, deck_id=world.deck["lin"], as_organiser=False)


async def test_provider_s_download_is_told_to_the_founder_once_each(
    world_db, world_conn, world, clock, files
):
    files.put(b"%PDF-1.4 a deck")
    wang, zhao = await viewer_of(world_db, clock, "wang"), await viewer_of(world_db, clock, "zhao")

    for viewer in (wang, zhao, wang):
        await open_deck(world_db, clock, files, viewer=viewer, deck_id=world.deck["lin"], as_organiser=True)

    seen = await world_conn.fetch("select organisation_id, what from pitch_view")
    assert [tuple(r) for r in seen] == [(world.org["wang"], "deck")] * 2


async def test_removed_deck_is_closed_to_everybody_in_every_version(world_db, world, clock, files, lin):
    files.put(b"%PDF-1.4 a deck")
    wang = await viewer_of(world_db, clock, "wang")

    await decks.remove_deck(world_db, clock, viewer=lin, pitch_id=world.pitch["lin"])

    for viewer in (lin, wang):
        with pytest.raises(NotFound):
            await open_deck(
                world_db, clock, files, viewer=viewer, deck_id=world.deck["lin"], as_organiser=True
            )
    shown = await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=world.pitch["lin"])
    assert shown.deck is None


async def test_extract_pending_reads_both_kinds_and_wakes_the_encoder(
    world_db, world_conn, world, clock, files, lin
):
    first = await attached(world_db, clock, files, lin, world, pdf(pages=2))
    second = await attached(world_db, clock, files, lin, world, pptx(), filename="deck.pptx")

    done = await extract_pending(world_db, files, clock)

    rows = {
        r["id"]: r for r in await world_conn.fetch("select * from deck where id = any($1)", [first, second])
    }
    assert (done, await extract_pending(world_db, files, clock)) == (2, 0)
    assert (rows[first]["extraction"], rows[first]["n_pages"]) == ("done", 2)
    assert rows[first]["extracted_text"].split("\n") == ["Cooling box for orchards"] * 2
    assert (rows[second]["extraction"], rows[second]["n_pages"]) == ("done", 1)
    assert rows[second]["extracted_text"] == "果园预冷箱\n客户 合作社\n讲三分钟"
    assert await world_conn.fetchval("select count(*) from pgqueuer where entrypoint = 'encode'") == 2


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"%PDF-1.4 and then nothing of a PDF", "deck_unreadable"),
        (locked_pdf, "deck_encrypted"),
        (lambda: pdf(pages=101), "deck_too_many_pages"),
        (bomb, "deck_expands_too_much"),
    ],
    ids=["broken", "locked", "long", "bomb"],
)
async def test_extract_pending_tells_the_founder_why_a_deck_cannot_be_read(
    world_db, world_conn, world, clock, files, lin, make, code
):
    deck_id = await attached(world_db, clock, files, lin, world, make())

    await extract_pending(world_db, files, clock)

    row = await world_conn.fetchrow("select extraction, extraction_error from deck where id = $1", deck_id)
    assert tuple(row) == ("failed", code)
    mail = await world_conn.fetchrow("select person_id, subject from outbox_mail where purpose = 'deck'")
    assert mail["person_id"] == world.person["lin"]
    assert "未能读取其中文字" in mail["subject"]


async def test_read_text_never_waits_longer_than_it_may(tmp_path):
    path = tmp_path / "deck.pdf"
    path.write_bytes(pdf())

    assert await read_text(path, PDF, seconds=0.01) == "deck_took_too_long"
