"""Mistakes that must be noticed: each breaks one rule of card money where the program keeps it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from koperasi_pos.journal.documents import Document, RightsIn
from koperasi_pos.operations import card_asks, card_money, card_payments, card_rights, line_sending, upkeep
from koperasi_pos.operations import card_limits as limit_verbs
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection, journal
from koperasi_pos.store import line as line_state
from koperasi_pos.store.books import cards as card_book
from koperasi_pos.store.books import editions, holder_rows
from koperasi_pos.store.books import rights as rights_book
from koperasi_pos.store.journal import Posted
from koperasi_pos.trade import card_limits
from koperasi_pos.trade.card_limits import CardLimits
from tests.counter import HEAD
from tests.simulation.card_hub import Hub, Tables

Mutant = Callable[[pytest.MonkeyPatch], None]


def a_floor_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A till lets everybody spend what is on the account, whoever holds it; the file's own check is off as well."""
    monkeypatch.setattr(card_payments, "check_rights", lambda name, here, balance, payment: None)
    monkeypatch.setattr(card_money, "_check_here", lambda till, connection, row, amount, balance: None)
    change = holder_rows.change

    def without_check(connection: Connection, *given: Any, **named: Any) -> None:
        connection.run("PRAGMA ignore_check_constraints = ON")
        change(connection, *given, **named)

    for module in (rights_book, holder_rows):
        monkeypatch.setattr(module, "change", without_check)


def a_transfer_is_taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """No transfer is ever known as taken, every taking is another document."""
    ids = iter(f"{n:032x}" for n in range(1, 10**6))
    monkeypatch.setattr(card_rights, "taking_id", lambda transfer: next(ids))
    transfer = rights_book.transfer

    def untaken(connection: Connection, transfer_id: str) -> Any:
        found = transfer(connection, transfer_id)
        return (found[0], False) if found else None

    def taken(connection: Connection, writer: int, position: int, entry: Any) -> None:
        done: RightsIn = entry.document
        holder_rows.change(connection, done.account, writer, int(done.amount))

    from koperasi_pos.store import books

    monkeypatch.setattr(rights_book, "transfer", untaken)
    monkeypatch.setitem(books._APPLY, "rights_in", taken)


def anybody_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A transfer is taken by whoever hears of it, under an id of its own."""
    take = card_rights.take_rights

    def elsewhere(till: Till, transfer_id: str, *, by: Any) -> Done[RightsIn]:
        transfer = rights_book.transfer
        with till.reading() as connection:
            me = till.writer(connection)

        def ours(connection: Connection, id: str) -> Any:
            found = transfer(connection, id)
            return (replace(found[0], device=me.device, epoch=me.epoch), found[1]) if found else None

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rights_book, "transfer", ours)
            return take(till, transfer_id, by=by)

    monkeypatch.setattr(card_rights, "take_rights", elsewhere)


def no_limit_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_limits, "_check_limit", lambda limits, limit, goods, parts, amount: None)


def limits_know_nothing_of_other_tills(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each till answers for the limits with what it has heard, as if it were alone."""
    limits_for = limit_verbs.limits_for

    def alone(*given: Any) -> CardLimits:
        return replace(limits_for(*given), outstanding=0, allowed=None)

    monkeypatch.setattr(limit_verbs, "limits_for", alone)
    monkeypatch.setattr(card_payments, "limits_for", alone)
    monkeypatch.setattr(card_rights, "limits_for", alone)


def old_allowances_stay_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a till was allowed under older limits counts on, each till capped by the new ones for itself."""
    monkeypatch.setattr(card_book, "_ACCOUNT", card_book._ACCOUNT.replace(editions.EDITION, "0"))
    monkeypatch.setattr(editions, "EDITION", "0")


def who_has_not_heard_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The home allows anew at once, as if what it had allowed under older limits were gone already."""
    outstanding = rights_book.outstanding

    def under_these(connection: Connection, account: str, home: str) -> int:
        row = card_book.account(connection, account)
        assert row is not None
        every = outstanding(connection, account, home)
        return max(0, every - rights_book.unheard(connection, account, home, row.edition))

    monkeypatch.setattr(rights_book, "outstanding", under_these)


def an_answer_gives_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks gets it, whatever is held here by now."""
    monkeypatch.setattr(card_asks, "given_up", lambda asked, now, here, keep: asked)


def no_category_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    towards = card_limits._towards
    monkeypatch.setattr(
        card_limits, "_towards",
        lambda limit, total, categories: 0 if limit.categories else towards(limit, total, categories),
    )  # fmt: skip


def blocks_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_limits, "check_goods", lambda limits, goods: None)


def a_lost_card_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_book, "_set_card", lambda connection, card, state, time: None)


def a_restored_till_goes_on_spending(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier life held counts as the till's own."""
    of_holder = rights_book.of_holder

    def every_life(connection: Connection, account: str, holder: int) -> tuple[int, int]:
        row = connection.run(
            """SELECT coalesce(sum(rights), 0) FROM card_rights JOIN writer ON writer.key = holder
            WHERE account = ? AND device = (SELECT device FROM writer WHERE key = ?)""",
            (account, holder),
        ).fetchone()
        return (row[0] if row else 0, of_holder(connection, account, holder)[1])

    monkeypatch.setattr(rights_book, "of_holder", every_life)


