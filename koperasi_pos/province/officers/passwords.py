"""Passwords and the six digits of an authenticator: made, checked, never kept as they are typed."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from koperasi_pos.values import Refusal

SHORTEST = 10
LONGEST = 200
STEP = 30
"""Seconds that six digits are good for."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are taken for each other."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=32_768, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(4)
"""Each hash takes 32 MiB for a moment; a crowd at the door must not fill the machine."""


def hashed(password: str) -> str:
    """The hash (argon2id) that is kept."""
    with _AT_ONCE:
        return _HASHER.hash(_same_letters(password))


def fits(kept: str, password: str) -> bool:
    """Whether `password` is the one whose hash was kept."""
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept, _same_letters(password[: 2 * LONGEST]))
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


@cache
def nobodys() -> str:
    """A hash that fits nothing, so that an unknown login takes as long as a wrong password."""
    return hashed(secrets.token_urlsafe(24))


def outdated(kept: str) -> bool:
    """Whether the hash was made with weaker numbers than today's."""
    return _HASHER.check_needs_rehash(kept)


def check_password(password: str, login: str, again: str) -> None:
    """Refuse a new password that is short, long, simple, like the login, or typed differently the second time."""
    plain = _same_letters(password).casefold()
    if password != again:
        raise Refusal("passwords_differ")
    if len(plain) < SHORTEST:
        raise Refusal("password_short", count=SHORTEST)
    if len(plain) > LONGEST:
        raise Refusal("password_long", count=LONGEST)
    if len(set(plain)) < 5 or login.casefold() in plain or plain in login.casefold():
        raise Refusal("password_simple")


def temporary() -> str:
    """A password to hand over by mouth or paper, good until its owner chooses one: `mzk7-p2qe-x9ha-4tvd`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def new_secret() -> str:
    """A secret for an authenticator."""
    return pyotp.random_base32()


def address_for(secret: str, login: str, issuer: str) -> str:
    """What an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def step_of(secret: str, digits: str, seconds: int) -> int | None:
    """The time step whose digits these are (now, the one before or the next), `None` where they are none of them."""
    typed = "".join(digits.split())
    if len(typed) != 6 or not typed.isascii() or not typed.isdigit():
        return None
    now = seconds // STEP
    code = pyotp.TOTP(secret)
    return next(
        (step for step in (now, now - 1, now + 1) if secrets.compare_digest(code.generate_otp(step), typed)), None
    )


def _same_letters(password: str) -> str:
    """One way to write what looks the same, however the keyboard composes it."""
    return unicodedata.normalize("NFKC", password)
