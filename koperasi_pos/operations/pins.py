"""PINs are kept as argon2id hashes (OWASP minimum: 19 MiB, 2 passes, 1 lane); checking one takes some 20 ms."""

from __future__ import annotations


def hashed(pin: str) -> str:
    """The hash that is kept for a PIN."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(pin)


def matches(pin_hash: str, pin: str) -> bool:
    """Whether a PIN is the one that was hashed; a damaged hash matches nothing."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
