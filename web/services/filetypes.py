"""What a file is, told by its content and never by its name."""

from __future__ import annotations

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
EVIDENCE_TYPES = frozenset({PDF, PNG, JPEG})

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
)


def media_type_of(content: bytes) -> str | None:
    """PDF, PNG or JPEG by their first bytes; None for anything else."""
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
