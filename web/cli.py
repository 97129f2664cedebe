"""The command line `shoutou`: `shoutou --help` tells all. Each command is a few lines over what does it."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from models.embedded import EmbeddedServer
from models.entities.people import GRANTABLE
from models.entities.vocabulary import Role
from models.errors import DomainError
from web import backup, bootstrap, ledger_commands, site_key, supervisor
from web.bootstrap import CannotStart, Prepared
from web.i18n import use_locale
from web.sentences import sentence
from web.settings import Settings, SettingsError, load
from web.supervisor import say

_PASSWORD_VARIABLE = "SHOUTOU_PASSWORD"  # noqa: S105 - a variable's name


def _run(chosen: Settings, arguments: argparse.Namespace) -> None:
    if sys.stderr.isatty() and "log_level" not in chosen.model_fields_set:
        # A person is watching: a line for each request would bury the address and the sign-ins.
        chosen = chosen.model_copy(update={"log_level": "WARNING"})
    asyncio.run(supervisor.run(chosen, demo=not arguments.no_demo))


def _serve(chosen: Settings, _: argparse.Namespace) -> None:
    asyncio.run(supervisor.serve(chosen))


def _worker(chosen: Settings, _: argparse.Namespace) -> None:
    if chosen.embedded and not EmbeddedServer(chosen.data_dir).is_running():
        raise CannotStart(
            "the embedded database is not running: `shoutou run` starts it with a worker, or set DATABASE_URL"
        )
    children = asyncio.run(bootstrap.connect_database(chosen, say)).settings
    # The worker's process imports what the command line does not know.
    os.execve(  # noqa: S606 - our own interpreter, our own module
        sys.executable, [sys.executable, "-m", "web.worker"], {**os.environ, **children.environment()}
    )


def _migrate(chosen: Settings, arguments: argparse.Namespace) -> None:
    if arguments.sql:
        from models import migrate

        migrate.offline_sql()
        return

    async def command() -> None:
        async with bootstrap.database(chosen, say) as prepared:
            await bootstrap.migrate(prepared, say)

    asyncio.run(command())
    say("the database is up to date")


def _seed(chosen: Settings, _: argparse.Namespace) -> None:
    async def command() -> None:
        async with bootstrap.database(chosen, say) as prepared:
            await bootstrap.migrate(prepared, say)
            await bootstrap.load_demo(prepared, say)

    asyncio.run(command())
    for line in bootstrap.sign_ins(chosen):
        print(line)


def _embed(chosen: Settings, _: argparse.Namespace) -> None:
    async def command() -> int:
        # Imported here: the encoder brings PyTorch.
        from models.db import Database
        from web import embed

        async with bootstrap.database(chosen, say) as prepared:
            await bootstrap.migrate(prepared, say)
            db = await Database.connect(prepared.app_dsn)
            try:
                return await embed.encode_everything(db, chosen.embedding_model, chosen.encoders_dir, say)
            finally:
                await db.close()

    say(f"{asyncio.run(command())} texts were encoded here; a running worker did the others")


def _train(chosen: Settings, _: argparse.Namespace) -> None:
    async def command() -> str:
        # Imported here: fitting brings scipy.
        from models.db import Database
        from web.services.training import train_now

        async with bootstrap.database(chosen, say) as prepared:
            await bootstrap.migrate(prepared, say)
            db = await Database.connect(prepared.app_dsn)
            try:
                return await train_now(db)
            finally:
                await db.close()

    say("learning from the feedback on record")
    say(asyncio.run(command()))


def _index(chosen: Settings, _: argparse.Namespace) -> None:
    async def command() -> int:
        from models.vector_indexes import keep_indexes

        async with bootstrap.database(chosen, say) as prepared:
            await bootstrap.migrate(prepared, say)
            return await keep_indexes(prepared.owner_dsn, above=chosen.vector_index_from, say=say)

    made = asyncio.run(command())
    say(f"made {made} indexes on vectors" if made else "no index on vectors is missing")


def _user_add(chosen: Settings, arguments: argparse.Namespace) -> None:
    password = _ask_password()

    async def command(prepared: Prepared) -> None:
        from models.db import Database
        from web.clock import SystemClock
        from web.services.accounts import create_person

        db = await Database.connect(prepared.app_dsn)
        try:
            await create_person(
                db,
                SystemClock(),
                email=arguments.email,
                name=arguments.name,
                password=password,
                roles=arguments.role,
                locale=arguments.language,
            )
        finally:
            await db.close()

    async def whole() -> None:
        async with bootstrap.database(chosen, say) as prepared:
            await bootstrap.migrate(prepared, say)
            await command(prepared)

    try:
        asyncio.run(whole())
    except DomainError as error:
        with use_locale("en"):
            raise CannotStart(
                f"{arguments.email} was not added: {sentence(error.code, **error.params)}"
            ) from error
    say(f"{arguments.email} may sign in{' as ' if arguments.role else ''}{', '.join(arguments.role)}")


def _ask_password() -> str:
    """From the environment for scripts, else typed twice; never an argument, which others could read."""
    given = os.environ.get(_PASSWORD_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise CannotStart(f"no terminal to ask for a password: set {_PASSWORD_VARIABLE}")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Once more: "):
        raise CannotStart("the two passwords differ")
    return first


def _role(text: str) -> Role:
    """The word that people say for the shorter one that the pages' addresses use."""
    role = "admin" if text == "administrator" else text
    if role not in GRANTABLE:
        raise argparse.ArgumentTypeError(f"{text} is none of {', '.join(GRANTABLE)}")
    return Role(role)


