"""`shoutou backup` and `shoutou restore`: database, files and keys as one tar file, and back."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from models import dump, probe
from web import bootstrap
from web.bootstrap import CannotStart, Prepared, Say
from web.files import FileStore
from web.settings import Settings
from web.site_key import PRIVATE_FILE, RETIRED_FOLDER

_FORM = "shoutou-backup-1"
_MANIFEST, _DATABASE, _KEY, _FILES = "manifest.json", "database.dump", "secret_key", "files"
_RETIRED_NAME = re.compile(rf"^{RETIRED_FOLDER}/[0-9a-f]{{16}}\.json$")
_FILE_NAME = re.compile(rf"^{_FILES}/([0-9a-f]{{2}})/([0-9a-f]{{62}})$")


async def back_up(chosen: Settings, target: Path, say: Say) -> None:
    """Write the backup whole or not at all; the platform may go on meanwhile."""
    draft = target.with_name(f"{target.name}.part")
    try:
        async with bootstrap.database(chosen, say) as prepared:
            await asyncio.to_thread(_write, prepared, draft, say)
        draft.replace(target)
    except dump.DumpFailed as error:
        raise CannotStart(f"the database could not be saved: {error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _write(prepared: Prepared, draft: Path, say: Say) -> None:
    files = prepared.settings.files_dir
    with tempfile.TemporaryDirectory(dir=draft.absolute().parent) as scratch, _private(draft) as stream:
        saved = Path(scratch) / _DATABASE
        say("saving the database")
        # The database first: a file is stored before the row that names it, so the later copy has them all.
        dump.dump(prepared.owner_dsn, saved)
        say("saving the files")
        with tarfile.open(fileobj=stream, mode="w") as tar:
            manifest = {"form": _FORM, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
            _add_bytes(tar, _MANIFEST, json.dumps(manifest).encode())
            tar.add(saved, _DATABASE)
            _add_bytes(tar, _KEY, prepared.settings.signing_key.encode())
            _add_bytes(tar, PRIVATE_FILE, (prepared.settings.data_dir / PRIVATE_FILE).read_bytes())
            for path in sorted((prepared.settings.data_dir / RETIRED_FOLDER).glob("*.json")):
                _add_bytes(tar, f"{RETIRED_FOLDER}/{path.name}", path.read_bytes())
            for path in sorted(files.glob("??/*")):
                name = f"{_FILES}/{path.parent.name}/{path.name}"
                if _FILE_NAME.match(name):
                    tar.add(path, name)
        stream.flush()
        os.fsync(stream.fileno())


async def restore(chosen: Settings, source: Path, say: Say) -> None:
    """Put a backup into an installation where nobody has an account yet."""
    try:
        with tarfile.open(source) as tar:
            _check(tar, source)
            async with bootstrap.database(chosen, say) as prepared:
                await bootstrap.migrate(prepared, say)
                if not await probe.is_empty(prepared.owner_dsn):
                    raise CannotStart(
                        "somebody has an account here: a backup is restored into an empty place only"
                    )
                await asyncio.to_thread(_read, tar, prepared, say)
                # A backup of an older version is brought up to date; and the application gets its rights.
                await bootstrap.migrate(prepared, say)
    except (tarfile.TarError, EOFError) as error:
        raise CannotStart(f"{source} is no backup: {error}") from error
    except dump.DumpFailed as error:
        raise CannotStart(f"the database could not be restored, nothing was changed: {error}") from error


def _check(tar: tarfile.TarFile, source: Path) -> None:
    """Know the form before anything is touched."""
    try:
        member = tar.extractfile(_MANIFEST)
        form = json.load(member)["form"] if member is not None else None
    except (KeyError, ValueError) as error:
        raise CannotStart(f"{source} is no backup of this platform") from error
    if form != _FORM:
        raise CannotStart(f"{source} is a backup of another form: {form}")


def _read(tar: tarfile.TarFile, prepared: Prepared, say: Say) -> None:
    store = FileStore(prepared.settings.files_dir)
    say("restoring the files")
    for member in tar:
        match = _FILE_NAME.match(member.name)
        content = tar.extractfile(member) if match else None
        if match is None or content is None:
            continue
        # Stored anew under its own hash, so that a name in the archive leads nowhere else.
        if store.put(content.read()) != match[1] + match[2]:
            raise CannotStart(f"{member.name} in the backup is damaged; the database was not touched")
    say("restoring the database")
    with tempfile.TemporaryDirectory(dir=prepared.settings.data_dir) as scratch:
        saved = Path(scratch) / _DATABASE
        content = tar.extractfile(_DATABASE)
        if content is None:
            raise CannotStart("the backup holds no database")
        with saved.open("wb") as file:
            while block := content.read(1 << 20):
                file.write(block)
        dump.restore(prepared.owner_dsn, saved)
    data_dir = prepared.settings.data_dir
    if prepared.settings.secret_key is None:
        _put_key(tar, _KEY, data_dir / _KEY)
    _put_keys(tar, data_dir)


def _put_keys(tar: tarfile.TarFile, data_dir: Path) -> None:
    """The site's key and the public halves of those before it; an older backup holds none."""
    names = set(tar.getnames())
    if PRIVATE_FILE in names:
        _put_key(tar, PRIVATE_FILE, data_dir / PRIVATE_FILE)
    for name in sorted(filter(_RETIRED_NAME.match, names)):
        (data_dir / RETIRED_FOLDER).mkdir(exist_ok=True)
        _put_key(tar, name, data_dir / name)


def _put_key(tar: tarfile.TarFile, name: str, path: Path) -> None:
    """A key that signed what people have in their hands; the one just made signed nothing."""
    content = tar.extractfile(name)
    if content is not None:
        draft = path.with_suffix(".new")
        with _private(draft) as file:
            file.write(content.read())
        draft.replace(path)


def _private(path: Path) -> io.BufferedWriter:
    """A new file that its owner alone reads: it holds everything."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(content))
