"""Commands for cards: accounts, cards, money onto and out of them, limits, paying, sheets and printed cards."""

from __future__ import annotations

from pathlib import Path

from koperasi_pos.cli.receipt_file import read_price
from koperasi_pos.cli.session import Session, write_out
from koperasi_pos.journal.documents import CardRulesSaved, Hours, Limit
from koperasi_pos.operations import (
    accounts,
    card_limits,
    card_reports,
    cards,
    forgetting,
    persons,
    photos,
    products,
    stock,
)
from koperasi_pos.operations.accounts import AccountView
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term

PERIOD_OPTIONS = ("purchase", "day", "week", "month")


def whose(till: Till, text: str) -> AccountView:
    """The account of a NIS, a member number or a name that only one person has."""
    found = accounts.find_accounts(till, text)
    exact = [one for one in found if text.strip().casefold() in (one.nis.casefold(), one.name.casefold())]
    named = exact or found
    if not named:
        raise Refusal("account_unknown")
    if len(named) > 1:
        raise Refusal("card_number_of_several", number=text, count=len(named))
    return named[0]


def _told(session: Session, view: AccountView) -> None:
    session.tell(
        f"{view.name} ({view.nis}) {view.school_class} {view.room}: {rupiah(view.balance)},"
        f" {term('account_state', view.state)}",
        account=view.account, person=view.person, name=view.name, nis=view.nis, school_class=view.school_class,
        room=view.room, state=view.state, reason=view.reason, balance=view.balance, here=view.here,
        left_today=view.left_today, has_pin=view.has_pin, photo=view.photo, card=view.card,
    )  # fmt: skip


def find(session: Session) -> int:
    """Accounts by part of a name, NIS, class or room; that each was looked at is written down, once a day."""
    with session.till() as till:
        by = session.actor(till)
        for view in accounts.find_accounts(till, session.words.text, limit=session.words.limit):
            card_reports.note_look(till, view.account, by=by)
            _told(session, view)
    return 0


def open_account(session: Session) -> int:
    """Open an account for the person with this number or name, and issue a card to be printed."""
    words = session.words
    with session.till() as till:
        found = [
            row
            for row in persons.find_persons(till, words.who)
            if words.who.casefold() in (row.name.casefold(), row.number.casefold(), row.document.nis.casefold())
        ]
        if len(found) != 1:
            raise (
                Refusal("card_number_of_several", number=words.who, count=len(found))
                if found
                else Refusal("person_unknown")
            )
        by = session.actor(till)
        held = accounts.account_of(till, found[0].id)
        view = (
            held
            if held and held.state != "closed"
            else accounts.open_account(till, found[0].id, sort=words.sort, id=till.new_id(), by=by).value
        )
        _told(session, view)
    return 0  # fmt: skip


def issue(session: Session) -> int:
    """Issue a card: printed, or with the number of a chip; tells what stands on it."""
    words = session.words
    with session.till() as till:
        by, view = session.actor(till), whose(till, words.who)
        if words.replace:
            made = cards.replace_card(
                till, view.account, uid=words.uid, message=words.message, free=words.free, id=till.new_id(), by=by
            ).value
        else:
            made = cards.issue_card(
                till,
                view.account,
                uid=words.uid,
                message=words.message,
                active=not words.later,
                id=till.new_id(),
                by=by,
            ).value
        session.tell(
            _("Card of {name}: {token}").format(
                name=view.name, token=words.uid or cards.printed_token(till, made.card)
            ),
            card=made.card, account=made.account, token=made.token, fee=cards.fee_of(till) if words.replace else 0,
        )  # fmt: skip
    return 0


def hand_out(session: Session) -> int:
    """A printed card is in use from now on."""
    with session.till() as till:
        view = whose(till, session.words.who)
        for card in accounts.cards_of(till, view.account):
            if card.state == "inactive":
                cards.hand_out_card(till, card.id, id=till.new_id(), by=session.actor(till))
        _told(session, accounts.account_view(till, view.account))
    return 0


def lost(session: Session) -> int:
    """The card of a person is lost."""
    with session.till() as till:
        view, by = whose(till, session.words.who), session.actor(till)
        for card in accounts.cards_of(till, view.account):
            if card.state != "lost":
                cards.lose_card(till, card.id, reason=session.words.reason, id=till.new_id(), by=by)
        _told(session, accounts.account_view(till, view.account))
    return 0


def tap(session: Session) -> int:
    """Whose card it is; with --by-hand the NIS stands in for a card that was forgotten."""
    with session.till() as till:
        text = session.words.token
        if session.words.by_hand:
            view = cards.card_by_hand(till, text, by=session.actor(till))
        else:
            view = cards.tap(till, text, session.words.message)
        _told(session, view)
    return 0


def state(session: Session) -> int:
    """Freeze an account, or let it go on."""
    words = session.words
    with session.till() as till:
        view = accounts.save_account_state(
            till, whose(till, words.who).account, words.state, reason=words.reason, note=words.note, id=till.new_id(),
            by=session.actor(till),
        ).value  # fmt: skip
        _told(session, view)
    return 0


