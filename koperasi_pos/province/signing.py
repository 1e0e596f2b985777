"""The province's own signature: its private key lies sealed in the tables and is opened once, when a server starts."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from koperasi_pos.journal.protocol import sign
from koperasi_pos.province.database import Connection
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.vault import Vault
from koperasi_pos.values import Refusal

KEY_BYTES = 32
_OWNER = "province"
"""For whose row it is sealed."""
_ASK_AGAIN = 60


class Signer:
    """Signs in the province's name; where its key cannot be read nobody is answered, and every till keeps its own."""

    def __init__(self, private: bytes | None) -> None:
        self._private = private

    @property
    def opens(self) -> bool:
        """Whether it can sign."""
        return self._private is not None

    def check(self) -> None:
        """`Refused("not_ready")` where it cannot: nothing is taken that could not be acknowledged."""
        if self._private is None:
            raise Refused("not_ready", retry_after=_ASK_AGAIN)

    def sign(self, said: bytes) -> str:
        """The signature of some bytes. `Refused("not_ready")`."""
        self.check()
        assert self._private is not None
        return sign(self._private, said)


def open_signer(connection: Connection, vault: Vault) -> Signer:
    """The signature of the province of these tables, as far as this vault opens it."""
    try:
        return Signer(_read(_kept(connection), vault))
    except Refusal:
        return Signer(None)


def seal_signing_key(connection: Connection, old: Vault, new: Vault) -> None:
    """Keep the private key sealed by `new`; plain, as an older program kept it, it is read without `old`.

    `Refusal("secrets_shut")` where it can be read by neither.
    """
    kept = _kept(connection)
    if new is old and len(kept) != KEY_BYTES:
        return
    _keep(connection, _read(kept, old), new)


def begin_anew(connection: Connection, vault: Vault) -> None:
    """Another pair of keys, where the private one is lost: tills believe it once they are enrolled again."""
    private, public = new_pair()
    _keep(connection, private, vault)
    connection.execute("UPDATE province SET public_key = %s", (public,))


def new_pair() -> tuple[bytes, str]:
    """A private key, and the public half in hex."""
    private = secrets.token_bytes(KEY_BYTES)
    return private, Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()


def _kept(connection: Connection) -> bytes:
    row = connection.execute("SELECT signing_key FROM province").fetchone()
    if row is None:
        raise LookupError("no province yet")
    return bytes(row[0])


def _keep(connection: Connection, private: bytes, vault: Vault) -> None:
    connection.execute("UPDATE province SET signing_key = %s", (vault.seal(private.hex(), _OWNER).encode(),))


def _read(kept: bytes, vault: Vault) -> bytes:
    return kept if len(kept) == KEY_BYTES else bytes.fromhex(vault.read(kept.decode(), _OWNER))
