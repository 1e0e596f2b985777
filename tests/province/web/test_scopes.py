"""Who may ask for what: every address of the pages, for every role, for what is one's own and what is others'."""

from __future__ import annotations

import pytest

from koperasi_pos.province.officers import audit, people
from koperasi_pos.province.web.route import PageRoute
from koperasi_pos.province.web.site import page_routers
from koperasi_pos.province.web.wali.route import WaliRoute
from tests.province.web.conftest import WebServer, send, token_in
from tests.province.web.samples import DARUSSALAM, FORKED, HIKMAH, SILENT

OK, MOVED, NO, ABSENT, NOT_TAKEN, REFUSED = 200, 303, 403, 404, 403, 409

# What the province, a kabupaten (Tuban), the owner of its shop (Al-Hikmah) are answered, and the same three for what
# belongs to others (Darussalam in Banyuwangi). A page of no shop has no second part.
READ: dict[str, tuple[tuple[int, int, int], tuple[int, int, int] | None]] = {
    "/": ((OK, OK, OK), None),
    "/attention": ((OK, OK, OK), None),
    "/account": ((OK, OK, OK), None),
    "/products": ((OK, OK, OK), None),
    "/tills": ((OK, OK, OK), None),
    "/shops": ((OK, OK, MOVED), None),
    "/shops/{shop}": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/shops/{shop}/shifts": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/shops/{shop}/stock": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/shops/{shop}/products": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/shops/{shop}/edit": ((OK, NO, NO), (OK, NO, NO)),
    "/shops/{shop}/wali": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/cards": ((OK, OK, MOVED), None),
    "/cards/days": ((OK, OK, OK), None),
    "/shops/{shop}/cards": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/shops/{shop}/cards/money": ((OK, NO, OK), (OK, NO, ABSENT)),
    "/shops/{shop}/cards/holders": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/shops/{shop}/cards/spending": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/shops/{shop}/cards/guarantee": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/shops/{shop}/cards/accounts": ((OK, NO, OK), (OK, NO, ABSENT)),
    "/shops/{shop}/cards/refused": ((OK, NO, OK), (OK, NO, ABSENT)),
    "/shops/{shop}/cards/lost": ((OK, NO, OK), (OK, NO, ABSENT)),
    "/shops/{shop}/cards/accounts/{account}": ((OK, NO, OK), (OK, NO, ABSENT)),
    "/shops/{shop}/cards/accounts/{account}/statement.pdf": ((OK, NO, OK), (OK, NO, ABSENT)),
    "/shops/{shop}/other-shops": ((OK, NO, OK), (OK, NO, ABSENT)),
    "/shops/{shop}/owed": ((OK, NO, OK), (OK, NO, ABSENT)),
    "/tills/{device}": ((OK, OK, OK), (OK, ABSENT, ABSENT)),
    "/enrolment": ((OK, OK, NO), None),
    "/messages": ((OK, OK, NO), None),
    "/messages/{known}": ((OK, OK, NO), (OK, ABSENT, NO)),
    "/quarantine": ((OK, OK, NO), None),
    "/quarantine/{device}/{epoch}/{seq}/{digest}/{reason}": ((OK, OK, NO), (OK, ABSENT, NO)),
    "/officers": ((OK, NO, NO), None),
    "/officers/{officer}": ((OK, NO, NO), None),
    "/audit": ((OK, NO, NO), None),
}
# Forms as they would be sent by somebody who is allowed to, with nothing filled in but the token: what matters is who
# gets as far as being told what is missing (409, or 403 for a box that was not ticked), and who is turned away.
WRITE: dict[str, tuple[tuple[int, int, int], tuple[int, int, int] | None]] = {
    "/shops": ((REFUSED, NO, NO), None),
    "/shops/{shop}/edit": ((REFUSED, NO, NO), (REFUSED, NO, NO)),
    "/shops/{shop}/wali": ((REFUSED, REFUSED, REFUSED), (REFUSED, ABSENT, ABSENT)),
    "/shops/{shop}/wali/top-up": ((MOVED, MOVED, MOVED), (MOVED, ABSENT, ABSENT)),
    "/shops/{shop}/wali/requests/{request}": ((REFUSED, REFUSED, REFUSED), (REFUSED, ABSENT, ABSENT)),
    "/shops/{shop}/cards/money": ((REFUSED, NO, REFUSED), (REFUSED, NO, ABSENT)),
    "/shops/{shop}/cards/money/earlier-life": ((REFUSED, NO, REFUSED), (REFUSED, NO, ABSENT)),
    "/shops/{shop}/cards/money/brought-back": ((REFUSED, NO, REFUSED), (REFUSED, NO, ABSENT)),
    "/shops/{shop}/other-shops": ((REFUSED, NO, REFUSED), (REFUSED, NO, ABSENT)),
    "/shops/{shop}/other-shops/{reserved}": ((REFUSED, NO, REFUSED), (REFUSED, NO, ABSENT)),
    "/shops/{shop}/owed": ((REFUSED, NO, REFUSED), (REFUSED, NO, ABSENT)),
    "/shops/{shop}/card-keys": ((REFUSED, NO, REFUSED), (REFUSED, NO, ABSENT)),
    "/shops/{shop}/owed/{payment}": ((REFUSED, NO, REFUSED), (REFUSED, NO, ABSENT)),
    "/tills/{device}/{act}": ((REFUSED, REFUSED, NO), (REFUSED, ABSENT, NO)),
    "/enrolment": ((REFUSED, REFUSED, NO), None),
    "/enrolment/{digest}/end": ((REFUSED, REFUSED, NO), None),
    "/messages/{kind}": ((REFUSED, REFUSED, NO), None),
    "/messages/{known}/lift": ((MOVED, REFUSED, NO), (MOVED, ABSENT, NO)),
    "/messages/{known}/withdraw": ((MOVED, REFUSED, NO), (MOVED, ABSENT, NO)),
    "/quarantine/{device}/{epoch}/{seq}/{digest}/{reason}": ((MOVED, MOVED, NO), (MOVED, ABSENT, NO)),
    "/officers": ((REFUSED, NO, NO), None),
    "/officers/{officer}": ((REFUSED, NO, NO), None),
    "/officers/{officer}/reset": ((OK, NO, NO), None),
    "/officers/{officer}/gone": ((MOVED, NO, NO), None),
    "/officers/{officer}/back": ((OK, NO, NO), None),
    "/account/password": ((REFUSED, REFUSED, REFUSED), None),
    "/account/authenticator": ((REFUSED, REFUSED, REFUSED), None),
    "/account/sessions": ((MOVED, MOVED, MOVED), None),
    "/preferences": ((MOVED, MOVED, MOVED), None),
    "/sign-out": ((MOVED, MOVED, MOVED), None),
}
FOR_EVERYBODY = {("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/static/{name:path}"), ("GET", "/{path:path}")}
OWN, FOREIGN = "abc123", "def456"
"""Accounts of the two shops."""
LOGINS = ("siti", "bambang", "hadi")


