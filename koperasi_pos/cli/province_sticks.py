"""Sticks of shops without a line on the command line of the province's server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from koperasi_pos.cli.province import database_of, province_command, settings_of
from koperasi_pos.cli.session import REFUSED, Session, complain
from koperasi_pos.province.carrying import carry
from koperasi_pos.province.sealing import opened_by
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.line import trouble_words


@province_command
def carry_stick(session: Session) -> int:
    """Take a stick that came from a shop and write the one that goes back."""
    came, back = Path(session.words.came), Path(session.words.back)
    try:
        content = came.read_bytes()
    except FileNotFoundError:
        raise Refusal("file_missing", file=came) from None
    with database_of(session) as pool:
        _vault, signer = opened_by(settings_of(session), pool)
        if not signer.opens:
            raise Refusal("signing_key_shut")
        done = carry(pool, content, signer=signer, now=datetime.now(UTC))
    part = back.with_name(back.name + ".part")
    try:
        part.write_bytes(done.stick)
        part.replace(back)
    except OSError as error:
        raise Refusal("file_not_written", file=back, reason=error.strerror or str(error)) from error
    if done.refused:
        complain(trouble_words(f"line_{done.refused}", {}))
    session.tell(
        _("{n} entries came, {m} go back in {file}.").format(n=done.entries, m=done.back, file=back),
        entries=done.entries, back=done.back, refused=done.refused, file=str(back),
    )  # fmt: skip
    return REFUSED if done.refused else 0