def _backup(chosen: Settings, arguments: argparse.Namespace) -> None:
    asyncio.run(backup.back_up(chosen, arguments.file, say))
    say(f"everything is in {arguments.file}; it holds personal data and the key, keep it safe")


def _restore(chosen: Settings, arguments: argparse.Namespace) -> None:
    asyncio.run(backup.restore(chosen, arguments.file, say))
    say("restored")


def _verify_ledger(chosen: Settings, arguments: argparse.Namespace) -> None:
    kept = ledger_commands.read_heads(arguments.head) if arguments.head is not None else []
    verdict = asyncio.run(ledger_commands.verify(chosen, kept, say))
    with use_locale("en"):
        for line in ledger_commands.told(verdict):
            print(line)
    if not verdict.holds:
        sys.exit(1)


def _ledger_head(chosen: Settings, arguments: argparse.Namespace) -> None:
    text = asyncio.run(ledger_commands.heads(chosen, say))
    if arguments.out is None:
        print(text, end="")
    else:
        ledger_commands.write_whole(arguments.out, text)
        say(f"the heads are in {arguments.out}; keep it where nobody of this site can reach it")


def _ledger_export(chosen: Settings, arguments: argparse.Namespace) -> None:
    n_entries = asyncio.run(ledger_commands.export(chosen, arguments.file, say))
    say(f"{n_entries} entries are in {arguments.file}; it names companies and amounts, and no person")


def _site_key(chosen: Settings, arguments: argparse.Namespace) -> None:
    with bootstrap.sentences():
        bootstrap.prepare_data_dir(chosen)
    if arguments.rotate:
        old, new = site_key.rotate(chosen.data_dir)
        say(f"{new.key_id} signs from now on; {old.key_id} stays published. Restart web and worker")
    print(json.dumps({"keys": [key.jwk() for key in site_key.published(chosen.data_dir)]}, indent=2))


def _doctor(chosen: Settings, _: argparse.Namespace) -> None:
    from web import doctor

    if not asyncio.run(doctor.examine(chosen)):
        sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shoutou",
        description="Founder-investor matchmaking and roadshow platform.",
        epilog="Settings come from the environment: docs/configuration.md. "
        "Without DATABASE_URL an embedded PostgreSQL in DATA_DIR is used.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(
        name: str, function: Callable[[Settings, argparse.Namespace], None], text: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")
        command.set_defaults(function=function)
        return command

    run = add("run", _run, "everything for one machine: database, demo world, web and worker")
    run.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    add("serve", _serve, "the web processes alone")
    add("worker", _worker, "the worker alone: encodes, reads decks, sends mail, solves plans, trains")
    migrate = add("migrate", _migrate, "bring the database up to date (with MIGRATE_DATABASE_URL's rights)")
    migrate.add_argument("--sql", action="store_true", help="print the SQL instead of applying it")
    add("seed", _seed, "load the demo world into an empty database")
    add("embed", _embed, "encode everything with EMBEDDING_MODEL; the old vectors serve until all is done")
    add("train", _train, "learn from feedback, compare with the model in use, change over if better")
    add("index", _index, "make the index on vectors that a very large site needs (VECTOR_INDEX_FROM)")
    user = commands.add_parser("user", help="accounts: `shoutou user add`", description="Accounts.")
    users = user.add_subparsers(dest="user_command", metavar="COMMAND", required=True)
    user_add = users.add_parser(
        "add",
        help="add a person, such as the first administrator",
        description="Add a person whose address counts as verified. The password is asked for, or taken "
        f"from {_PASSWORD_VARIABLE}.",
    )
    user_add.set_defaults(function=_user_add)
    user_add.add_argument("email", help="the address to sign in with")
    user_add.add_argument("--name", required=True, help="how others see them")
    user_add.add_argument(
        "--role",
        action="append",
        default=[],
        type=_role,
        metavar="ROLE",
        help=f"{', '.join(GRANTABLE)}; may be given more than once. Other roles come from acting for an "
        "organisation, which is done on its pages",
    )
    user_add.add_argument("--language", choices=["zh", "en"], default="zh", help="of pages and mails")
    saved = add("backup", _backup, "database, files and key as one file; the platform may go on meanwhile")
    saved.add_argument("file", type=Path, help="where to write it")
    wanted = add("restore", _restore, "put a backup into an installation where nobody has an account yet")
    wanted.add_argument("file", type=Path, help="a file that `shoutou backup` wrote")
    verify = add(
        "verify-ledger", _verify_ledger, "reckon the whole ledger anew; 1 when anything does not fit"
    )
    verify.add_argument(
        "--head", type=Path, metavar="FILE", help="heads kept outside, which the chain has to agree with"
    )
    head = add("ledger-head", _ledger_head, "print the signed heads of the ledger, for outsiders to keep")
    head.add_argument("--out", type=Path, metavar="FILE", help="write them to a file, whole or not at all")
    entries = add(
        "ledger-export", _ledger_export, "write every entry of the chain, for an auditor to reckon anew"
    )
    entries.add_argument("file", type=Path, help="where to write it, a line of JSON for each entry")
    key = add("site-key", _site_key, "print the public keys that this site's signatures are checked with")
    key.add_argument("--rotate", action="store_true", help="make a new key; the old one stays published")
    add("doctor", _doctor, "say what is wrong with this installation, if anything")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 with one sentence when it cannot be, 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    try:
        with bootstrap.sentences():
            arguments.function(load(), arguments)
    except (CannotStart, SettingsError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    return 0


def entry() -> NoReturn:
    """`python -m web.cli`."""
    sys.exit(main())


if __name__ == "__main__":
    entry()
