"""Every setting of the platform, typed; the environment is read here and nowhere else."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

# The model whose weights come with the installed packages; `hashing` needs none at all.
BUNDLED_MODEL = "all-MiniLM-L6-v2"
_KEY_FILE = "secret_key"
_PROJECT = Path(__file__).resolve().parents[1]


class SettingsError(Exception):
    """The environment holds a value that cannot be used."""


def _postgres(value: str) -> str:
    if urlsplit(value).scheme not in {"postgresql", "postgres"}:
        raise ValueError("must begin with postgresql://")
    return value


def _smtp(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("must look like smtp://user:password@host:587 or smtps://host:465")
    _ = parts.port  # Raises ValueError when it is no port.
    return value


def _http(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must look like https://shoutou.example.org")
    return value.rstrip("/")


def _default_data_dir() -> Path:
    """`.data` of the project; of the current folder when the packages are installed elsewhere."""
    in_project = (_PROJECT / "pyproject.toml").exists()
    return (_PROJECT if in_project else Path.cwd()) / ".data"


PostgresUrl = Annotated[str, AfterValidator(_postgres)]
SmtpUrl = Annotated[str, AfterValidator(_smtp)]
HttpUrl = Annotated[str, AfterValidator(_http)]
LogLevel = Annotated[str, BeforeValidator(str.upper), Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")]


class Settings(BaseModel):
    """What may differ between two installations; `docs/configuration.md` explains each."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database_url: PostgresUrl | None = Field(
        default=None,
        repr=False,
        description="PostgreSQL 15+ with pgvector, with the application's rights. "
        "Unset: an embedded server in `DATA_DIR`.",
    )
    migrate_database_url: PostgresUrl | None = Field(
        default=None,
        repr=False,
        description="The same database with its owner's rights, for migrations. Unset: `DATABASE_URL`.",
    )
    data_dir: Annotated[Path, AfterValidator(Path.absolute)] = Field(
        default_factory=_default_data_dir,
        description="Uploaded files, keys and the embedded database. Unset: `.data` in the project.",
    )
    embedding_model: str = Field(
        default=BUNDLED_MODEL,
        min_length=1,
        description="The text model: the bundled one, a folder, a hub's name, or `hashing` "
        "(needs no weights; for tests).",
    )
    bind: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    base_url: HttpUrl | None = Field(
        default=None,
        description="How people reach the platform, for links in mails and calendars. "
        "Unset: `http://localhost:PORT`. With https, cookies are marked Secure.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Signs links and tokens; at least 32 characters. "
        "Unset: made once and kept in `DATA_DIR/secret_key`.",
    )
    smtp_url: SmtpUrl | None = Field(
        default=None,
        repr=False,
        description="Mail server: `smtp://user:password@host:587` (STARTTLS where offered) or "
        "`smtps://…`. Unset: mail stays in the outbox, which a page shows.",
    )
    mail_from: str = Field(
        default="Shoutou <no-reply@localhost>", min_length=3, description="Sender of all mail."
    )
    second_factor: Annotated[str, Field(pattern="^(required|optional)$")] | None = Field(
        default=None,
        description="`required` or `optional` for organisers, officers and administrators; who has set "
        "one up is always asked. Unset: required, but optional with the embedded demo database.",
    )
    web_concurrency: int = Field(default=1, ge=1, le=64, description="Number of web processes.")
    db_pool_size: int = Field(
        default=10, ge=3, le=200, description="Most connections of one process to the database."
    )
    worker_sweep_seconds: float = Field(
        default=5.0,
        gt=0,
        le=3600,
        description="How often the worker looks for work that no job announced.",
    )
    silent_days: int = Field(
        default=14,
        ge=1,
        le=365,
        description="After how many days without a move a side of a deal is called silent, "
        "and both are told.",
    )
    answer_days: int = Field(
        default=30,
        ge=4,
        le=365,
        description="How many days a proposed record of money waits for the other side; then it expires. "
        "Both sides are reminded three days before.",
    )
    service_remind_days: int = Field(
        default=5,
        ge=1,
        le=90,
        description="After how many days without a step both sides of a request for a service are reminded.",
    )
    service_expire_days: int = Field(
        default=20,
        ge=2,
        le=365,
        description="After how many days without an answer a request for a service ends by itself.",
    )
    webhooks_local: bool = Field(
        default=False,
        description="`true`: webhooks may go to this machine, over http too; for trying them out.",
    )
    vector_index_from: int = Field(
        default=200_000,
        ge=1,
        description="How many pitches a site needs before vectors are searched by the database's index "
        "(`shoutou index` makes it) and no longer in memory. See [scale.md](scale.md).",
    )
    log_level: LogLevel = Field(default="INFO", description="`debug`, `info`, `warning` or `error`.")
    forwarded_allow_ips: str = Field(
        default="127.0.0.1",
        description="Proxies whose `X-Forwarded-*` headers are believed, comma-separated.",
    )

    @property
    def embedded(self) -> bool:
        """Whether the platform brings its own database."""
        return self.database_url is None

    @property
    def public_url(self) -> str:
        """How people reach the platform, without a slash at the end."""
        return self.base_url or f"http://localhost:{self.port}"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may demand https: on plain http a browser would drop them."""
        return self.public_url.startswith("https://")

    @property
    def second_factor_required(self) -> bool:
        """Whether organisers, officers and administrators must set up a second factor."""
        chosen = self.second_factor or ("optional" if self.embedded else "required")
        return chosen == "required"

    @property
    def files_dir(self) -> Path:
        """Where uploaded files lie."""
        return self.data_dir / "files"

    @property
    def fonts_dir(self) -> Path:
        """Where a site may put fonts of its own for printed sheets."""
        return self.data_dir / "fonts"

    @property
    def encoders_dir(self) -> Path:
        """Where text models lie in the form that the web process reads."""
        return self.data_dir / "encoders"

    @cached_property
    def signing_key(self) -> str:
        """SECRET_KEY, or the key in DATA_DIR, made when first asked for."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.data_dir / _KEY_FILE
        _write_once(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, for a child process."""
        found: dict[str, str] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if value is not None:
                plain = value.get_secret_value() if isinstance(value, SecretStr) else value
                found[name.upper()] = str(plain)
        return found


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the environment; raises `SettingsError` that names each setting that is wrong.

    An empty variable counts as unset. Overrides are what a command line said.
    """
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {
        name: source[name.upper()] for name in Settings.model_fields if source.get(name.upper())
    }
    try:
        return Settings(**{**values, **overrides})
    except ValidationError as error:
        raise SettingsError("; ".join(map(_sentence, error.errors()))) from None


def _sentence(item: Any) -> str:
    """The name of a wrong setting and what it should be; never its value, which may be a secret."""
    name = ".".join(str(part) for part in item["loc"]).upper()
    message = str(item["msg"]).removeprefix("Value error, ")
    return f"{name} {message[:1].lower()}{message[1:]}"


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all; an existing one stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # A hard link refuses to replace: of two processes that start together one key wins.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
