"""The settings an operator may give, and the only place that reads the environment.

What it is for: names, defaults and meanings of every setting, as data (the reference page is generated from it).
What it is not for: Django's settings, which stand in `settings.py` and ask here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


class SettingProblem(Exception):
    """A setting that cannot be used; its text names the setting and says how to mend it, in Chinese and English."""


@dataclass(frozen=True)
class Setting:
    """One setting: its name in the environment, its default as text, and what it means (Chinese, then English).

    `secret`: never shown. `on_off`: 1 or 0. `bounds`: a whole number, least and most.
    """

    name: str
    default: str
    meaning: str
    english: str
    secret: bool = False
    on_off: bool = False
    bounds: tuple[int, int] | None = None


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "MINZHENG_DATA",
        "var",
        "数据目录：自带数据库、上传的文件、密钥都在里面。相对路径从当前目录算起",
        "Data folder: bundled database, uploaded files, keys. A relative path counts from the current folder",
    ),
    Setting(
        "MINZHENG_PORT",
        "8000",
        "网页服务的端口，1–65535",
        "Port of the web server, 1 to 65535",
        bounds=(1, 65535),
    ),
    Setting(
        "MINZHENG_BIND",
        "127.0.0.1",
        "网页服务监听的地址；对外开放时前面要有 HTTPS 代理",
        "Address that the web server listens on; put an HTTPS proxy in front before you open it",
    ),
    Setting(
        "MINZHENG_HOSTS",
        "localhost 127.0.0.1 [::1]",
        "允许的域名，用空格隔开",
        "Host names that are answered, separated by spaces",
    ),
    Setting(
        "MINZHENG_HTTPS",
        "0",
        "1 表示前面有 HTTPS 代理：Cookie 加 Secure，发 HSTS，信任代理的 X-Forwarded-Proto",
        "1 when an HTTPS proxy stands in front: Secure cookies, HSTS, X-Forwarded-Proto is trusted",
        on_off=True,
    ),
    Setting(
        "DATABASE_URL",
        "",
        "自备 PostgreSQL（15 及以上）的地址，用运行角色（不是所有者）；空着就用自带的数据库。"
        "例：postgresql://mz_app:口令@主机:5432/minzheng",
        "Address of your own PostgreSQL (15 or later) with the run-time role, not the owner; empty for the bundled one",
        secret=True,
    ),
    Setting(
        "DATABASE_OWNER_URL",
        "",
        "同一个数据库，用所有者角色，只在迁移时使用；自备数据库时必填",
        "The same database with the owner's role, used by migrations only; needed with your own server",
        secret=True,
    ),
    Setting(
        "MINZHENG_DATABASE_ROLE",
        "app",
        "当前命令用哪个数据库角色：app 或 owner；由 minzheng migrate 自己设置，平时不用管",
        "Database role of this command: app or owner; `minzheng migrate` sets it, leave it alone",
    ),
    Setting(
        "MINZHENG_POOL",
        "8",
        "每个进程最多几个数据库连接；0 表示不用连接池",
        "Most database connections per process; 0 for no pool",
        bounds=(0, 100),
    ),
    Setting("MINZHENG_WORKERS", "2", "网页服务的进程数", "Number of web server processes", bounds=(1, 64)),
    Setting(
        "MINZHENG_THREADS", "4", "每个网页进程的线程数", "Threads in each web server process", bounds=(1, 100)
    ),
    Setting(
        "MINZHENG_UPLOAD_MB",
        "10",
        "上传的一个文件最多几 MB，1–100。照片超过了会自动缩小，缩不下去的才退回；前面的 HTTPS 代理要放行四倍这么大的请求",
        "Most MB of one uploaded file, 1 to 100. A larger photo is shrunk and refused only when that does not do; "
        "let the HTTPS proxy in front pass requests of four times the size",
        bounds=(1, 100),
    ),
    Setting(
        "MINZHENG_CLEAR_MINUTES",
        "30",
        "工作人员按“查看明文”以后，几分钟里看得到这一件的敏感内容，1–240。默认值待核",
        "Minutes for which an officer sees a case's sensitive fields in clear after having said what for, 1 to 240 (default to be checked)",
        bounds=(1, 240),
    ),
    Setting(
        "MINZHENG_OFF",
        "",
        "停用的业务领域，用空格隔开。停用后数据表和在办的件都保留，不再出现在菜单里，不再收新件",
        "Business domains switched off, separated by spaces. Tables and open cases stay; menu and new cases go",
    ),
    Setting(
        "ALLOW_DEMO_ID",
        "1",
        "1 表示演示：第一次启动时装入演示省份，认 99 开头的演示号码，显示演示账号。正式使用前改为 0",
        "1 for a demonstration: demo province at first start, ID numbers of divisions 99, demo sign-ins shown. "
        "Set to 0 before real use",
        on_off=True,
    ),
    Setting(
        "SECRET_KEY",
        "",
        "签名用的密钥；空着就在第一次启动时生成，存在数据目录的 secrets/ 下",
        "Signing key; when empty it is made at first start and kept under secrets/ in the data folder",
        secret=True,
    ),
    Setting(
        "MINZHENG_KEYS",
        "",
        "字段加密密钥所在的目录；空着用数据目录下的 secrets/fields",
        "Folder with the keys of encrypted fields; when empty, secrets/fields in the data folder",
    ),
    Setting(
        "MINZHENG_NATIONAL_ISSUER",
        "",
        "国家（省）统一身份认证平台的地址（OpenID Connect 的 issuer）；空着：演示时用模拟的，正式时登录页上没有这个按钮",
        "Issuer of the national or provincial identity platform; when empty, a simulator in a demonstration, else no button",
    ),
    Setting(
        "MINZHENG_NATIONAL_CLIENT",
        "",
        "本平台在统一身份认证平台的接入标识（client_id）",
        "Our client_id at that platform",
    ),
    Setting(
        "MINZHENG_NATIONAL_SECRET",
        "",
        "本平台在统一身份认证平台的密钥（client_secret）",
        "Our client_secret at that platform",
        secret=True,
    ),
    Setting(
        "MINZHENG_TICKET_LOGIN",
        "",
        "本地已有的票据式统一身份系统：登录页的地址；空着时同上",
        "Login page of an existing identity system that speaks tickets; when empty, as above",
    ),
    Setting(
        "MINZHENG_TICKET_CHECK",
        "",
        "同一个系统：用票据换用户信息的地址",
        "Address of the same system where a ticket is exchanged for who it is",
    ),
    Setting(
        "MINZHENG_DEBUG",
        "0",
        "1 表示开发时显示详细错误；对外服务时必须是 0",
        "1 shows detailed errors while developing; must be 0 in service",
        on_off=True,
    ),
    Setting("MINZHENG_LOG", "INFO", "日志级别：DEBUG、INFO、WARNING、ERROR", "Log level"),
)

_BY_NAME: Final[Mapping[str, Setting]] = {setting.name: setting for setting in SETTINGS}


def text(name: str) -> str:
    """The value of a setting, stripped; its default when unset or empty."""
    return os.environ.get(name, "").strip() or _BY_NAME[name].default


def words(name: str) -> tuple[str, ...]:
    """The value of a setting as words separated by spaces or commas."""
    return tuple(text(name).replace(",", " ").split())


def switch(name: str) -> bool:
    """The value of an on/off setting: 1 or 0 (true, yes, on and their opposites are understood)."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingProblem(
        f"设置 {name} 要写 1 或 0，现在是“{value}”。\nSetting {name} must be 1 or 0, not {value!r}."
    )


