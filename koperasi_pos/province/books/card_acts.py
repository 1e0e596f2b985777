"""What changes the books of cards and may be gathered over a batch: movements, balances, holders, new accounts."""

from __future__ import annotations

MOVEMENT = "card_movement"
BALANCE = "card_account.balance"
"""Marks of acts that are never run by themselves: `card_sums` puts those of a batch together."""
HELD = """WITH given AS (
        SELECT CASE WHEN EXISTS (SELECT 1 FROM card_transfer AS known WHERE known.shop = %(shop)s
            AND known.id = %(transfer)s AND (known.forced OR known.accepted AND %(dead)s))
            THEN 0 ELSE %(amount)s::bigint END AS amount
    ), held AS (
        INSERT INTO card_holder (shop, account, device, epoch, net)
        SELECT %(shop)s, %(account)s, %(device)s, %(epoch)s, amount FROM given
        ON CONFLICT (shop, account, device, epoch) DO UPDATE SET net = card_holder.net + excluded.net
    )
    INSERT INTO card_float (shop, device, epoch, net) SELECT %(shop)s, %(device)s, %(epoch)s, amount FROM given
    ON CONFLICT (shop, device, epoch) DO UPDATE SET net = card_float.net + excluded.net"""
"""What a holder may spend changes; by nothing where it went over by this transfer already."""
ACCEPTED = """INSERT INTO card_transfer (shop, id, accepted) VALUES (%(shop)s, %(transfer)s, true)
    ON CONFLICT (shop, id) DO UPDATE SET accepted = true"""
FORCED = """INSERT INTO card_transfer (shop, id, forced) VALUES (%(shop)s, %(transfer)s, true)
    ON CONFLICT (shop, id) DO UPDATE SET forced = true"""
OPENED = """INSERT INTO card_account (shop, account, person, name, sort, opened, home)
    VALUES (%(shop)s, %(account)s, %(person)s, coalesce((SELECT name FROM card_person WHERE card_person.shop = %(shop)s
        AND card_person.person = %(person)s AND stamp = '~'), %(name)s), %(sort)s, %(at)s, %(home)s)
    ON CONFLICT (shop, account) DO UPDATE SET person = excluded.person, name = excluded.name, sort = excluded.sort,
        opened = excluded.opened,
        home = CASE WHEN card_account.home_step = 0 THEN excluded.home ELSE card_account.home END"""
PERSON = """INSERT INTO card_person (shop, person, name, nis, class, room, wali, photo, allergens, stamp)
    VALUES (%(shop)s, %(person)s, %(name)s, %(nis)s, %(class)s, %(room)s, %(wali)s, %(photo)s, %(allergens)s,
        %(stamp)s)
    ON CONFLICT (shop, person) DO UPDATE SET name = excluded.name, nis = excluded.nis, class = excluded.class,
        room = excluded.room, wali = excluded.wali, photo = excluded.photo, allergens = excluded.allergens,
        stamp = excluded.stamp WHERE excluded.stamp > card_person.stamp COLLATE "C" """
REFUSED = """INSERT INTO card_refusal (shop, account, device, epoch, seq, code, goods, amount, day, at)
    VALUES (%(shop)s, %(account)s, %(device)s, %(epoch)s, %(seq)s, %(code)s, %(goods)s, %(amount)s, %(day)s, %(at)s)"""
