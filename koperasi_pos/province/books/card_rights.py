"""Who may spend what is on a card, as far as a balance needs it: what a dead holder overspent is no santri's loss."""

from __future__ import annotations

from typing import cast

from koperasi_pos.journal.documents import ReclaimSettled, RightsIn, RightsOut, RightsReclaimed
from koperasi_pos.province.books.batch import At, CardAct
from koperasi_pos.province.books.card_acts import ACCEPTED, FORCED, HELD
from koperasi_pos.province.books.sums import LARGEST

_HOME = """INSERT INTO card_account (shop, account, home, home_step) VALUES (%(shop)s, %(account)s, %(home)s, %(step)s)
    ON CONFLICT (shop, account) DO UPDATE SET home = excluded.home, home_step = excluded.home_step
    WHERE (excluded.home_step, excluded.home COLLATE "C") > (card_account.home_step, card_account.home COLLATE "C")"""


def sound(figure: int) -> int:
    """A figure that a shop can have, else `ValueError`."""
    if not -LARGEST < figure < LARGEST:
        raise ValueError("a figure that no shop has")
    return int(figure)


def held(device: str, epoch: int, account: str, amount: int, *, transfer: str = "", dead: bool = False) -> CardAct:
    """Add to what a holder may spend; nothing where it went over by this transfer already."""
    return HELD, {
        "device": device, "epoch": epoch, "account": account, "amount": sound(amount), "transfer": transfer,
        "dead": dead,
    }  # fmt: skip


def given(at: At) -> list[CardAct]:
    """Rights leave their holder."""
    out = cast(RightsOut, at.entry.document)
    return [
        held(at.entry.writer, at.entry.epoch, out.account, -int(out.amount)),
        *([(_HOME, {"account": out.account, "home": "", "step": sound(out.home)})] if out.home else []),
    ]


def taken(at: At) -> list[CardAct]:
    """Rights arrive; those of a dead holder went on when it was declared dead."""
    come = cast(RightsIn, at.entry.document)
    return [
        held(at.entry.writer, at.entry.epoch, come.account, int(come.amount), transfer=come.transfer),
        (ACCEPTED, {"transfer": come.transfer}),
        *([(_HOME, {"account": come.account, "home": at.entry.writer, "step": sound(come.home)})] if come.home else []),
    ]


def given_back(at: At) -> list[CardAct]:
    """What was taken over a second time goes back to where it came from: the guarantee bears so much less."""
    done = cast(ReclaimSettled, at.entry.document)
    acts: list[CardAct] = []
    for line in done.lines:
        acts.append(held(at.entry.writer, at.entry.epoch, line.account, -int(line.amount)))
        acts.append(held(done.device, done.epoch, line.account, int(line.amount)))
    return acts


def reclaimed(at: At) -> list[CardAct]:
    """A holder is dead; what it held, and what was on its way to it, goes over to the writer."""
    done = cast(RightsReclaimed, at.entry.document)
    acts: list[CardAct] = []
    for line in done.lines:
        for part in line.transfers:
            acts.append(
                held(done.device, done.epoch, line.account, int(part.amount), transfer=part.transfer, dead=True)
            )
            acts.append((FORCED, {"transfer": part.transfer}))
            if part.home:
                acts.append((_HOME, {"account": line.account, "home": at.entry.writer, "step": sound(part.home)}))
        acts.append(held(done.device, done.epoch, line.account, -int(line.amount)))
        acts.append(held(at.entry.writer, at.entry.epoch, line.account, int(line.amount)))
    return acts