def test_every_address_stands_in_the_matrix() -> None:
    routes = [route for router in page_routers() for route in router.routes if not isinstance(route, WaliRoute)]
    assert all(isinstance(route, PageRoute) for route in routes)
    pages = {(method, route.path) for route in routes if isinstance(route, PageRoute) for method in route.methods or ()}
    told = {("GET", path) for path in READ} | {("POST", path) for path in WRITE} | FOR_EVERYBODY
    assert pages == told


@pytest.fixture
def province(filled: WebServer) -> WebServer:
    """Officers of every role, something in quarantine at both shops, and a message to each."""
    filled.add_officer("siti")
    filled.add_officer("bambang", "kabupaten", "3523")
    filled.add_officer("hadi", "shop", HIKMAH)
    filled.add_officer("joko", "kabupaten", "3523")
    with filled.pool.writing() as connection:
        connection.execute(
            "INSERT INTO quarantine (shop, device, epoch, seq, hash, reason, line)"
            " VALUES (%s, %s, 1, 5, %s, 'chain', %s)",
            (DARUSSALAM, SILENT, b"\x05" * 32, b"{}"),
        )
        for shop, santri in ((HIKMAH, "Ahmad"), (DARUSSALAM, "Nur Darussalam")):
            connection.execute(
                "INSERT INTO card_account (shop, account, person, name, sort, opened, balance)"
                " VALUES (%s, %s, 'p', %s, 'santri', now(), 5000)", (shop, OWN if shop == HIKMAH else FOREIGN, santri),
            )  # fmt: skip
            connection.execute("INSERT INTO card_standing (shop, accounts, balance) VALUES (%s, 1, 5000)", (shop,))
    client = filled.signed_in("siti")
    for shop in (HIKMAH, DARUSSALAM):
        answer = send(
            client, "/messages/block", {"to": "shop", "shop": shop, "what": "goods", "blocked": "123"}, on="/messages"
        )
        assert answer.status_code == MOVED, answer.text
    return filled


def test_reading(province: WebServer) -> None:
    own, other = _known(province)
    for role, login in enumerate(LOGINS):
        client = province.signed_in(login)
        wrong = []
        for path, (mine, theirs) in READ.items():
            asked = [(path.format(**own), mine[role])]
            if theirs is not None:
                asked.append((path.format(**other), theirs[role]))
            for address, status in asked:
                for query in ("", "?file=csv", "?file=xlsx"):
                    answer = client.get(address + query)
                    if answer.status_code != status:
                        wrong.append((login, address + query, answer.status_code, status))
                    if status != OK:
                        assert "Darussalam" not in answer.text
        assert not wrong


def test_writing(province: WebServer) -> None:
    own, other = _known(province)
    for role, login in enumerate(LOGINS):
        client = province.signed_in(login)
        wrong = []
        for path, (mine, theirs) in WRITE.items():
            asked = [(path.format(**own), mine[role])]
            if theirs is not None:
                asked.insert(0, (path.format(**other), theirs[role]))
            for address, status in asked:
                token = token_in(client.get("/account").text)
                answer = client.post(address, data={"token": token, "sure": "yes"})
                if answer.status_code != status:
                    wrong.append((login, address, answer.status_code, status))
        assert not wrong


