"""One-time codes by time (TOTP, RFC 6238). Pure: secrets and numbers in, verdicts out."""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import segno
from django_otp.oath import TOTP

SECRET_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6


@dataclass(frozen=True)
class Found:
    """A code that fits: its time step, and how many steps the phone's clock is off."""

    step: int
    drift: int


def fresh_secret() -> str:
    """A new secret in base32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def check(secret: str, code: str, *, after: int, drift: int, tolerance: int, at: float | None = None) -> Found | None:
    """Whether the six digits fit the secret at this moment.

    after: the last step whose code was accepted; that code and older ones are refused, so a code works once.
    drift: the known error of the phone's clock, in steps; tolerance: how many steps more or less are still accepted.
    """
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    clock = TOTP(base64.b32decode(secret), STEP_SECONDS, 0, DIGITS, drift)
    clock.time = time.time() if at is None else at
    if not clock.verify(int(code), tolerance, min_t=after + 1):
        return None
    return Found(clock.t(), clock.drift)


def address(secret: str, *, username: str, issuer: str) -> str:
    """The otpauth: address that the QR code carries."""
    query = urlencode(
        {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS}
    )
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{query}"


def picture(text: str) -> str:
    """A QR code as a data: address of an SVG, so that the secret travels through no further request."""
    return segno.make(text, error="m").svg_data_uri(scale=5, border=4)


def readable(secret: str) -> str:
    """The secret in groups of four, to be typed where no camera is."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
