"""Two tills of a shop that number under one code, and which of them goes on under the next one."""

from __future__ import annotations

from koperasi_pos.journal.documents import TillStarted
from koperasi_pos.operations import upkeep
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.shops import SETUP
from koperasi_pos.operations.till import Till
from koperasi_pos.store import journal, keys
from koperasi_pos.store import line as line_state
from koperasi_pos.store.books import shops


def make_way(till: Till) -> Done[str]:
    """Number on under the next code where another till began earlier under ours; the code that is in force then.

    A province that came back from an old backup has forgotten who numbers under a code, and may give it away once
    more. Every till of the shop has the journals of both and finds the same one the later, so nobody has to decide.
    """
    with till.reading() as connection:
        me = till.writer(connection)
        code = shops.till_code(connection, me.key)
        if not shops.began_earlier(connection, me.key):
            return Done(code, changed=False)
    with till.writing() as connection:
        epoch = max(one.epoch for one in line_state.own_writers(connection, me.device)) + 1
        fresh = upkeep.free_code(code, shops.codes(connection))
        journal.become(connection, me.device, epoch)
        till.forget_writer()
        public = keys.public_half(keys.find(till.home).signing).hex()
        # It takes nobody's place: `replaces` would make the other till of this code a machine that is no more.
        till.post(
            connection, TillStarted(id=till.new_id(), code=fresh, public_key=public, reason="renumbered"), by=SETUP
        )
        line_state.change(connection, epoch=epoch)
    till.tell("shop", "line")
    return Done(fresh)
