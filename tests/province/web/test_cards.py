"""Pages of cards: their figures are those of the till, every look at a santri is written down, files hold the same."""

from __future__ import annotations

import csv
import io
from datetime import date

import httpx
import pytest

from koperasi_pos.province.database import Connection
from koperasi_pos.province.figures import card_accounts, cards
from tests.province.web.conftest import WebServer
from tests.province.web.samples import ANNUR, GONE, HIKMAH

SHOP = f"/shops/{ANNUR}/cards"


@pytest.fixture
def client(filled: WebServer) -> httpx.Client:
    """The province's officer."""
    filled.add_officer("siti")
    return filled.signed_in("siti")


def rows(client: httpx.Client, path: str) -> list[list[str]]:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}file=csv")
    assert answer.status_code == 200, path
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def looked(web: WebServer) -> list[tuple[str, str]]:
    with web.pool.reading() as connection:
        return connection.execute("SELECT act, shop FROM audit WHERE act LIKE 'card_%' ORDER BY at, id").fetchall()


def account_of(web: WebServer, name: str) -> str:
    with web.pool.reading() as connection:
        found = card_accounts.accounts(connection, ANNUR, name)
    assert len(found) == 1
    return found[0].account


def test_what_is_owed_is_what_holders_may_spend_and_what_is_on_its_way(filled: WebServer) -> None:
    with filled.pool.reading() as connection:
        owed = cards.shop_float(connection, ANNUR)
        held, on_the_way = cards.holders(connection, ANNUR)
        every = card_accounts.accounts(connection, ANNUR)
        sums = cards.float_sums(connection)
    assert owed is not None
    assert owed.accounts == len(every) == 3
    assert owed.balance == sum(one.balance for one in every) == sum(one.rights for one in held) + on_the_way
    assert on_the_way == 5_000, "given to a till that has not taken it"
    assert owed.warned, "the pesantren wanted to hear of it from Rp300.000 on"
    assert (sums.shops, sums.balance, sums.warned) == (1, owed.balance, 1)
    assert (owed.stranded, owed.guarantee) == (0, 0)
    with filled.pool.reading() as connection:
        counted = connection.execute(
            "SELECT count(*) FROM card_holder WHERE shop = %s AND net > 0", (ANNUR,)
        ).fetchone()
    assert counted == (sum(one.accounts for one in held),)


def test_rights_of_a_lost_till_are_stranded_until_somebody_decides(filled: WebServer, client: httpx.Client) -> None:
    with filled.pool.writing() as connection:
        connection.execute("UPDATE till SET state = 'lost' WHERE shop = %s", (ANNUR,))
    with filled.pool.reading() as connection:
        owed = cards.shop_float(connection, ANNUR)
        held, on_the_way = cards.holders(connection, ANNUR)
    assert owed is not None
    assert owed.stranded == owed.balance - on_the_way == sum(one.rights for one in held if one.gone)
    assert "memegang hak" in client.get(SHOP).text
    with filled.pool.writing() as connection:  # the one that burnt comes back with what it had sold meanwhile
        connection.execute(
            "UPDATE card_holder SET net = net - 700 WHERE shop = %s AND device = %s AND account ="
            " (SELECT min(account) FROM card_holder WHERE device = %s)", (ANNUR, GONE, GONE),
        )  # fmt: skip
        connection.execute("UPDATE card_float SET net = net - 700 WHERE shop = %s AND device = %s", (ANNUR, GONE))
    decided = rows(client, f"{SHOP}/guarantee")
    assert [(one[4], one[5], one[6]) for one in decided] == [("20000", "700", "Kasir terbakar")]
    with filled.pool.reading() as connection:
        again = cards.shop_float(connection, ANNUR)
    assert again is not None
    assert (again.guarantee, again.balance) == (700, owed.balance + 700)


def test_days_spending_and_movements_agree(filled: WebServer, client: httpx.Client) -> None:
    days = rows(client, f"{SHOP}?days=30")
    assert [one[1] for one in days] == ["450000"]
    spent = sum(int(one[4]) for one in days)
    assert spent == sum(int(one[-1]) for one in rows(client, f"{SHOP}/spending")) > 0
    assert {one[1] for one in rows(client, f"{SHOP}/spending")} == {"8B", "7A"}
    assert rows(client, "/cards/days") == days
    moved = rows(client, f"{SHOP}/accounts/{account_of(filled, 'Ahmad')}")
    assert int(moved[0][-1]) == 150_000 - sum(-int(one[4]) for one in moved if int(one[4]) < 0)
    assert int(moved[-1][-1]) == 150_000, "the balance after the first movement"
    assert [one[2] for one in rows(client, f"{SHOP}/refused")] == ["melampaui batas"]
    assert [one[0] for one in rows(client, f"{SHOP}/lost")] == ["Siti Zahra"]
    with filled.pool.reading() as connection:
        reasons = [one for one in cards.card_ways(connection, *_span(connection)) if one.kind == "refused"]
    assert [(one.way, one.count) for one in reasons] == [("card_limit", 1)]


def _span(connection: Connection) -> tuple[date, date]:
    row = connection.execute("SELECT min(day), max(day) FROM card_day").fetchone()
    assert row is not None
    return row[0], row[1]


def test_every_look_at_a_santri_is_written_down(filled: WebServer, client: httpx.Client) -> None:
    ahmad = account_of(filled, "Ahmad")
    for path in (SHOP, f"{SHOP}/holders", f"{SHOP}/spending", "/cards", "/cards/days"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Ahmad" not in page.text, "sums name nobody"
    assert looked(filled) == []
    paths = ("accounts?q=ahmad", "refused", "lost", f"accounts/{ahmad}", f"accounts/{ahmad}/statement.pdf")
    for path in paths:
        assert client.get(f"{SHOP}/{path}").status_code == 200
    acts = ("balances", "refusals", "lost", "account", "account")
    assert looked(filled) == [(f"card_{act}_looked", ANNUR) for act in acts]
    assert "Ahmad Fauzi" in client.get("/audit?act=card_account_looked").text
    assert client.get(f"/shops/{HIKMAH}/cards/accounts/{ahmad}").status_code == 404, "another shop's"
    assert client.get(f"{SHOP}/accounts/%00").status_code == 404


def test_the_statement_is_a_pdf(filled: WebServer, client: httpx.Client) -> None:
    answer = client.get(f"{SHOP}/accounts/{account_of(filled, 'Siti')}/statement.pdf?days=30")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_page_of_movements_goes_on_with_the_balance_of_the_one_before(filled: WebServer) -> None:
    with filled.pool.reading() as connection:
        found = card_accounts.account(connection, ANNUR, account_of(filled, "Siti"))
        assert found is not None
        span = _span(connection)
        whole = card_accounts.moves(connection, ANNUR, found, *span)
        parts = [card_accounts.moves(connection, ANNUR, found, *span, limit=1, offset=n)[0] for n in range(len(whole))]
    assert parts == whole
    assert len(whole) >= 3
    assert whole[0].balance == found.balance
