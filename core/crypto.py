"""Encryption of identity numbers at rest, and the keyed hash by which they can still be found.

Two suites: `sm` (SM4-GCM, HMAC-SM3; 密码法, GM/T) and `aes` (AES-256-GCM, HMAC-SHA-256); settings.CRYPTO_SUITE chooses for new
values, both are always read. settings.FIELD_KEYS maps key ids to 32 bytes: the first one encrypts, all of them decrypt.
To rotate, put the new key in front; the last one also makes the look-up hashes, so drop it only after they were made anew.

A stored value is `v1:<suite>.<key id>:<nonce>:<cipher text and tag>`; nonce and cipher text in base64url.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = "v1"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_MASTER_BYTES = 32


class CryptoError(Exception):
    """A stored value cannot be opened (key missing, value damaged), or the keys themselves are unusable."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher and a hash that go together."""

    name: str
    cipher: type[algorithms.SM4] | type[algorithms.AES]
    key_bytes: int
    digest: type[hashes.SM3] | type[hashes.SHA256]

    def subkey(self, master: bytes, purpose: str, length: int) -> bytes:
        """A key for one purpose only, derived from the master key (HKDF)."""
        info = f"wushan-credit/{_VERSION}/{self.name}/{purpose}".encode()
        return HKDF(algorithm=self.digest(), length=length, salt=None, info=info).derive(master)


SUITES: dict[str, Suite] = {
    "sm": Suite("sm", algorithms.SM4, 16, hashes.SM3),
    "aes": Suite("aes", algorithms.AES, 32, hashes.SHA256),
}


class Vault:
    """One set of keys and the suite for new values. Knows nothing of settings or databases."""

    def __init__(self, suite: str, keys: Mapping[str, bytes]) -> None:
        if suite not in SUITES:
            raise CryptoError(f"加密算法“{suite}”不认识，CRYPTO_SUITE 应为 sm 或 aes。")
        if not keys or any(len(key) != _MASTER_BYTES or ":" in name or "." in name for name, key in keys.items()):
            raise CryptoError("FIELD_KEYS 至少要有一把密钥，每把 32 字节，编号不含“:”和“.”。")
        self.suite = SUITES[suite]
        self.active_id = next(iter(keys))
        self.index_id = list(keys)[-1]
        self._sealing = {
            (s.name, kid): s.subkey(key, "seal", s.key_bytes) for s in SUITES.values() for kid, key in keys.items()
        }
        self._indexing = {
            (s.name, kid): s.subkey(key, "index", 32) for s in SUITES.values() for kid, key in keys.items()
        }

    @property
    def header(self) -> str:
        """How values sealed now begin."""
        return f"{_VERSION}:{self.suite.name}.{self.active_id}:"

    def encrypt(self, text: str) -> str:
        """Seal a text; the same text gives a different value every time."""
        nonce = os.urandom(_NONCE_BYTES)
        key = self._sealing[self.suite.name, self.active_id]
        sealer = Cipher(self.suite.cipher(key), modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(self.header.encode())
        sealed = sealer.update(text.encode()) + sealer.finalize() + sealer.tag
        return f"{self.header}{_b64(nonce)}:{_b64(sealed)}"

    def decrypt(self, token: str) -> str:
        """Open a sealed value, whichever suite and key sealed it. CryptoError when it cannot be opened."""
        version, _, rest = token.partition(":")
        label, _, body = rest.partition(":")
        suite_name, _, key_id = label.partition(".")
        nonce, _, sealed = body.partition(":")
        if version != _VERSION or not sealed:
            raise CryptoError("加密字段的内容不是本系统写入的格式，可能被直接改过数据库。请核查该行的变更历史。")
        key = self._sealing.get((suite_name, key_id))
        if key is None:
            raise CryptoError(
                f"加密字段用密钥“{key_id}”（{suite_name}）写入，FIELD_KEYS 里没有这把密钥。请把它加回 FIELD_KEYS 末尾。"
            )
        return self._open(SUITES[suite_name], key, f"{version}:{label}:", nonce, sealed)

    def _open(self, suite: Suite, key: bytes, header: str, nonce: str, sealed: str) -> str:
        try:
            raw = base64.urlsafe_b64decode(sealed)
            mode = modes.GCM(base64.urlsafe_b64decode(nonce), raw[-_TAG_BYTES:])
            opener = Cipher(suite.cipher(key), mode).decryptor()
            opener.authenticate_additional_data(header.encode())
            return (opener.update(raw[:-_TAG_BYTES]) + opener.finalize()).decode()
        except (InvalidTag, ValueError):
            raise CryptoError("加密字段的内容已损坏或被改动，无法解开。请核查该行的变更历史，从备份恢复。") from None

    def is_current(self, token: str) -> bool:
        """True when a value was sealed with the suite and key in force, so that it need not be sealed anew."""
        return token.startswith(self.header)

    def index(self, purpose: str, value: str) -> str:
        """The look-up hash: 64 hexadecimal characters, different for every purpose."""
        return self._index(self.suite.name, self.index_id, purpose, value)

    def indexes(self, purpose: str, value: str) -> list[str]:
        """The hash under the suite and key in force first, then under all others: for rows from before a change."""
        current = self.index(purpose, value)
        others = (self._index(name, kid, purpose, value) for name, kid in self._indexing)
        return list(dict.fromkeys((current, *others)))

    def _index(self, suite: str, key_id: str, purpose: str, value: str) -> str:
        mac = hmac.HMAC(self._indexing[suite, key_id], SUITES[suite].digest())
        mac.update(f"{purpose}\x00{value}".encode())
        return mac.finalize().hex()


def vault() -> Vault:
    """The vault of the settings in force."""
    return _vault(settings.CRYPTO_SUITE, tuple(settings.FIELD_KEYS.items()))


def encrypt(text: str) -> str:
    """Seal a text for storage; "" stays ""."""
    return vault().encrypt(text) if text else ""


def decrypt(token: str) -> str:
    """Open a stored value; "" stays "". CryptoError when it cannot be opened."""
    return vault().decrypt(token) if token else ""


def blind_index(purpose: str, value: str) -> str:
    """Keyed hash to find an encrypted value by equality; 64 hex characters, "" for "".

    purpose names the use ("subject.id_number"), so that hashes of different columns cannot be matched with one another.
    The caller brings the value to one writing first (core.identifiers.idnumber).
    """
    return vault().index(purpose, value) if value else ""


def blind_indexes(purpose: str, value: str) -> list[str]:
    """All hashes under which a value may have been stored: look up with `__in` while keys or suite are being changed."""
    return vault().indexes(purpose, value) if value else []


@lru_cache(maxsize=8)
def _vault(suite: str, keys: tuple[tuple[str, bytes], ...]) -> Vault:
    return Vault(suite, dict(keys))


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