def test_nobody_reads_anything(province: WebServer) -> None:
    own, _other = _known(province)
    visitor = province.visitor()
    for path in READ:
        answer = visitor.get(path.format(**own) + "?file=csv")
        assert (answer.status_code, answer.headers["location"]) == (MOVED, "/sign-in")
    token = token_in(visitor.get("/sign-in").text)
    for path in WRITE:
        if path not in ("/preferences",):
            answer = visitor.post(path.format(**own), data={"token": token, "sure": "yes"})
            assert (answer.status_code, answer.headers["location"]) == (MOVED, "/sign-in"), path


def test_lists_hold_one_s_own_and_nothing_else(province: WebServer) -> None:
    for login in ("bambang", "hadi"):
        client = province.signed_in(login)
        for path in (
            "/",
            "/attention",
            "/shops",
            "/tills",
            "/products",
            "/enrolment",
            "/messages",
            "/quarantine",
            "/cards",
            "/cards/days",
        ):
            for query in ("", "?file=csv", "?state=all", "?kabupaten=3510", f"?shop={DARUSSALAM}", f"?device={SILENT}"):
                answer = client.get(path + query, follow_redirects=True)
                for foreign in ("Darussalam", "An-Nur", "Nurul", *([] if SILENT in query else [SILENT])):
                    assert foreign not in answer.text, (login, path + query, foreign)


def test_what_one_may_not_do_is_not_done_at_others(province: WebServer) -> None:
    client = province.signed_in("bambang")
    before = _state(province)
    for act in ("revoke", "lost", "unfreeze"):
        answer = send(client, f"/tills/{SILENT}/{act}", {"reason": "dicuri", "sure": "yes"}, on="/account")
        assert answer.status_code == ABSENT
    answer = send(client, "/enrolment", {"shop": DARUSSALAM, "purpose": "second"}, on="/enrolment")
    assert answer.status_code == REFUSED
    for to in ({"to": "shop", "shop": DARUSSALAM}, {"to": "kabupaten", "kabupaten": "3510"}, {"to": "all"}):
        send(client, "/messages/message", {**to, "title": "Halo", "text": "Apa kabar?"}, on="/messages")
    with province.pool.reading() as connection:
        rows = connection.execute(
            "SELECT kabupaten, shop, shops FROM announcement WHERE officer = 'bambang'"
        ).fetchall()
    assert rows == [("3523", "", 1)] * 2
    assert _state(province) == before


def test_who_changes_role_sees_the_new_scope_at_the_next_page(province: WebServer) -> None:
    client = province.signed_in("bambang")
    assert client.get(f"/shops/{HIKMAH}").status_code == OK
    with province.pool.writing() as connection:
        connection.execute("UPDATE officer SET scope = '3510' WHERE login = 'bambang'")
    assert client.get(f"/shops/{HIKMAH}").status_code == ABSENT
    assert client.get(f"/shops/{DARUSSALAM}").status_code == OK


def test_an_officer_of_a_kabupaten_reads_no_acts_of_others(province: WebServer) -> None:
    with province.pool.reading() as connection:
        bambang = next(one for one in people.officers(connection) if one.login == "bambang")
        assert {one.shop for one in audit.acts(connection, bambang)} <= {"Toko Al-Hikmah"}


def _state(web: WebServer) -> list[tuple[object, ...]]:
    with web.pool.reading() as connection:
        return connection.execute(
            "SELECT device, state FROM till UNION ALL SELECT shop, count(*)::text FROM enrolment_code GROUP BY shop"
            " UNION ALL SELECT 'rev', rev::text FROM shop WHERE id = 'toko-darussalam' ORDER BY 1, 2"
        ).fetchall()


def _known(web: WebServer) -> tuple[dict[str, str], dict[str, str]]:
    """What fills the gaps of addresses: Al-Hikmah's and Darussalam's."""
    with web.pool.reading() as connection:
        found = []
        for shop, device in ((HIKMAH, FORKED), (DARUSSALAM, SILENT)):
            kept = connection.execute(
                "SELECT epoch, seq, hash, reason FROM quarantine WHERE device = %s ORDER BY seq LIMIT 1", (device,)
            ).fetchone()
            sent = connection.execute("SELECT id FROM announcement WHERE shop = %s", (shop,)).fetchone()
            gone = connection.execute("SELECT id FROM officer WHERE login = 'joko'").fetchone()
            assert kept is not None
            assert sent is not None
            assert gone is not None
            found.append(
                {
                    "shop": shop, "device": device, "epoch": str(kept[0]), "seq": str(kept[1]),
                    "digest": kept[2].hex(), "reason": kept[3], "known": sent[0], "officer": gone[0], "act": "revoke",
                    "kind": "message", "request": "none", "reserved": "none", "payment": "none",
                    "account": OWN if shop == HIKMAH else FOREIGN,
                }
            )  # fmt: skip
    return found[0], found[1]
