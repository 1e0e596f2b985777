"""Commands for consigned goods: who leaves them, what comes and goes, settlements, payments, what is due."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.cli.receipt_file import read_price, read_quantity
from koperasi_pos.cli.session import Session, check_day, write_out
from koperasi_pos.cli.tables import table
from koperasi_pos.journal.documents import ConsignorSaved, ProductSaved
from koperasi_pos.operations import consignment, consignment_closing, consignors, printing, shops, stock
from koperasi_pos.operations.consignment import Counted
from koperasi_pos.operations.till import Till
from koperasi_pos.trade.consignment import Terms
from koperasi_pos.values import ZERO, Quantity, Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import percent, quantity, rupiah
from koperasi_pos.words.terms import term

HOME = ":home"


def read_percent(text: str) -> int:
    """Basis points of `10`, `12,5` or `12.5%`; `Refusal("consignment_terms")`."""
    clean = text.strip().removesuffix("%").strip()
    points, rest = divmod(0 if clean in ("0", "") else int(read_quantity(clean)), 10)
    if rest or not 0 <= points <= 10_000:
        raise Refusal("consignment_terms")
    return points


def _terms(session: Session) -> Terms | None:
    words = session.words
    if words.commission is None and words.margin is None:
        return None
    return Terms(read_percent(words.commission or "0"), read_price(words.margin) if words.margin else ZERO)


def _goods(till: Till, consignor_id: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """(product, what stands behind `=`) of `NASI=20`; names may have `=` in them."""
    found = []
    for text in texts:
        code, equals, rest = text.rpartition("=")
        if not equals:
            raise Refusal("option_form", text=text)
        found.append((_product(till, consignor_id, code).product, rest))
    return found


def _product(till: Till, consignor_id: str, code: str) -> ProductSaved:
    """One of a consignor's goods by its name, else any goods by their code."""
    named = [
        row.product
        for row in consignors.consignor_goods(till, consignor_id)
        if row.product.name.casefold() == code.strip().casefold()
    ]
    return named[0] if len(named) == 1 else stock.product_coded(till, code).document


def consignor_list(session: Session) -> int:
    """Everybody who leaves goods, and how the shop stands with them."""
    with session.till(writable=False) as till:
        for row in consignors.consignors(till, session.words.text, active_only=not session.words.all):
            session.tell(
                f"{row.name} ({term('consignor', row.sort)}): {rupiah(row.payable)}",
                consignor=row.id, name=row.name, sort=row.sort, sold=row.amount, due=row.due, loss=row.loss,
                balance=row.balance, payable=row.payable, settled_until=row.settled_until,
            )  # fmt: skip
    return 0


def consignor_add(session: Session) -> int:
    """Add a consignor, or change the one of this name."""
    words = session.words
    with session.till() as till:
        same = [row for row in consignors.consignors(till, words.name, active_only=False)
                if row.name.casefold() == words.name.casefold()]  # fmt: skip
        held = consignors.consignor(till, same[0].id) if same else ConsignorSaved(
            id="", consignor=till.new_short_id(), name=words.name
        )  # fmt: skip
        terms = _terms(session)
        given = {"sort": words.sort, "bears_loss": words.bears_loss, "phone": words.phone, "place": words.place}
        changed = {name: value for name, value in given.items() if value is not None}
        if terms is not None:
            changed |= {"commission": terms.commission, "margin": terms.margin}
        saved = consignors.save_consignor(
            till, held.model_copy(update={"id": till.new_id(), "active": not words.gone, **changed}),
            by=session.actor(till),
        ).value  # fmt: skip
    session.tell(_("{name} is saved.").format(name=saved.name), **saved.model_dump(exclude={"id"}))
    return 0


def goods_list(session: Session) -> int:
    """The goods of a consignor, their terms and what is on the shelf."""
    with session.till(writable=False) as till:
        owner = consignors.consignor_named(till, session.words.consignor)
        for row in consignors.consignor_goods(till, owner.consignor):
            one = row.product
            kept = f"{rupiah(one.margin)}/{one.packs[0].unit}" if one.margin else percent(one.commission)
            session.tell(
                f"{one.name}: {quantity(row.on_hand)} {one.packs[0].unit}, {kept}",
                product=one.product, name=one.name, on_hand=row.on_hand.plain(), commission=one.commission,
                margin=int(one.margin), daily=one.daily,
            )  # fmt: skip
    return 0


def goods_add(session: Session) -> int:
    """New goods of a consignor with a price; without a price, goods of the catalogue become the consignor's."""
    words = session.words
    with session.till() as till:
        owner, by = consignors.consignor_named(till, words.consignor).consignor, session.actor(till)
        if words.price is None:
            product = _product(till, owner, words.name)
            done = consignors.consign_goods(
                till, owner, product.product, terms=_terms(session), daily=words.daily, id=till.new_id(), by=by
            )
        else:
            done = consignors.add_goods(
                till, owner, name=words.name, price=read_price(words.price), unit=words.unit, terms=_terms(session),
                daily=words.daily, category=words.category, id=till.new_id(), by=by,
            )  # fmt: skip
    saved = done.value
    session.tell(
        _("{name} is saved.").format(name=saved.name), product=saved.product, name=saved.name,
        commission=saved.commission, margin=int(saved.margin), daily=saved.daily,
    )  # fmt: skip
    return 0


def goods_release(session: Session) -> int:
    """Goods are no longer a consignor's."""
    with session.till() as till:
        owner = consignors.consignor_named(till, session.words.consignor).consignor
        product = _product(till, owner, session.words.code)
        consignors.release_goods(till, owner, product.product, id=till.new_id(), by=session.actor(till))
    session.tell(_("{name} is saved.").format(name=product.name), product=product.product)
    return 0