def the_guarantee_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a dead holder had spent unheard is borne by nobody."""
    forgetting = holder_rows._CHANGE.replace("short = max(0, short - rights - ?1)", "short = 0")
    assert forgetting != holder_rows._CHANGE
    monkeypatch.setattr(holder_rows, "_CHANGE", forgetting)


def told_before_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some acts are told to people before they are in the file, and then the power fails."""
    post_once, dice = Till.post_once, random.Random(1)

    class PowerFails(Exception):
        pass

    def early(till: Till, document_id: str, make: Callable[[Connection], Document], **named: Any) -> Done[Posted]:
        if dice.random() > 0.05:
            return post_once(till, document_id, make, **named)
        try:
            with till.database.write() as connection:
                raise PowerFails(till.post(connection, make(connection), by=named["by"]))
        except PowerFails as failed:
            return Done(failed.args[0])

    monkeypatch.setattr(Till, "post_once", early)


def a_second_press_is_another_act(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who presses twice pays twice: the second try gets an id of its own."""
    post_once = Till.post_once

    def again(till: Till, document_id: str, make: Callable[[Connection], Document], **named: Any) -> Done[Posted]:
        with till.reading() as connection:
            if journal.find(connection, document_id) is None:
                return post_once(till, document_id, make, **named)
        id = till.new_id()
        return post_once(till, id, lambda connection: make(connection).model_copy(update={"id": id}), **named)

    monkeypatch.setattr(Till, "post_once", again)


def nothing_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent counts as arrived, whatever anybody says afterwards."""
    next_bundle = line_sending.next_bundle
    _points_only_rise(monkeypatch)

    def sent(till: Till, *given: Any, **named: Any) -> Any:
        bundle = next_bundle(till, *given, **named)
        if bundle is not None:
            with till.writing() as connection:
                one = journal.writer(connection, bundle.device, bundle.epoch)
                line_state.set_acked(connection, one.key, bundle.last)
        return bundle

    monkeypatch.setattr(line_sending, "next_bundle", sent)


def a_restored_province_gets_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the province held once is never sent to it again, though it came back from an old backup."""
    _points_only_rise(monkeypatch)


def _points_only_rise(monkeypatch: pytest.MonkeyPatch) -> None:
    set_acked = line_state.set_acked

    def only_up(connection: Connection, writer: int, seq: int) -> None:
        set_acked(connection, writer, max(seq, line_state.acked(connection, writer)))

    monkeypatch.setattr(line_state, "set_acked", only_up)


def a_restored_till_goes_on_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that was restored from a backup begins no new life."""
    monkeypatch.setattr(upkeep, "_begin_epoch", lambda till, secret, replaced: None)


def a_timer_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that was silent for long is declared dead by the program."""
    settle = card_asks.settle_rights

    def and_reclaim(till: Till, **named: Any) -> Any:
        done = settle(till, **named)
        silent = [one for one in card_rights.exposures(till) if not one.own]
        if silent and till.today()[-1] in "0369":
            one = silent[0]
            card_asks._tried(_reclaim, till, one.device, one.epoch)
        return done

    def _reclaim(till: Till, device: str, epoch: int) -> bool:
        return card_rights.reclaim_rights(
            till, device, epoch, reason="Lama tidak terdengar", id=till.new_id(), by=HEAD
        ).changed

    monkeypatch.setattr(card_asks, "settle_rights", and_reclaim)


def a_restored_province_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A province that came back from an old backup goes on as if nothing had been."""

    def silently(hub: Hub, backup: Tables) -> None:
        hub.tables = backup.copy()

    monkeypatch.setattr(Hub, "bring_back", silently)


def a_frozen_account_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_payments, "check_state", lambda name, state, reason: None)


def the_dead_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that was declared dead takes money and sells as before."""
    for module in (card_payments, card_money, card_rights):
        monkeypatch.setattr(module, "check_living", lambda connection, till: None)


IN_THE_MACHINE: tuple[Mutant, ...] = (
    a_floor_limit, a_transfer_is_taken_twice, anybody_takes, no_limit_is_asked, limits_know_nothing_of_other_tills,
    an_answer_gives_what_is_asked, no_category_is_counted, blocks_are_forgotten, a_lost_card_lives_on,
    a_restored_till_goes_on_spending, the_guarantee_forgets,
)  # fmt: skip
"""Those that two tills in a room see."""
EVERY: tuple[Mutant, ...] = (
    *IN_THE_MACHINE, told_before_it_is_kept, a_second_press_is_another_act, nothing_is_sent_again,
    a_restored_province_gets_nothing_again, a_restored_till_goes_on_as_itself, a_timer_takes_over,
    a_restored_province_says_nothing, a_frozen_account_pays, the_dead_go_on, old_allowances_stay_valid,
    who_has_not_heard_is_forgotten,
)  # fmt: skip
