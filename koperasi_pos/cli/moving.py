"""Commands for goods that leave without being sold, become other goods, or go to another place."""

from __future__ import annotations

from koperasi_pos.cli.receipt_file import read_quantity
from koperasi_pos.cli.session import Session, write_out
from koperasi_pos.cli.tables import table
from koperasi_pos.journal.documents import RecipePart, RecipeSaved
from koperasi_pos.operations import shops, stock, stock_moves
from koperasi_pos.operations.stock_moves import Moving
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Quantity, Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah


def moving_of(till: Till, text: str) -> Moving:
    """`8991234567891=5`, `ROTI=2@2026-11-30` (the day on the package), `BERAS=-1,5` for a slip while counting."""
    code, equals, rest = text.rpartition("=")
    if not equals:
        raise Refusal("option_form", text=text)
    amount, _at, expiry = rest.partition("@")
    sign = -1 if amount.startswith("-") else 1
    quantity = Quantity(0) if amount == "0" else Quantity(sign * int(read_quantity(amount.removeprefix("-"))))
    return Moving(stock.product_coded(till, code).id, quantity, expiry)


def write_off(session: Session) -> int:
    """Goods leave: damaged, lost, expired, used by the shop, given away."""
    words = session.words
    with session.till() as till:
        goods = [moving_of(till, text) for text in words.goods]
        done = stock_moves.write_off(
            till, words.why, goods, note=words.note, id=till.new_id(), by=session.actor(till)
        )  # fmt: skip
    value = -sum(int(line.value) for line in done.value.lines)
    session.tell(_("Written off: {value}").format(value=rupiah(value)), value=value, lines=len(done.value.lines))
    return 0


def turn(session: Session) -> int:
    """Goods become other goods."""
    words = session.words
    with session.till() as till:
        used = [moving_of(till, text) for text in words.use]
        made = [moving_of(till, text) for text in words.make]
        done = stock_moves.turn_goods(
            till, words.form, used, made, id=till.new_id(), by=session.actor(till), note=words.note
        )  # fmt: skip
    _tell_turned(session, [(line.name, int(line.value)) for line in done.value.outputs])
    return 0


def _tell_turned(session: Session, made: list[tuple[str, int]]) -> None:
    told = ", ".join(f"{name} {rupiah(value)}" for name, value in made)
    session.tell(told, made=dict(made), value=sum(value for _name, value in made))


def recipe_list(session: Session) -> int:
    """Every recipe."""
    with session.till(writable=False) as till:
        for one in stock_moves.recipes(till):
            session.tell(f"{one.name} ({one.form})", recipe=one.recipe, name=one.name, form=one.form)
    return 0


def recipe_add(session: Session) -> int:
    """Add a recipe."""
    words = session.words
    with session.till() as till:
        saved = RecipeSaved(
            id=till.new_id(), recipe=till.new_short_id(), name=words.name, form=words.form,
            inputs=[_part(till, text) for text in words.use], outputs=[_part(till, text) for text in words.make],
        )  # fmt: skip
        done = stock_moves.save_recipe(till, saved, by=session.actor(till))
    session.tell(done.value.name, recipe=done.value.recipe, name=done.value.name)
    return 0


def _part(till: Till, text: str) -> RecipePart:
    one = moving_of(till, text)
    return RecipePart(product=one.product, quantity=one.quantity)


def recipe_make(session: Session) -> int:
    """Work by a recipe."""
    words = session.words
    with session.till() as till:
        done = stock_moves.produce(
            till, words.name, id=till.new_id(), by=session.actor(till), number=words.times,
            made=[_part(till, text) for text in words.make],
        )  # fmt: skip
    _tell_turned(session, [(line.name, int(line.value)) for line in done.value.outputs])
    return 0


def place_list(session: Session) -> int:
    """What lies elsewhere."""
    from koperasi_pos.paper.count_papers import places_report

    with session.till(writable=False) as till:
        made = places_report(stock_moves.placed_goods(till, session.words.place), shop_name=shops.shop(till).name)
        write_out(table(made, session), session.words.out)
    return 0


def place_move(session: Session) -> int:
    """Goods go from one place to another."""
    words = session.words
    with session.till() as till:
        goods = [moving_of(till, text) for text in words.goods]
        done = stock_moves.move_goods(
            till, goods, source=words.source, target=words.target, reason=words.reason, id=till.new_id(),
            by=session.actor(till),
        )  # fmt: skip
    session.tell(_("{n} goods moved.").format(n=len(done.value.lines)), lines=len(done.value.lines))
    return 0


def place_back(session: Session) -> int:
    """A stall closes: the rest was sold."""
    words = session.words
    with session.till() as till:
        goods = [moving_of(till, text) for text in words.goods]
        done = stock_moves.bring_back(
            till, words.place, goods, reason=words.reason, id=till.new_id(), by=session.actor(till)
        )  # fmt: skip
    sold = {line.name: line.sold.plain() for line in done.value.lines if line.sold}
    session.tell(", ".join(f"{name} {quantity}" for name, quantity in sold.items()), sold=sold)
    return 0
