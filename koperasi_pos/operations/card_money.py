"""Money onto cards and out of them: at the counter, from a sheet, by transfer with proof; between siblings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from koperasi_pos.journal.documents import Approval, BalanceMoved, CashedOut, ToppedUp, TopUpLine
from koperasi_pos.operations.card_asks import asking
from koperasi_pos.operations.card_limits import check_living, needed
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal, print_jobs
from koperasi_pos.store.books import card_allowances, card_payments, cards, rights, shifts
from koperasi_pos.store.books.cards import AccountRow
from koperasi_pos.store.journal import Posted
from koperasi_pos.trade.cards import (
    OUT_PURPOSES,
    OUT_WAYS,
    TOP_UP_WAYS,
    check_amount,
    check_ceiling,
)
from koperasi_pos.trade.shifts import check_reason
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Refusal, Rupiah

__all__ = ["FloatState", "allow_all", "cash_out", "float_state", "move_balance", "top_up"]

_TOPICS = ("cards", "shift", "print")


@dataclass(frozen=True)
class FloatState:
    """All balances together: what every holder holds, what this till holds, what is on its way, and the warning."""

    total: Rupiah
    here: Rupiah
    on_the_way: Rupiah
    guarantee: Rupiah
    """What holders that were declared dead had spent and nobody knew of."""
    warning: Rupiah
    """From this sum on the officers are warned; the licence of closed-loop money begins at Rp1 miliar."""

    @property
    def too_much(self) -> bool:
        """Whether the officers should act."""
        return 0 < self.warning <= self.total


def float_state(till: Till) -> FloatState:
    """What the shop owes to all cards together."""
    with till.reading() as connection:
        mine, every, on_the_way, short = rights.totals(connection, till.writer(connection).key)
        warning = cards.rules(connection).float_warning
    return FloatState(Rupiah(every + on_the_way), Rupiah(mine), Rupiah(on_the_way), Rupiah(short), warning)


def top_up(
    till: Till,
    account_id: str,
    amount: Rupiah,
    *,
    way: str = "cash",
    reference: str = "",
    note: str = "",
    print_slip: bool = True,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[ToppedUp]:
    """Put money onto an account; this till may spend it at once. Cash goes into the drawer of the open shift.

    `Refusal`: `card_ceiling`, `account_closed`, `no_open_shift`, `reference_missing`, `transfer_known`.
    """
    require(by, "top_up", approvals)
    if way not in TOP_UP_WAYS:
        raise Refusal("way_unknown", way=way)
    check_amount(amount)
    proof = " ".join(reference.split())[:120]
    if way == "transfer" and not proof:
        raise Refusal("reference_missing", way=way)

    def make(connection: Connection) -> ToppedUp:
        if way == "transfer" and card_payments.is_known(connection, proof):
            raise Refusal("transfer_known", reference=proof)
        shift = _shift(till, connection, must=way == "cash")
        line = _line(till, connection, account_id, amount)
        return ToppedUp(
            id=id, lines=[line], total=amount, way=way, reference=proof, shift=shift if way == "cash" else "",
            day=till.today(), cashier=by.name, note=" ".join(note.split())[:200], approvals=list(approvals),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=_TOPICS, after=_slip(till, "top_up", print_slip))
    return Done(cast(ToppedUp, done.value.entry.document), done.changed)


def allow_all(
    amounts: Sequence[tuple[str, Rupiah]],
    till: Till,
    *,
    label: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[ToppedUp]:
    """Put allowances of a whole sheet onto accounts (id, amount), in one act; the same sheet under the same label once.

    Rows that were put on under this label before, here or at a till that was heard of, are left out; where that is all
    of them nothing changes. `Refusal` where a single line cannot be: then nothing is put on any card.
    """
    require(by, "cards", approvals)
    said = check_reason(label)
    if not amounts:
        raise Refusal("allowance_empty")
    if len({account for account, _ in amounts}) != len(amounts):
        raise Refusal("allowance_twice")
    with till.reading() as connection:
        me = till.writer(connection)
        wanted = _not_known(connection, amounts, said)
        if not wanted and (before := card_allowances.known(connection, said, amounts[0][0])) is not None:
            held = journal.find(connection, before.document)
            assert held is not None
            return Done(cast(ToppedUp, held.entry.document), changed=False)
    id = allowance_id(wanted, f"{me.device}/{me.epoch}/{said}")

    def make(connection: Connection) -> ToppedUp:
        left = _not_known(connection, wanted, said)
        lines = [_line(till, connection, account, check_amount(amount)) for account, amount in left]
        return ToppedUp(
            id=id, lines=lines, total=Rupiah(sum(line.amount for line in lines)), way="allowance", reference=said,
            day=till.today(), cashier=by.name, approvals=list(approvals),
        )  # fmt: skip

    done = till.post_once(id, make, by=by, topics=_TOPICS, after=_slip(till, "top_up", True))
    return Done(cast(ToppedUp, done.value.entry.document), done.changed)


def _not_known(
    connection: Connection, amounts: Sequence[tuple[str, Rupiah]], label: str
) -> list[tuple[str, Rupiah]]:  # fmt: skip
    """The rows that were not put on under this label yet; `Refusal("allowance_other")` for one with another sum."""
    left = []
    for account, amount in amounts:
        before = card_allowances.known(connection, label, account)
        if before is None:
            left.append((account, amount))
        elif before.amount != amount:
            name = needed(connection, account).name
            raise Refusal("allowance_other", name=name, before=Rupiah(before.amount), till=before.till, label=label)
    return left


def allowance_id(amounts: Sequence[tuple[str, Rupiah]], label: str) -> str:
    """The id of the act: the same amounts under the same label at the same till are the same act."""
    told = label + "".join(f"|{account}={int(amount)}" for account, amount in sorted(amounts))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def cash_out(
    till: Till,
    account_id: str,
    amount: Rupiah | None = None,
    *,
    purpose: str = "other",
    way: str = "cash",
    reference: str = "",
    note: str = "",
    print_slip: bool = True,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[CashedOut]:
    """Pay out money of an account, all of it without an amount. `closing` pays out everything and closes the account.

    `Refusal`: `card_short`, `card_rights_elsewhere` where other tills hold a part, `nothing_on_card`, `no_open_shift`.
    """
    require(by, "card_out", approvals)
    if way not in OUT_WAYS or purpose not in OUT_PURPOSES:
        raise Refusal("purpose_unknown", purpose=purpose)
    if way == "transfer" and not reference.strip():
        raise Refusal("reference_missing", way=way)
    closes = purpose == "closing"

    def make(connection: Connection) -> CashedOut:
        row = needed(connection, account_id)
        if closes and row.state == "closed":
            raise Refusal("account_closed", name=row.name)
        balance = rights.balance(connection, row.id)
        paid = Rupiah(balance) if amount is None or closes else amount
        if not (closes and not paid):
            _check_here(till, connection, row, paid, balance)
        shift = _shift(till, connection, must=way == "cash" and paid > 0)
        return CashedOut(
            id=id, account=row.id, name=row.name, amount=paid, way=way, purpose=purpose, closes=closes,
            reference=reference.strip(), balance=Rupiah(balance) - paid, shift=shift if way == "cash" else "",
            day=till.today(), cashier=by.name, note=" ".join(note.split())[:200], approvals=list(approvals),
        )  # fmt: skip

    kick = way == "cash"
    with asking(till, account_id, None if closes else amount):
        done = till.post_once(id, make, by=by, topics=_TOPICS, after=_slip(till, "card_out", print_slip, kick=kick))
    return Done(cast(CashedOut, done.value.entry.document), done.changed)


def move_balance(
    till: Till,
    account_id: str,
    to_id: str,
    amount: Rupiah,
    *,
    word: str,
    print_slip: bool = True,
    id: str,
    by: Actor,
    approvals: Sequence[Approval] = (),
) -> Done[BalanceMoved]:
    """Move money to another account, such as a sibling's; `word` says whose wish it is and how it was given."""
    require(by, "card_move", approvals)
    check_amount(amount)
    said = check_reason(word)
    if account_id == to_id:
        raise Refusal("account_same")

    def make(connection: Connection) -> BalanceMoved:
        row, to = needed(connection, account_id), needed(connection, to_id)
        for owner in (row, to):
            if owner.state == "closed":
                raise Refusal("account_closed", name=owner.name)
        balance, other = rights.balance(connection, row.id), rights.balance(connection, to.id)
        _check_here(till, connection, row, amount, balance)
        check_ceiling(to.name, other, amount, cards.rules(connection))
        return BalanceMoved(
            id=id, account=row.id, name=row.name, to=to.id, to_name=to.name, amount=amount, word=said,
            balance=Rupiah(balance) - amount, to_balance=Rupiah(other) + amount, day=till.today(),
            approvals=list(approvals),
        )  # fmt: skip

    with asking(till, account_id, amount):
        done = till.post_once(id, make, by=by, topics=_TOPICS, after=_slip(till, "card_moved", print_slip))
    return Done(cast(BalanceMoved, done.value.entry.document), done.changed)


