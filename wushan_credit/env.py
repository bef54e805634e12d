"""Every environment variable the system reads, declared once.

Settings read through `load()`; docs/configuration.md is printed from the same list, and a test compares the two.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from wushan_credit.env_kinds import READERS

MODES = ("local", "production", "test")


@dataclass(frozen=True)
class Variable:
    """One environment variable: how it is read and how it is explained."""

    name: str
    kind: str
    default: str
    help: str
    group: str
    english: str
    required: bool = False  # in production; local mode has its own value
    secret: bool = False
    choices: tuple[str, ...] = ()


RUN, WEB, KEYS, DATA, MAIL, LIMITS = "运行方式", "网址与安全", "密钥", "数据与队列", "邮件", "限额"

VARIABLES = (
    Variable(
        "WUSHAN_MODE",
        "choice",
        "local",
        "运行方式：local 本机试用和开发，production 正式运行，test 自动测试。",
        RUN,
        "How the system runs.",
        choices=MODES,
    ),
    Variable(
        "WUSHAN_TODAY",
        "date",
        "",
        "把“今天”固定为某一天（如 2026-03-31），用于演示；正式运行时不得设置。",
        RUN,
        "Pins today's date for demonstrations.",
    ),
    Variable("DEBUG", "bool", "0", "显示开发用的详细错误页；正式运行时不得打开。", RUN, "Django's debug pages."),
    Variable(
        "LOG_LEVEL",
        "choice",
        "INFO",
        "日志的最低级别。",
        RUN,
        "Lowest level that is logged.",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
    ),
    Variable(
        "ALLOWED_HOSTS",
        "hosts",
        "127.0.0.1,localhost,[::1],.localhost",
        "允许访问的域名或地址，用逗号隔开；正式运行时必须写明，不得用 *。",
        WEB,
        "Host names the site answers to.",
        required=True,
    ),
    Variable(
        "SITE_URL",
        "url",
        "http://127.0.0.1:8000",
        "网站对外的完整网址，用于邮件和接口中的链接。",
        WEB,
        "Public address, used in links.",
        required=True,
    ),
    Variable(
        "CSRF_TRUSTED_ORIGINS",
        "origins",
        "",
        "经反向代理访问时信任的来源，如 https://credit.example.gov.cn。",
        WEB,
        "Origins trusted for forms behind a proxy.",
    ),
    Variable(
        "TRUST_PROXY",
        "bool",
        "0",
        "前面有可信的反向代理，并由它写 X-Forwarded-For 和 X-Forwarded-Proto 时才打开。",
        WEB,
        "Trust the reverse proxy's headers.",
    ),
    Variable(
        "HTTPS_ONLY",
        "bool",
        "1",
        "正式运行时只走 HTTPS（安全 Cookie、跳转、HSTS）；仅在政务内网没有证书时关闭。",
        WEB,
        "Secure cookies, redirect and HSTS in production.",
    ),
    Variable("HSTS_SECONDS", "int", "31536000", "HSTS 有效期（秒）。", WEB, "HSTS lifetime in seconds."),
    Variable("SESSION_HOURS", "count", "10", "登录后多少小时需要重新登录。", WEB, "Hours until a session ends."),
    Variable(
        "SECRET_KEY",
        "secret",
        "",
        "会话和表单签名用的密钥，至少 50 个字符。",
        KEYS,
        "Django's signing key.",
        required=True,
        secret=True,
    ),
    Variable(
        "FIELD_KEYS",
        "keys",
        "",
        "加密身份证件号码的密钥：“编号:Base64 的 32 字节”，多把用逗号隔开，第一把用于加密，全部用于解密；最后一把还用于检索散列，换掉它须先重算散列。",
        KEYS,
        "Keys for encrypted columns: the first encrypts, all decrypt, the last also makes look-up hashes.",
        required=True,
        secret=True,
    ),
    Variable(
        "SEAL_KEY",
        "key",
        "",
        "给变更历史盖封印的密钥，Base64 的 32 字节；应与数据库分开保管。",
        KEYS,
        "Key of the seals over the history.",
        required=True,
        secret=True,
    ),
    Variable(
        "CRYPTO_SUITE",
        "choice",
        "sm",
        "加密算法：sm 为国密 SM4-GCM 与 HMAC-SM3，aes 为 AES-256-GCM 与 HMAC-SHA-256。",
        KEYS,
        "Cipher suite for new data.",
        choices=("sm", "aes"),
    ),
    Variable(
        "DATABASE_URL",
        "postgres",
        "",
        "PostgreSQL 15 以上的地址：postgres://用户:口令@主机:5432/库名。本机运行时不设置即用内置引擎。",
        DATA,
        "PostgreSQL address; unset in local mode: the embedded engine.",
        required=True,
        secret=True,
    ),
    Variable(
        "REDIS_URL",
        "redis",
        "",
        "Redis 6 以上或 Valkey 的地址：redis://:口令@主机:6379/0，使用从末尾编号起的三个库（任务、结果、缓存）。",
        DATA,
        "Redis or Valkey address; unset in local mode: the embedded engine.",
        required=True,
        secret=True,
    ),
    Variable(
        "MEDIA_ROOT",
        "folder",
        "",
        "上传文件和回执、报告的存放目录；任何网址都不直接提供其中的文件。默认 .local/media。",
        DATA,
        "Folder for uploaded and generated files; never served by URL.",
    ),
    Variable(
        "EMAIL_URL",
        "email",
        "",
        "发邮件的服务器：smtp+tls://用户:口令@主机:587；不设置时邮件写进 .local/mail。",
        MAIL,
        "Mail server; unset: mails are written into a folder.",
        secret=True,
    ),
    Variable(
        "DEFAULT_FROM_EMAIL",
        "str",
        "credit@localhost",
        "邮件的发件人地址。",
        MAIL,
        "Sender of mails.",
    ),
    Variable(
        "WEBHOOK_URL",
        "url",
        "",
        "短信或政务微信网关的地址；提醒以签名的 JSON 用 POST 发到这里，不跟随跳转。不设置即不用网关。",
        MAIL,
        "Gateway for short messages; unset: none.",
    ),
    Variable(
        "WEBHOOK_KEY",
        "key",
        "",
        "给网关消息签名的密钥，Base64 的 32 字节；设置 WEBHOOK_URL 时必须设置。",
        MAIL,
        "Key that signs what is sent to the gateway.",
        secret=True,
    ),
    Variable("UPLOAD_MAX_MB", "count", "20", "一个上传文件的最大兆字节数。", LIMITS, "Largest upload in megabytes."),
    Variable("API_RATE_USER", "rate", "600/min", "一个接口令牌或用户的调用频率上限。", LIMITS, "Rate limit per user."),
    Variable(
        "API_RATE_PUBLIC", "rate", "120/min", "一个地址匿名调用公开接口的频率上限。", LIMITS, "Rate limit per visitor."
    ),
)


def load(source: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Read and check all variables: name -> typed value ("" or None where unset).

    Raises ImproperlyConfigured with every problem at once, each saying what is wrong and how to mend it.
    Values of secrets are never repeated in the message.
    """
    source = os.environ if source is None else source
    problems = _misspelt(source)
    mode = source.get("WUSHAN_MODE", "").strip() or "local"
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        text = source.get(variable.name, "").strip()
        if not text and variable.required and mode == "production":
            problems.append(f"{variable.name} 没有设置。正式运行时必须设置：{variable.help}")
            continue
        try:
            values[variable.name] = READERS[variable.kind](text or variable.default, variable.choices)
        except ValueError as error:
            shown = "" if variable.secret else f"（现在是“{text}”）"
            problems.append(f"{variable.name} 的值不对{shown}：{error}")
    if values.get("WEBHOOK_URL") and not values.get("WEBHOOK_KEY"):
        problems.append(
            "设置了 WEBHOOK_URL 却没有设置 WEBHOOK_KEY：网关无法辨别真伪。可运行 manage.py generate_keys 生成。"
        )
    if mode == "production":
        problems += _production_problems(values)
    if problems:
        raise ImproperlyConfigured("环境变量有误，系统没有启动：\n" + "\n".join(f"  - {line}" for line in problems))
    return values


def read(name: str, text: str) -> Any:
    """Read one value that did not come from the environment, by the same rules."""
    variable = next(variable for variable in VARIABLES if variable.name == name)
    return READERS[variable.kind](text, variable.choices)


def _misspelt(source: Mapping[str, str]) -> list[str]:
    """A misspelt name would silently fall back to a default; names with our own prefix can be checked."""
    known = {variable.name for variable in VARIABLES}
    lines = []
    for name in source:
        if name.startswith("WUSHAN_") and name not in known:
            near = get_close_matches(name, known, 1)
            lines.append(f"不认识环境变量 {name}" + (f"，是不是 {near[0]}？" if near else "，请删除或更正。"))
    return lines


def _production_problems(values: Mapping[str, Any]) -> list[str]:
    lines = []
    if values.get("DEBUG"):
        lines.append("DEBUG 在正式运行时不得打开：错误页会泄露内部信息。请删除该变量。")
    if values.get("WUSHAN_TODAY"):
        lines.append("WUSHAN_TODAY 在正式运行时不得设置：期限会算错。请删除该变量。")
    if "*" in (values.get("ALLOWED_HOSTS") or []):
        lines.append("ALLOWED_HOSTS 在正式运行时不得用 *：请写明域名。")
    return lines