def moved(session: Session) -> int:
    """Goods are brought, given back or lost."""
    words = session.words
    with session.till() as till:
        owner = consignors.consignor_named(till, words.consignor).consignor
        goods = [(product, read_quantity(amount)) for product, amount in _goods(till, owner, words.goods)]
        done = consignment.move_consigned(
            till, owner, words.reason, goods, note=words.note, id=till.new_id(), by=session.actor(till)
        )
    document = done.value
    told = ", ".join(f"{line.name} {quantity(line.quantity)}" for line in document.lines)
    session.tell(
        f"{term('consignment', document.reason)}: {told}",
        lines=[{"name": line.name, "quantity": line.quantity.plain(), "due": int(line.due)} for line in document.lines],
    )
    return 0


def settle(session: Session) -> int:
    """Settle with a consignor; `--dry-run` only says what would be settled."""
    words = session.words
    with session.till(writable=not words.dry_run) as till:
        owner = consignors.consignor_named(till, words.consignor).consignor
        days = [check_day(day) if day else "" for day in (words.first, words.last)]
        counted = {product: _left(text) for product, text in _goods(till, owner, words.left)}
        if words.dry_run:
            made = consignment.foresee_settlement(till, owner, *days, counted=counted, way=words.way)
            position = 0
        else:
            done = consignment.settle(
                till, owner, *days, counted=counted, way=words.way, reference=words.reference, note=words.note,
                id=till.new_id(), by=session.actor(till),
            ).value  # fmt: skip
            made, position = done.settlement, done.position
    session.tell(
        _("{name}: sold {amount}, commission {commission}, to be paid {payable}, paid {paid}.").format(
            name=made.name, amount=rupiah(made.amount), commission=rupiah(made.commission),
            payable=rupiah(made.payable), paid=rupiah(made.paid),
        ),
        position=position, **made.model_dump(exclude={"id", "shift", "approvals"}),
    )  # fmt: skip
    return 0


def _left(text: str) -> Counted:
    """`8` stays on the shelf, `8:home` goes home with the consignor."""
    amount = text.removesuffix(HOME)
    left = Quantity(0) if amount == "0" else read_quantity(amount)
    return Counted(left, home=text.endswith(HOME))


def pay(session: Session) -> int:
    """Pay what is owed from settlements."""
    words = session.words
    with session.till() as till:
        owner = consignors.consignor_named(till, words.consignor).consignor
        paid = consignment.pay_consignor(
            till, owner, amount=read_price(words.amount) if words.amount else None, way=words.way,
            reference=words.reference, id=till.new_id(), by=session.actor(till),
        ).value  # fmt: skip
    session.tell(
        _("Paid {amount} to {name} ({way})").format(
            amount=rupiah(paid.amount), name=paid.name, way=term("payout", paid.way)
        ),
        amount=int(paid.amount), left=int(paid.left), name=paid.name,
    )  # fmt: skip
    return 0


def history(session: Session) -> int:
    """What happened between shop and consignor, the newest first."""
    with session.till(writable=False) as till:
        owner = consignors.consignor_named(till, session.words.consignor)
        days = consignment.open_days(till, owner.consignor)
        if session.as_json:
            row = consignors.standing(till, owner.consignor)
            session.tell("", name=row.name, payable=row.payable, balance=row.balance, first=days[0], last=days[1])
        for event in consignors.consignor_history(till, owner.consignor, limit=session.words.limit):
            session.tell(
                f"{event.position} {event.at[:16]} {term('consignment', event.kind)} {rupiah(event.amount)}"
                f" {rupiah(event.paid)}",
                **event._asdict(),
            )
    return 0


def slip(session: Session) -> int:
    """The slip at a position of the history, marked as a copy."""
    from koperasi_pos.cli.looking import paper
    from koperasi_pos.paper.slips import slip_of

    words = session.words
    with session.till(writable=False) as till:
        order = printing.order_at(till, words.position, copy=1)
        layout = slip_of(order, width=words.width or till.settings.paper_width)
        if layout is None or order.job.form not in ("consigned", "settlement", "payout"):
            raise Refusal("not_printable")
        write_out(paper(layout, words.format, till), words.out)
    return 0


def daily(session: Session) -> int:
    """Today's goods that do not keep: brought, sold by the books, what should be left."""
    with session.till(writable=False) as till:
        for row in consignment_closing.daily_goods(till, check_day(session.words.date) if session.words.date else ""):
            session.tell(
                _("{name} ({consignor}): brought {brought}, sold {sold}, left {left}").format(
                    name=row.product.name, consignor=row.consignor_name, brought=quantity(row.brought),
                    sold=quantity(row.sold), left=quantity(row.left),
                ),
                name=row.product.name, consignor=row.consignor_name, brought=row.brought.plain(),
                sold=row.sold.plain(), left=row.left.plain(),
            )  # fmt: skip
    return 0


def unrecorded(session: Session) -> int:
    """Consigned goods that are gone and were paid for are sold afterwards."""
    words = session.words
    with session.till() as till:
        owner = consignors.consignor_named(till, words.consignor).consignor
        goods = [(product, read_quantity(amount)) for product, amount in _goods(till, owner, words.goods)]
        number = consignment_closing.sell_unrecorded(till, goods, id=till.new_id(), by=session.actor(till)).value
    session.tell(number, number=number)
    return 0


def due(session: Session) -> int:
    """What is due to each consignor."""
    from koperasi_pos.paper.consignment import due_report

    with session.till(writable=False) as till:
        rows = consignors.consignors(till, active_only=False)
        open_rows = [row for row in rows if row.active or row.payable or row.on_shelf]
        made = due_report(open_rows, till.today(), shop_name=shops.shop(till).name)
        write_out(table(made, session), session.words.out)
    return 0
