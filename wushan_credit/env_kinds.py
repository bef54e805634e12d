"""How each kind of environment variable is read. A reader raises ValueError with a Chinese hint."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit, urlunsplit

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
KEY_BYTES = 32


def _text(text: str, _choices: tuple[str, ...]) -> str:
    return text


def _bool(text: str, _choices: tuple[str, ...]) -> bool:
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError("请写 1（是）或 0（否）。")


def _int(text: str, _choices: tuple[str, ...]) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("请写不带单位的非负整数。")
    return int(text)


def _count(text: str, choices: tuple[str, ...]) -> int:
    """With 0 hours nobody could stay signed in, with 0 megabytes nothing could be handed in."""
    try:
        number = _int(text, choices)
    except ValueError:
        number = 0
    if not number:
        raise ValueError("请写不带单位的正整数。")
    return number


def _list(text: str, _choices: tuple[str, ...]) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _hosts(text: str, choices: tuple[str, ...]) -> list[str]:
    """An address with scheme, port or path would match no request: every page would be refused, without a word why."""
    hosts = _list(text, choices)
    if not all(re.fullmatch(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]", host) for host in hosts):
        raise ValueError("请只写域名或地址，如 credit.example.gov.cn，不带 https://、端口和路径。")
    return hosts


def _origins(text: str, choices: tuple[str, ...]) -> list[str]:
    """The other way round: without the scheme every form would be refused."""
    origins = _list(text, choices)
    if not all(re.fullmatch(r"https?://[^/\s]+", origin) for origin in origins):
        raise ValueError("请写成 https://credit.example.gov.cn 这样，带 https://，不带路径。")
    return origins


def _folder(text: str, _choices: tuple[str, ...]) -> str:
    """Web, worker and commands start in different folders and must find the same files."""
    if text and not text.startswith("/"):
        raise ValueError("请写以 / 开头的完整路径。")
    return text


def _date(text: str, _choices: tuple[str, ...]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("请写成 2026-03-31 这样的日期。") from None


def _choice(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(f"只能是 {'、'.join(choices)} 之一。")
    return text


def _rate(text: str, _choices: tuple[str, ...]) -> str:
    if not re.fullmatch(r"[1-9]\d*/(sec|min|hour|day)", text):
        raise ValueError("请写成 600/min 这样的次数/时段，时段为 sec、min、hour、day。")
    return text


def _address(*schemes: str) -> Callable[[str, tuple[str, ...]], str]:
    def read(text: str, _choices: tuple[str, ...]) -> str:
        parts = urlsplit(text)
        if text and (parts.scheme not in schemes or not (parts.netloc or parts.path)):
            raise ValueError(f"请写以 {' 或 '.join(f'{scheme}://' for scheme in schemes)} 开头的完整地址。")
        return text

    return read


def _secret(text: str, _choices: tuple[str, ...]) -> str:
    if text and (len(text) < 50 or len(set(text)) < 10):
        raise ValueError("太短或太简单，请用至少 50 个随机字符。可运行 manage.py generate_keys 生成。")
    return text


def _key(text: str, _choices: tuple[str, ...]) -> bytes:
    if not text:
        return b""
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("应是 Base64 写成的 32 字节。可运行 manage.py generate_keys 生成。")
    return key


def _keys(text: str, choices: tuple[str, ...]) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for part in _list(text, choices):
        name, colon, value = part.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", name) or name in keys:
            raise ValueError(
                "应写成“编号:Base64 密钥”，编号为 1 至 16 位字母数字且不重复。可运行 manage.py generate_keys 生成。"
            )
        keys[name] = _key(value, choices)
    return keys


def _redis(text: str, choices: tuple[str, ...]) -> str:
    text = _address("redis", "rediss", "valkey")(text, choices)
    if not re.fullmatch(r"/?\d*", urlsplit(text).path):
        raise ValueError("地址末尾只能是库的编号，如 redis://主机:6379/0。")
    return text


def redis_numbers(url: str) -> tuple[str, str, str]:
    """Addresses of the three numbered databases in use: queue, results, cache; counted from the one in the address."""
    parts = urlsplit(url)
    first = int(parts.path.strip("/") or 0)
    queue, results, cache = (urlunsplit(parts._replace(path=f"/{first + step}")) for step in range(3))
    return queue, results, cache


READERS: dict[str, Callable[[str, tuple[str, ...]], Any]] = {
    "str": _text,
    "bool": _bool,
    "int": _int,
    "count": _count,
    "hosts": _hosts,
    "origins": _origins,
    "folder": _folder,
    "date": _date,
    "choice": _choice,
    "rate": _rate,
    "secret": _secret,
    "key": _key,
    "keys": _keys,
    "url": _address("http", "https"),
    "postgres": _address("postgres", "postgresql"),
    "redis": _redis,
    "email": _address("smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail"),
}
