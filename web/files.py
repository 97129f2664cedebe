"""Files by the hash of their content, on disk before they are acknowledged."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


class FileStore:
    """A folder `ab/cdef…`; the same content is stored once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the content with this hash lies."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            message = "not a SHA-256 in lower-case hex"
            raise ValueError(message)
        return self._folder / sha256[:2] / sha256[2:]

    def put(self, content: bytes) -> str:
        """Store the bytes durably and return their hash; blocking, so call it in a thread."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        for folder in (target.parent, self._folder):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes; FileNotFoundError when they were never stored."""
        return self.path(sha256).read_bytes()

    def remove(self, sha256: str) -> None:
        """Take the content away for good; nothing happens where it is gone already."""
        self.path(sha256).unlink(missing_ok=True)

    def hash_of(self, sha256: str) -> str:
        """The hash of what lies there now, read in blocks; another one when the file was changed."""
        with self.path(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
