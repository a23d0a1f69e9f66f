"""Settings from the environment (`DOUGONG_…`), read once at a door and handed on; no room reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from fastapi import Depends, Request
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator may set. Defaults make `dougong up` work with nothing set at all."""

    model_config = SettingsConfigDict(env_prefix="DOUGONG_", extra="ignore", frozen=True)

    data: Path = Path("var")
    database_url: str = ""
    redis_url: str = ""
    reports_database_url: str = Field(
        default="",
        pattern=r"^(postgres(ql)?://\S+)?$",
        description="a streaming replica of the PostgreSQL above, for what dashboards ask; empty: all is asked there",
    )
    otlp_endpoint: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="a collector of OpenTelemetry, http://collector:4318: traces go to …/v1/traces. Empty: none",
    )
    otlp_headers: SecretStr = Field(default=SecretStr(""), description="for it: authorization=Bearer …,x-team=crm")
    traces_ratio: float = Field(default=1.0, ge=0, le=1, description="how many of the traces are kept")
    broker_url: str = Field(
        default="",
        pattern=r"^((amqps?|rediss?|unix)://\S+)?$",
        description="what wakes workers: amqp://user:password@host:5672/vhost is RabbitMQ. Empty: DOUGONG_REDIS_URL",
    )
    database_connections: int = Field(
        default=20, ge=4, le=500, description="PostgreSQL: the most connections one process opens"
    )
    keep_outbox_days: int = Field(
        default=180, ge=1, description="how long what flows that ended have sent, and what came back, is kept"
    )
    drain_seconds: float = Field(
        default=0,
        ge=0,
        le=300,
        description="after SIGTERM: how long a web process serves on while /api/ready says no",
    )
    slow_ms: int = Field(
        default=500, ge=0, le=600_000, description="requests and statements from so many ms on are listed; 0: none"
    )
    admin_email: str = "admin@example.com"
    admin_password: SecretStr | None = None
    language: Literal["zh-CN", "en"] = "zh-CN"
    timezone: str = "Asia/Shanghai"
    public_url: str = ""
    backup_folder: str = Field(
        default="", max_length=500, description="where workers put the backups that administrators ask for"
    )
    backup_recipients: str = Field(
        default="", max_length=4000, description="public keys of age for these, comma-separated: age1…"
    )
    trusted_proxies: str = Field(default="", description="comma-separated addresses whose X-Forwarded-* we believe")
    session_idle_minutes: int = Field(default=12 * 60, ge=5)
    session_days: int = Field(default=14, ge=1)
    confirm_minutes: int = Field(
        default=15, ge=1, le=24 * 60, description="how long a sign-in is fresh enough for more"
    )
    upload_mb: int = Field(default=50, ge=1, le=2048)
    files_url: str = Field(default="", description="s3://bucket/prefix (AWS_* variables apply); empty: a folder")
    log_format: Literal["console", "json"] = "console"
    smtp_url: str = Field(
        default="", description="smtp://user:password@host:587 (STARTTLS) or smtps://…:465; empty: no mail is sent"
    )
    mail_from: str = Field(default="", description="the sender of mails: «斗拱 <dougong@example.com>»")
    secret_key: SecretStr | None = Field(
        default=None,
        description="seals secrets of connections and webhooks; old keys after a comma. Empty: secret.key in the data",
    )
    map_tiles: str = Field(
        default="",
        pattern=r"^(https?://[a-z0-9.-]+(:\d+)?/\S*)?$",
        description="pictures under maps: https://tiles.example.com/{z}/{x}/{y}.png. Empty: coasts and degrees only",
    )
    map_credit: str = Field(default="", max_length=200, description="whose maps they are, shown in a corner")
    map_datum: Literal["wgs84", "gcj02"] = Field(default="wgs84", description="gcj02: maps of Chinese providers")
    private: bool = Field(
        default=False, description="nothing is called but what DOUGONG_OUTBOUND_ALLOW lists, no other name looked up"
    )
    outbound_allow: str = Field(
        default="", description="comma-separated hosts, *.domains or networks that calls may reach though private"
    )

    @property
    def backup_keys(self) -> tuple[str, ...]:
        """Whom backups are encrypted for."""
        return tuple(key for each in self.backup_recipients.split(",") if (key := each.strip()))

    @property
    def wake_url(self) -> str:
        """Of the broker that wakes workers; empty when they look by themselves."""
        return self.broker_url or self.redis_url

    @property
    def secure_cookies(self) -> bool:
        """Cookies are marked Secure when the address people use is https."""
        return self.public_url.startswith("https://")

    @property
    def map_origin(self) -> str:
        """Where pictures of maps come from, or nothing."""
        return "/".join(self.map_tiles.split("/")[:3])

    @property
    def map_document(self) -> dict[str, str] | None:
        """What the page needs to draw maps upon pictures: `{"tiles", "credit", "datum"}`."""
        if not self.map_tiles:
            return None
        return {"tiles": self.map_tiles, "credit": self.map_credit, "datum": self.map_datum}

    @property
    def sqlalchemy_url(self) -> str:
        """`DOUGONG_DATABASE_URL` with the driver we use, else the SQLite file under `data`."""
        if not self.database_url:
            return f"sqlite:///{self.sqlite_file}"
        return _with_driver(self.database_url)

    @property
    def sqlite_file(self) -> Path:
        """The database where no other is set; it need not be there."""
        return self.data.resolve() / "dougong.sqlite3"

    @property
    def reports_url(self) -> str:
        """`DOUGONG_REPORTS_DATABASE_URL` with the driver we use, or nothing."""
        return _with_driver(self.reports_database_url)


def _with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


Configured = Annotated[Settings, Depends(_settings)]
"""The settings, for routes."""
