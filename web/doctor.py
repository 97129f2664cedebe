"""`shoutou doctor`: look at an installation and say in one line each what is well and what is not."""

from __future__ import annotations

import asyncio
import importlib.metadata
import importlib.util
import os
import runpy
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from models import probe
from web import bootstrap
from web.encoders import encoder_for
from web.settings import Settings
from web.site_key import PRIVATE_FILE, published

_LOCAL_MODELS_NEED_GB = 1.0
# A worker takes what is due within seconds; the longest job takes minutes.
_PATIENCE_SECONDS = 1800


class Trouble(Exception):
    """Something that the operator should mend."""


async def examine(chosen: Settings) -> bool:
    """Print every finding; True when nothing is wrong."""
    well = True
    for name in CHECKS:
        finding = await find(name, chosen)
        well = well and isinstance(finding, str)
        print(f"{'✓' if isinstance(finding, str) else '✗'} {name}: {finding}")
    return well


async def find(name: str, chosen: Settings) -> str | Exception:
    """What one check has to say: a fact, or the trouble."""
    try:
        return await CHECKS[name](chosen)
    except (Trouble, bootstrap.CannotStart) as error:
        return error


async def _python(chosen: Settings) -> str:
    return sys.version.split()[0]


async def _torch(chosen: Settings) -> str:
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        raise Trouble("not installed: make setup")
    # Its own note of how it was built; importing all of it takes seconds.
    built = runpy.run_path(str(Path(found.origin).with_name("version.py")))
    if built["cuda"] is not None:
        raise Trouble(
            f"{built['__version__']} is a CUDA build of several gigabytes: see PIP_FLAGS in README.md"
        )
    return (
        f"{built['__version__']}, sentence-transformers {importlib.metadata.version('sentence-transformers')}"
    )


async def _data_dir(chosen: Settings) -> str:
    with bootstrap.sentences():
        bootstrap.prepare_data_dir(chosen)
    if not os.access(chosen.data_dir, os.W_OK):
        raise Trouble(f"{chosen.data_dir} cannot be written")
    free = shutil.disk_usage(chosen.data_dir).free / 1e9
    if free < _LOCAL_MODELS_NEED_GB:
        raise Trouble(f"only {free:.1f} GB are free in {chosen.data_dir}")
    for key in (chosen.data_dir / "secret_key", chosen.data_dir / PRIVATE_FILE):
        if key.exists() and key.stat().st_mode & 0o077:
            raise Trouble(f"{key} can be read by others: chmod 600 {key}")
    return f"{chosen.data_dir}, {free:.0f} GB free"


async def _site_key(chosen: Settings) -> str:
    with bootstrap.sentences():
        bootstrap.prepare_data_dir(chosen)
    now, *old = published(chosen.data_dir)
    retired = f", {len(old)} retired and still published" if old else ""
    return f"{now.key_id} (Ed25519) signs what leaves the house{retired}"


async def _database(chosen: Settings) -> str:
    from models import migrate

    async with bootstrap.database(chosen, _silent) as prepared:
        facts = await probe.server_facts(prepared.app_dsn)
        if facts["superuser"] == "True":
            raise Trouble(
                f"DATABASE_URL signs in as the superuser {facts['role']}: give it a role that owns nothing "
                "and the owner's address to MIGRATE_DATABASE_URL"
            )
        current = await asyncio.to_thread(migrate.is_current, prepared.owner_dsn)
    if not current:
        raise Trouble("migrations are missing: shoutou migrate")
    kind = "embedded" if chosen.embedded else "DATABASE_URL"
    return f"{kind}, " + ", ".join(f"{name} {value}" for name, value in facts.items() if name != "superuser")


def _silent(_: str) -> None:
    """The findings are enough to read."""


async def _standing(chosen: Settings) -> probe.Standing | None:
    """How the work goes; None where the database is not up to date, of which another check tells."""
    from models import migrate

    async with bootstrap.database(chosen, _silent) as prepared:
        if not await asyncio.to_thread(migrate.is_current, prepared.owner_dsn):
            return None
        return await probe.standing(prepared.owner_dsn)


async def _work(chosen: Settings) -> str:
    found = await _standing(chosen)
    if found is None:
        return "not known before the migrations"
    if found.n_failed:
        raise Trouble(
            f"{found.n_failed} jobs failed and are held ({found.failed}): read the worker's log and mend the "
            "cause; it tries them again when it starts"
        )
    waits = max(found.job_waits_seconds, found.mail_waits_seconds if chosen.smtp_url else 0)
    if waits > _PATIENCE_SECONDS:
        raise Trouble(f"something waits for {waits // 60} minutes: no worker is running (shoutou worker)")
    if found.n_mails_given_up:
        raise Trouble(
            f"{found.n_mails_given_up} mails of the last week were refused or given up: see /admin/outbox"
        )
    return "nothing failed, nothing waits"


async def _ledger(chosen: Settings) -> str:
    found = await _standing(chosen)
    if found is None or found.looked_over_at is None:
        return "not looked over yet: the worker does it every night, shoutou verify-ledger at once"
    if found.n_findings:
        raise Trouble(
            f"{found.n_findings} things do not fit, seen {found.looked_over_at:%Y-%m-%d %H:%M} UTC: "
            "shoutou verify-ledger tells which"
        )
    return f"{found.n_entries} entries held when looked over on {found.looked_over_at:%Y-%m-%d %H:%M} UTC"


async def _model(chosen: Settings) -> str:
    try:
        encoder = encoder_for(chosen.embedding_model)
        row = (await asyncio.to_thread(encoder.encode_documents, ["cold chain for orchards"]))[0]
    except (OSError, ValueError, ImportError) as error:
        raise Trouble(
            f"EMBEDDING_MODEL {chosen.embedding_model} cannot be used: {str(error).splitlines()[0]}"
        ) from error
    return f"{encoder.name}, {len(row)} dimensions"


async def _paper(chosen: Settings) -> str:
    from web.paper.typeset import NoChineseFont, chinese_family

    try:
        return f"set in {await asyncio.to_thread(chinese_family, chosen.fonts_dir)}"
    except NoChineseFont as error:
        raise Trouble(
            "no font with Chinese characters, so no PDF is made: install one (Debian: fonts-noto-cjk) "
            f"or put it into {chosen.fonts_dir}"
        ) from error


async def _mail(chosen: Settings) -> str:
    if chosen.smtp_url is None:
        return "no SMTP_URL: mail stays in the outbox"
    return f"sent as {chosen.mail_from}"


async def _address(chosen: Settings) -> str:
    if chosen.base_url is None and chosen.bind not in {"127.0.0.1", "localhost", "::1"}:
        raise Trouble("people reach it from outside (BIND) but BASE_URL is not set: links in mails are wrong")
    static = Path(__file__).parent / "static"
    if not static.is_dir():
        raise Trouble(f"{static} is missing: the installation is incomplete")
    return chosen.public_url


CHECKS: dict[str, Callable[[Settings], Awaitable[str]]] = {
    "Python": _python,
    "PyTorch": _torch,
    "data folder": _data_dir,
    "site key": _site_key,
    "database": _database,
    "work": _work,
    "ledger": _ledger,
    "text model": _model,
    "paper": _paper,
    "mail": _mail,
    "address": _address,
}
