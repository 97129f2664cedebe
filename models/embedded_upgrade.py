"""A cluster of an older PostgreSQL is carried over to the one that is installed, whole or not at all.

The old server runs on the old folder once more, its database is dumped with the new programs and read into a
new cluster beside it; only then do the two folders change places. Whatever is killed on the way, the next
start begins again or finishes; the old folder stays until the operator removes it.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

from models.embedded import (
    DATABASE,
    EmbeddedServer,
    EmbeddedServerError,
    Programs,
    installed,
    programs_of,
)

# The dump and the new cluster beside the old one.
_ROOM_FACTOR = 2
_COMPLETE = "complete"


def keep_programs(home: Path) -> None:
    """Keep this server's programs beside its data: a later version of the package may not bring them.

    Hard links where the file system allows, so that they cost nothing.
    """
    now = installed()
    package = now.bin.parent.parent
    kept = _kept(home, now.major)
    if kept.exists():
        return
    draft = kept.with_name(f"{kept.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    # Side by side as the package has them: the programs find their libraries by relative paths.
    for folder in (now.bin.parent, package.with_name(f"{package.name}.libs")):
        if folder.is_dir():
            target = draft / folder.relative_to(package.parent)
            shutil.copytree(folder, target, copy_function=_link, symlinks=True)
    draft.rename(kept)


def older_programs(home: Path, major: str) -> Programs | None:
    """The programs of an older version: the package brings some, others were kept beside the data."""
    for root in (installed().bin.parent.parent, _kept(home, major)):
        for postgres in sorted(root.rglob("bin/postgres")):
            programs = programs_of(postgres.parent)
            if programs.major == major:
                return programs
    return None


def finish_or_upgrade(server: EmbeddedServer) -> None:
    """Bring an older cluster to the installed version; does nothing when there is none.

    Raises `EmbeddedServerError` when nobody has the older programs or the disk has no room; nothing is
    changed then.
    """
    aside = server.home / "next"
    if not server.data.exists() and not (aside / _COMPLETE).exists():
        return
    with server.locked("upgrade.lock"):
        fresh = EmbeddedServer(aside)
        if not server.data.exists():
            _change_over(server, fresh, aside)
        found = server.version()
        if found is not None and found != installed().major:
            _upgrade(server, fresh, aside, found)


def _upgrade(server: EmbeddedServer, fresh: EmbeddedServer, aside: Path, found: str) -> None:
    programs = older_programs(server.home, found)
    if programs is None:
        raise EmbeddedServerError(
            f"{server.data} was made by PostgreSQL {found}, this is {installed().major}, and the programs of "
            f"{found} are not here: restore a backup into an empty data folder (docs/operations.md)"
        )
    _check_room(server)
    shutil.rmtree(aside, ignore_errors=True)
    older = EmbeddedServer(server.home.parent, programs=programs)
    dump = server.home / "upgrade.dump"
    try:
        older.start()
        _pg("pg_dump", older, "--format=custom", "--file", str(dump))
        older.stop()
        fresh.start()
        _pg("pg_restore", fresh, "--single-transaction", "--exit-on-error", str(dump))
        _pg("vacuumdb", fresh, "--analyze-only", "--quiet")
        fresh.stop()
    finally:
        dump.unlink(missing_ok=True)
        older.stop()
        fresh.stop()
    (aside / _COMPLETE).touch()
    _change_over(server, fresh, aside)


def _change_over(server: EmbeddedServer, fresh: EmbeddedServer, aside: Path) -> None:
    found = server.version()
    if found is not None:
        server.data.rename(_unused(server.data.with_name(f"data-{found}")))
    fresh.data.rename(server.data)
    shutil.rmtree(aside)


def _unused(path: Path) -> Path:
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{path.name.split('.')[0]}.{number}")
    return path


def _check_room(server: EmbeddedServer) -> None:
    size = sum(p.stat().st_size for p in server.data.rglob("*") if p.is_file())
    free = shutil.disk_usage(server.home).free
    if free < size * _ROOM_FACTOR:
        raise EmbeddedServerError(
            f"the disk is full: its new version needs {size * _ROOM_FACTOR // 10**6} MB beside "
            f"the old one, and {free // 10**6} MB are free in {server.home}"
        )


def _pg(program: str, server: EmbeddedServer, *arguments: str) -> None:
    done = subprocess.run(
        [str(installed().bin / program), "--no-password", "--dbname", server.owner_dsn, *arguments],
        env={**{n: v for n, v in os.environ.items() if not n.startswith("PG")}, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise EmbeddedServerError(
            f"the database {DATABASE} could not be carried over, the old one is as it was: {last}"
        )


def _kept(home: Path, major: str) -> Path:
    return home / "programs" / major


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
            raise
        shutil.copy2(source, target)
