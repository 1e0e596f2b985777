"""The two santri of the lessons about cards: made up for a training till, with faces, money, cards and a limit."""

from __future__ import annotations

import io

from koperasi_pos.journal.documents import Limit, LimitsSaved, PersonSaved, SaleCustomer
from koperasi_pos.operations import baskets, photos
from koperasi_pos.operations.accounts import account_of, account_view, cards_of, open_account, save_account_state
from koperasi_pos.operations.card_limits import save_limits, wali_limits
from koperasi_pos.operations.card_money import top_up
from koperasi_pos.operations.cards import issue_card, printed_token
from koperasi_pos.operations.persons import find_persons, save_person
from koperasi_pos.operations.products import product
from koperasi_pos.operations.shops import SETUP
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books.persons import PersonRow
from koperasi_pos.trade.baskets import Basket
from koperasi_pos.trade.card_lessons import LAID_OUT
from koperasi_pos.trade.lesson_seen import Holder, Offers
from koperasi_pos.values import Rupiah

SANTRI = (("Ahmad Latihan", "LAT-001"), ("Budi Latihan", "LAT-002"))
"""Name and NIS; nobody of the shop's own list is asked to lend the name."""

LEAST, FILLED = Rupiah(250_000), Rupiah(400_000)
"""Where less is on a card, so much is put on it: enough for the dearest goods that a lesson offers."""


def holders(till: Till) -> tuple[Holder, ...]:
    """The two santri as they are; nobody where they were not laid out yet."""
    found = []
    for _name, nis in SANTRI:
        row = _person(till, nis)
        view = account_of(till, row.id) if row is not None else None
        if row is None or view is None:
            return ()
        live = next((card for card in cards_of(till, view.account) if card.state == "active"), None)
        face = photos.photo(till, row.document.photo) or b""
        found.append(Holder(view.account, row.name, printed_token(till, live.id) if live else "", face))
    return tuple(found)


def lay_out(till: Till, goods: Offers) -> tuple[Holder, ...]:
    """See to it that both have a card in use with enough on it, and the second one a limit below two of the goods."""
    assert till.training, "no santri is made up in a real shop"
    for place, (name, nis) in enumerate(SANTRI):
        row = _person(till, nis)
        person = row.document if row is not None else _made_up(till, name, nis, place)
        view = account_of(till, person.person)
        if view is None or view.state == "closed":
            view = open_account(till, person.person, sort="santri", id=till.new_id(), by=SETUP).value
        if view.state == "frozen":
            save_account_state(till, view.account, "active", id=till.new_id(), by=SETUP)
        if all(card.state != "active" for card in cards_of(till, view.account)):
            issue_card(till, view.account, id=till.new_id(), by=SETUP)
        if account_view(till, view.account).balance < LEAST:
            missing = FILLED - account_view(till, view.account).balance
            top_up(till, view.account, missing, way=LAID_OUT, print_slip=False, id=till.new_id(), by=SETUP)
        _limit(till, view.account, _most(till, goods, view.customer) if place else None)
    return holders(till)


def _person(till: Till, nis: str) -> PersonRow | None:
    return next((row for row in find_persons(till, nis) if row.document.nis == nis), None)


def _made_up(till: Till, name: str, nis: str, place: int) -> PersonSaved:
    photo = photos.save_photo(till, face(place), by=SETUP)
    made = PersonSaved(
        id=till.new_id(), person=till.new_short_id(), name=name, nis=nis, tier="santri", sort="santri", group="7A",
        room="Kamar Latihan", photo=photo,
    )  # fmt: skip
    return save_person(till, made, by=SETUP).value


def _most(till: Till, goods: Offers, buyer: SaleCustomer) -> Rupiah:
    """What the second santri may spend at once: the dearer of two goods, but not both."""
    both = [product(till, offer.product).document for offer in goods.pieces[1:3]]
    basket = Basket(id="", customer=buyer)
    for one in both:
        basket = basket.add(one)
    lines = [int(line.total) for line in baskets.counter(till).price(basket).lines]
    return Rupiah(max(lines) + min(lines) // 2)


def _limit(till: Till, account: str, most: Rupiah | None) -> None:
    """One limit, or none; other words of a wali that somebody tried out go."""
    wanted = [Limit(period="purchase", amount=most)] if most else []
    held = wali_limits(till, account)
    if held.limits != wanted or held.blocked_products or held.blocked_categories:
        saved = LimitsSaved(id=till.new_id(), account=account, name="", limits=wanted, wali="Wali Latihan")
        save_limits(till, saved, by=SETUP)


def face(place: int) -> bytes:
    """A drawn face: the first one with a black peci, the second one with a green one and glasses."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (240, 320), ("#dfe9f3", "#f3e6cf")[place])
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((30, 250, 210, 360), 60, fill=("#ffffff", "#7a4b8f")[place])
    pen.rectangle((98, 215, 142, 265), fill=("#c98f63", "#e0b08a")[place])
    pen.ellipse(((62, 88, 178, 238), (70, 84, 170, 240))[place], fill=("#d59d70", "#ecbf98")[place])
    pen.polygon(((66, 124), (78, 58), (162, 58), (174, 124)), fill=("#1d1d1f", "#1f7a4d")[place])
    for left in (92, 132):
        pen.ellipse((left, 148, left + 14, 162), fill="#2b1d14")
        if place:
            pen.ellipse((left - 10, 138, left + 24, 172), outline="#22303c", width=4)
    pen.line(((116, 155), (122, 155)), fill="#22303c", width=4 * place or 1)
    pen.arc((100, 172, 140, 206), 20, 160, fill="#7c3f2b", width=5)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