def _line(till: Till, connection: Connection, account_id: str, amount: Rupiah) -> TopUpLine:
    check_living(connection, till)
    row = needed(connection, account_id)
    if row.state == "closed":
        raise Refusal("account_closed", name=row.name)
    balance = rights.balance(connection, row.id)
    check_ceiling(row.name, balance, amount, cards.rules(connection))
    return TopUpLine(account=row.id, name=row.name, amount=amount, balance=Rupiah(balance) + amount)


def _check_here(till: Till, connection: Connection, row: AccountRow, amount: Rupiah, balance: int) -> None:
    """`Refusal` unless this till may spend so much of the account."""
    check_living(connection, till)
    if balance <= 0:
        raise Refusal("nothing_on_card", name=row.name)
    check_amount(amount)
    if amount > balance:
        raise Refusal("card_short", name=row.name, balance=Rupiah(balance), missing=amount - balance)
    here = rights.of_holder(connection, row.id, till.writer(connection).key)[0]
    if amount > here:
        raise Refusal("card_rights_elsewhere", name=row.name, here=Rupiah(here), balance=Rupiah(balance))


def _shift(till: Till, connection: Connection, *, must: bool) -> str:
    """The open shift, whose drawer the cash goes through; `Refusal("no_open_shift")` where it is needed."""
    row = shifts.open_shift(connection, till.writer(connection).key)
    if row is None and must:
        raise Refusal("no_open_shift")
    return row.id if row is not None and must else ""


def _slip(till: Till, form: str, wanted: bool, *, kick: bool | None = None) -> Callable[[Connection, Posted], None]:
    def afterwards(connection: Connection, posted: Posted) -> None:
        cash = posted.entry.body.get("way") == "cash" if kick is None else kick
        if wanted or cash:
            print_jobs.add(connection, form=form, time=posted.entry.time, document=posted.position, kick=cash)

    return afterwards