def pin(session: Session) -> int:
    """Set a card's PIN, take it away, let a locked one be tried again, or try one."""
    words = session.words
    with session.till() as till:
        by, view = session.actor(till), whose(till, words.who)
        if words.release:
            accounts.release_card_pin(till, view.account, by=by)
        elif words.check:
            accounts.check_card_pin(till, view.account, words.card_pin)
        else:
            accounts.set_card_pin(till, view.account, words.card_pin, id=till.new_id(), by=by)
        _told(session, accounts.account_view(till, view.account))
    return 0


def photo(session: Session) -> int:
    """Keep a photo of a person, or write it to a file."""
    words = session.words
    with session.till() as till:
        view = whose(till, words.who)
        if words.out:
            card_reports.look_at_account(till, view.account, what="photo", by=session.actor(till))
            write_out(photos.photo(till, view.photo) or b"", words.out)
            return 0
        by = session.actor(till)
        digest = photos.save_photo(till, Path(words.file).read_bytes(), by=by)
        held = persons.person(till, view.person).document
        persons.save_person(till, held.model_copy(update={"id": till.new_id(), "photo": digest}), by=by)
        session.tell(digest, photo=digest)
    return 0


def limits(session: Session) -> int:
    """Show what the wali laid down for a card, or lay it down; what is not named then is taken away."""
    words = session.words
    with session.till() as till:
        view = whose(till, words.who)
        held = card_limits.wali_limits(till, view.account)
        if words.set:
            unwanted = [stock.product_coded(till, code).document.product for code in words.no_buy]
            changed = held.model_copy(update={
                "id": till.new_id(), "limits": _limits(words), "blocked_categories": words.block,
                "blocked_products": unwanted, "wali": words.wali,
            })  # fmt: skip
            held = card_limits.save_limits(till, changed, by=session.actor(till)).value
        names = [products.product(till, product).name for product in held.blocked_products]
        for limit in held.limits:
            session.tell(_limit_words(limit), **limit.model_dump())
        session.tell(
            ", ".join([*held.blocked_categories, *names]), blocked_categories=held.blocked_categories,
            blocked_products=names, wali=held.wali,
        )  # fmt: skip
    return 0


def _limits(words: object) -> list[Limit]:
    """`--day 15000`, `--of day:Jajan=15000`."""
    made = [
        Limit(period=period, amount=read_price(text), free=getattr(words, "free", []))
        for period in PERIOD_OPTIONS
        if (text := getattr(words, period))
    ]
    for text in getattr(words, "of", []):
        named, equals, amount = text.rpartition("=")
        period, colon, categories = named.partition(":")
        if not equals or not colon:
            raise Refusal("option_form", text=text)
        made.append(Limit(period=period, amount=read_price(amount), categories=categories.split("+")))
    return made


def _limit_words(limit: Limit) -> str:
    return f"{' + '.join(limit.categories) or '*'} {rupiah(limit.amount)} / {term('period', limit.period)}"


def rules(session: Session) -> int:
    """Show the rules of the pesantren for cards, or change those that are named."""
    words = session.words
    with session.till() as till:
        held = card_limits.card_rules(till)
        change: dict[str, object] = {}
        for name in ("ceiling", "float_warning", "replacement_fee", "pin_above"):
            if (text := getattr(words, name)) is not None:
                change[name] = read_price(text)
        if words.pin_rule:
            change["pin"] = words.pin_rule
        if words.week_start is not None:
            change["week_start"] = words.week_start
        if words.hours is not None:
            spans = [span.partition("-") for span in words.hours]
            change["hours"] = [Hours(begins=begins, ends=ends) for begins, _dash, ends in spans]
        if words.block is not None:
            change["blocked_categories"] = words.block
        if words.limits:
            change["limits"] = _limits(words)
        if change:
            changed = CardRulesSaved.model_validate({**held.model_dump(), **change, "id": till.new_id()})
            held = card_limits.save_card_rules(till, changed, by=session.actor(till)).value
        session.tell(str(held.body()), **held.model_dump(mode="json"))
    return 0


def forget(session: Session) -> int:
    """Delete the data of a person for good, as a guardian may ask; what the accounts moved stays under a token."""
    words = session.words
    with session.till() as till:
        found = persons.find_persons(till, words.who, active_only=False)
        exact = [row for row in found if words.who.casefold() in (row.name.casefold(), row.document.nis.casefold())]
        if len(exact or found) != 1:
            raise (
                Refusal("card_number_of_several", number=words.who, count=len(found))
                if found
                else Refusal("person_unknown")
            )
        done = forgetting.forget_person(
            till, (exact or found)[0].id, word=words.reason, id=till.new_id(), by=session.actor(till)
        ).value
        session.tell(done.token, token=done.token, accounts=done.accounts)
    return 0


def is_scan(session: Session) -> int:
    """Whether a scan is a printed card of ours; the exit status says it too."""
    found = cards.is_card_scan(session.words.text)
    session.tell(str(found), card=found)
    return 0 if found else 1
