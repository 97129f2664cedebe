"""Papers that the demo world needs: organisation codes, and small PDF files that say in words what they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from models.uscc import check_digit

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Zhenjiang in the list of administrative divisions.
_DIVISION = "321100"
_LINE_WIDTH = 74
_LINES_A_PAGE = 40


def uscc(n: int, *, public: bool = False) -> str:
    """A code with right check digits whose organisation number, XXX and a count, belongs to nobody."""
    organisation = f"XXX{n:05d}"
    values = [int(c, 36) for c in organisation]
    rest = 11 - sum(w * v for w, v in zip(_ORGANISATION_WEIGHTS, values, strict=True)) % 11
    own_check = {10: "X", 11: "0"}.get(rest, str(rest))
    first17 = ("12" if public else "91") + _DIVISION + organisation + own_check
    return first17 + check_digit(first17)


def pdf(pages: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """One page or more a heading with its paragraphs, in Chinese or English, without fonts of its own."""
    sheets: list[list[tuple[int, str]]] = []
    for heading, paragraphs in pages:
        lines = [(18, line) for line in _wrapped(heading, _LINE_WIDTH * 11 // 18)] + [(11, "")]
        for paragraph in paragraphs:
            lines += [(11, line) for line in _wrapped(paragraph, _LINE_WIDTH)] + [(11, "")]
        sheets += [lines[i : i + _LINES_A_PAGE] for i in range(0, len(lines), _LINES_A_PAGE)]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(sheets), b" ".join(b"%d 0 R" % (8 + 2 * i) for i in range(len(sheets)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        _CHINESE_FONT,
        _CHINESE_GLYPHS,
        _CHINESE_METRICS,
        _stream(_to_unicode("".join(line for sheet in sheets for _, line in sheet))),
    ]
    for i, sheet in enumerate(sheets):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /L 3 0 R /C 4 0 R >> >> >>" % (9 + 2 * i)
        )
        objects.append(_stream(_drawn(sheet)))
    return _file(objects)


# A standard Chinese font that readers bring along; Latin text in it would be set too wide.
_CHINESE_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H"
    b" /DescendantFonts [5 0 R] /ToUnicode 7 0 R >>"
)
_CHINESE_GLYPHS = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 6 0 R /DW 1000"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
)
_CHINESE_METRICS = (
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
)


def _to_unicode(text: str) -> bytes:
    """The table by which readers copy and search: in this encoding a code is its character."""
    used = sorted({c.encode("utf-16-be").hex().encode() for c in text if not c.isascii()})
    blocks = [used[i : i + 100] for i in range(0, len(used), 100)]
    rows = [
        b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(b"<%s> <%s>" % (c, c) for c in block))
        for block in blocks
    ]
    head = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def"
    return b"\n".join(
        [head, b"1 begincodespacerange <0000> <FFFF> endcodespacerange", *rows, b"endcmap end end"]
    )


def _drawn(sheet: Sequence[tuple[int, str]]) -> bytes:
    parts = [b"BT 56 780 Td"]
    for size, line in sheet:
        for plain, run in groupby(line, key=str.isascii):
            text = "".join(run)
            if plain:
                escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
                parts.append(b"/L %d Tf (%s) Tj" % (size, escaped.encode("ascii")))
            else:
                parts.append(b"/C %d Tf <%s> Tj" % (size, text.encode("utf-16-be").hex().encode()))
        parts.append(b"0 -%d Td" % (size * 3 // 2))
    return b"\n".join([*parts, b"ET"])


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for n, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of so many half-width columns; Chinese breaks anywhere, English between words."""
    lines, line, used = [], "", 0
    for word in _words(text):
        columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in word)
        if used + columns > width and line:
            lines.append(line.rstrip())
            line, used = "", 0
        line, used = line + word, used + columns
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """English words with the space after them, and single Chinese characters."""
    found: list[str] = []
    for c in text:
        if found and c.isascii() and found[-1][-1].isascii() and not found[-1].endswith(" "):
            found[-1] += c
        else:
            found.append(c)
    return found