def number(name: str) -> int:
    """The value of a setting as a whole number within its bounds."""
    value = text(name)
    least, most = _BY_NAME[name].bounds or (0, 0)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SettingProblem(
            f"设置 {name} 要写 {least} 到 {most} 之间的整数，现在是“{value}”。\n"
            f"Setting {name} must be a whole number from {least} to {most}, not {value!r}."
        )
    return int(value)


def refuse_wrong_values() -> None:
    """Read every number and switch once, so that a wrong one is told before anything is started."""
    for setting in SETTINGS:
        if setting.on_off:
            switch(setting.name)
        if setting.bounds:
            number(setting.name)


def data_folder() -> Path:
    """The data folder, absolute (it need not exist yet)."""
    return Path(text("MINZHENG_DATA")).expanduser().absolute()


def keys_folder() -> Path:
    """The folder with the keys of encrypted fields, absolute (it need not exist yet)."""
    given = text("MINZHENG_KEYS")
    return Path(given).expanduser().absolute() if given else data_folder() / "secrets" / "fields"


def for_child(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """A copy of the environment for a child process, with changes."""
    return {**os.environ, **(changes or {})}


def use(changes: Mapping[str, str]) -> None:
    """Change settings of this process before Django is set up (the `minzheng` command does, nobody else)."""
    os.environ.update(changes)


def search_path() -> str:
    """Where programs are looked for."""
    return os.environ.get("PATH", os.defpath)
