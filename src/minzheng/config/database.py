"""Which database Django talks to, and as whom."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import psycopg

from minzheng.config import environment
from minzheng.config.embedded import APP, OWNER, Cluster, refuse_when_not_durable
from minzheng.config.engine import DatabaseProblem

_ROLES: Final = {"app": APP, "owner": OWNER}


def own_server() -> bool:
    """Whether the operator gave a PostgreSQL of his own."""
    return bool(environment.text("DATABASE_URL"))


def role() -> str:
    """`app` for everything that runs, `owner` for migrations."""
    value = environment.text("MINZHENG_DATABASE_ROLE")
    if value not in _ROLES:
        raise environment.SettingProblem(
            f"设置 MINZHENG_DATABASE_ROLE 只能是 app 或 owner，现在是“{value}”。\n"
            f"Setting MINZHENG_DATABASE_ROLE must be app or owner, not {value!r}."
        )
    return value


def settings(data: Path) -> dict[str, Any]:
    """Django's entry for the default database."""
    pool = environment.number("MINZHENG_POOL")
    # Values travel apart from the text, and a text that comes again is planned once per connection: measured, parsing
    # and planning the composed statements anew cost more than running them (docs/decisions).
    options: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 5}
    if pool and role() == "app":
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10, "max_idle": 300}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **(_given() if own_server() else _bundled(Cluster(data))),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _bundled(cluster: Cluster) -> dict[str, Any]:
    passwords = cluster.passwords() if cluster.exists() else {}
    name = _ROLES[role()]
    return {
        "NAME": "minzheng",
        "USER": name,
        "PASSWORD": passwords.get(name, ""),
        "HOST": str(cluster.socket),
        "PORT": "",
    }


def _given() -> dict[str, Any]:
    name = "DATABASE_URL" if role() == "app" else "DATABASE_OWNER_URL"
    value = environment.text(name)
    if not value:
        raise environment.SettingProblem(
            "用自备数据库时，迁移要用所有者角色：请设置 DATABASE_OWNER_URL。\n"
            "Migrations on your own server need the owner's role: set DATABASE_OWNER_URL."
        )
    return parsed(name, value)


def parsed(name: str, address: str) -> dict[str, Any]:
    """Django's words for a `postgresql://user:password@host:port/database` address."""
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/") or not parts.username:
        raise environment.SettingProblem(
            f"{name} 看不懂。要写成 postgresql://用户:口令@主机:5432/数据库。\n"
            f"{name} is not understood. Write postgresql://user:password@host:5432/database."
        )
    query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
    }


_OLDEST: Final = 15


def refuse_unfit_server() -> None:
    """Refuse a server of the operator's that is too old, may lose data, or whose run-time role is too mighty."""
    known = parsed("DATABASE_URL", environment.text("DATABASE_URL"))
    words = {
        "dbname": known["NAME"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "host": known["HOST"],
    }
    try:
        connection = psycopg.connect(**words, port=known["PORT"] or None, connect_timeout=10)
    except psycopg.OperationalError as problem:
        raise DatabaseProblem(
            "连不上 DATABASE_URL 指的数据库，请核对地址、用户和口令，确认它在运行。\n"
            f"The database in DATABASE_URL cannot be reached: {type(problem).__name__}. Check address, user, password."
        ) from None
    with connection:
        if connection.info.server_version < _OLDEST * 10_000:
            raise DatabaseProblem(
                f"需要 PostgreSQL {_OLDEST} 或更新的版本。PostgreSQL {_OLDEST} or later is needed."
            )
        refuse_when_not_durable(connection)
        mighty = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if mighty is None or mighty[0]:
            raise DatabaseProblem(
                "DATABASE_URL 用的是超级用户。请换成没有特权的运行角色。\n"
                "DATABASE_URL names a superuser. Use a run-time role without power."
            )
