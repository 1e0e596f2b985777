"""What officers do: shops, codes, tills, quarantine, messages, officers; done once, refused where wrong, audited."""

from __future__ import annotations

import re

import httpx
import pytest

from koperasi_pos.journal.documents import (
    BlockListSaved,
    Document,
    MessageSent,
    PriceRecommended,
    Withdrawn,
    read_document,
)
from koperasi_pos.journal.entry import read_entry
from koperasi_pos.province.database import Pool
from tests.province.web.conftest import WebServer, send
from tests.province.web.samples import ANNUR, DARUSSALAM, FORKED, HIKMAH, NURUL, SHOPS, SILENT

PRICES = "899;Teh botol;4.000;botol\n\n;Gula;15,5rb"


@pytest.fixture
def client(filled: WebServer) -> httpx.Client:
    """The province's officer."""
    filled.add_officer("siti")
    return filled.signed_in("siti")


def acts(pool: Pool) -> list[tuple[str, str, dict[str, object]]]:
    """What was written down since the officer signed in, the oldest first."""
    with pool.reading() as connection:
        rows = connection.execute("SELECT act, shop, facts FROM audit WHERE officer = 'siti' ORDER BY at").fetchall()
    return [row for row in rows if row[0] != "signed_in"]


def documents(pool: Pool, shop: str) -> list[Document]:
    """What the province wrote for a shop, the oldest first."""
    with pool.reading() as connection:
        rows = connection.execute(
            "SELECT line FROM entry WHERE shop = %s"
            " AND kind IN ('message', 'recommended_price', 'block_list', 'withdrawn')"
            " ORDER BY rev",
            (shop,),
        ).fetchall()
    entries = [read_entry(bytes(row[0])) for row in rows]
    return [read_document(entry.kind, entry.version, entry.body) for entry in entries]


def test_a_shop_is_added_and_changed(filled: WebServer, client: httpx.Client) -> None:
    fields = {"name": "  Toko  Baru ", "pesantren": "PP Baru", "nspp": "510035130009", "kabupaten": "3513"}
    answer = send(client, "/shops", fields, on="/shops")
    shop = answer.headers["location"].removeprefix("/shops/").partition("?")[0]
    assert "Toko Baru" in client.get(f"/shops/{shop}").text
    wrong = send(client, f"/shops/{shop}/edit", {**fields, "nspp": "123", "state": "active"}, on=f"/shops/{shop}/edit")
    assert wrong.status_code == 409
    assert "NSPP terdiri dari 12 angka" in wrong.text
    assert 'value="123"' in wrong.text, "what was typed stays"
    done = send(client, f"/shops/{shop}/edit", {**fields, "state": "closed"}, on=f"/shops/{shop}/edit")
    assert done.status_code == 303
    assert [(act, of) for act, of, _facts in acts(filled.pool)] == [("shop_added", shop), ("shop_changed", shop)]
    assert "Toko ditambahkan" in client.get("/audit").text


SHOPS_THAT_ARE_REFUSED = (
    ({"name": "x", "kabupaten": "3513"}, "Nama toko"),
    ({"name": "Toko Baru", "kabupaten": "9999"}, "kabupaten"),
    ({"name": "Toko Baru", "kabupaten": "3513", "address": "x" * 300}, "200"),
)


def test_shops_that_are_refused(client: httpx.Client) -> None:
    for fields, said in SHOPS_THAT_ARE_REFUSED:
        answer = send(client, "/shops", fields, on="/shops")
        assert answer.status_code == 409
        assert said in answer.text.split('role="alert"')[1].split("</div>")[0]


def test_a_till_is_lost_then_revoked(filled: WebServer, client: httpx.Client) -> None:
    path = f"/tills/{SILENT}"
    assert send(client, f"{path}/lost", {"reason": "terbakar"}, on=path).status_code == 403, "without the tick"
    assert send(client, f"{path}/lost", {"sure": "yes"}, on=path).status_code == 409, "without a reason"
    assert send(client, f"{path}/lost", {"sure": "yes", "reason": "terbakar"}, on=path).status_code == 303
    assert send(client, f"{path}/lost", {"sure": "yes", "reason": "terbakar"}, on="/account").status_code == 409
    assert "Hilang" in client.get(path).text
    assert send(client, f"{path}/revoke", {"sure": "yes", "reason": "ditemukan orang"}, on=path).status_code == 303
    page = client.get(path).text
    assert "Dicabut" in page
    assert "/revoke" not in page
    assert [(act, facts["reason"]) for act, _shop, facts in acts(filled.pool)] == [
        ("till_lost", "terbakar"), ("till_revoked", "ditemukan orang"),
    ]  # fmt: skip


def test_a_frozen_till_goes_on(filled: WebServer, client: httpx.Client) -> None:
    path = f"/tills/{FORKED}"
    assert "Dua mesin menulis sebagai kasir ini" in client.get(path).text
    fields = {"sure": "yes", "reason": "mesin lama dimatikan"}
    assert send(client, f"{path}/unfreeze", fields, on=path).status_code == 303
    with filled.pool.reading() as connection:
        row = connection.execute("SELECT frozen, waived FROM writer WHERE device = %s", (FORKED,)).fetchone()
    assert row == (False, True)
    assert "Dua mesin menulis" not in client.get(path).text
    again = send(client, f"{path}/unfreeze", fields, on="/account")
    assert "tidak beku" in again.text


def test_quarantine_is_read_and_marked(filled: WebServer, client: httpx.Client) -> None:
    page = client.get("/quarantine").text
    links = re.findall(r'href="(/quarantine/[^"?]+)"', page)
    assert len(links) == 2
    fork = next(client.get(link).text for link in links if link.endswith("fork"))
    assert "&#34;note&#34;: &#34;=1+1&#34;" in fork
    unreadable = next(link for link in links if link.endswith("unreadable"))
    assert "\\xff\\xfe" in client.get(unreadable).text
    assert send(client, unreadable, {}, on=unreadable).status_code == 303
    assert "Oleh siti" in client.get(unreadable).text
    assert len(re.findall(r'href="(/quarantine/[^"?]+)"', client.get("/quarantine").text)) == 1
    assert len(re.findall(r'href="(/quarantine/[^"?]+)"', client.get("/quarantine?state=all").text)) == 2
    assert [act for act, _shop, _facts in acts(filled.pool)] == ["quarantine_seen"]
    for wrong in ("/quarantine/x/1/1/zz/fork", "/quarantine/x/y/1/00/fork", f"/quarantine/{FORKED}/1/99/00/fork"):
        assert client.get(wrong).status_code == 404


def test_a_code_is_made_once_and_can_be_ended(filled: WebServer, client: httpx.Client) -> None:
    fields = {"shop": NURUL, "purpose": "replace", "replaces": "k1"}
    page = send(client, "/enrolment", fields, on="/enrolment").text
    code = re.search(r'class="code">([0-9A-Z-]{19})<', page)
    assert code is not None
    assert page.count("<svg") == 1
    listed = client.get("/enrolment").text
    assert code[1] not in listed, "it is shown only once"
    ending = re.findall(r'action="(/enrolment/[0-9a-f]{64}/end)"', listed)
    assert len(ending) == 2
    assert [send(client, path, {}, on="/enrolment").status_code for path in ending] == [303, 303]
    assert "/end" not in client.get("/enrolment").text
    assert send(client, ending[0], {}, on="/account").status_code == 409
    assert [act for act, _shop, _facts in acts(filled.pool)] == ["code_made", "code_ended", "code_ended"]


CODES_THAT_ARE_REFUSED = (
    ({"shop": "", "purpose": "new"}, "Pilih tokonya"),
    ({"shop": "none", "purpose": "new"}, "Pilih tokonya"),
    ({"shop": ANNUR, "purpose": "new"}, "sudah punya kasir"),
    ({"shop": ANNUR, "purpose": "replace", "replaces": "K9"}, "K9"),
    ({"shop": ANNUR, "purpose": "other"}, "other"),
)


def test_codes_that_are_refused(client: httpx.Client) -> None:
    for fields, said in CODES_THAT_ARE_REFUSED:
        answer = send(client, "/enrolment", fields, on="/enrolment")
        assert answer.status_code == 409
        assert said in answer.text.split('role="alert"')[1].split("</div>")[0]


def test_a_message_goes_to_every_shop_it_is_for(filled: WebServer, client: httpx.Client) -> None:
    fields = {"to": "all", "title": "Rapat anggota", "text": "Besok pukul 9.\nHarap hadir."}
    assert send(client, "/messages/message", fields, on="/messages").status_code == 303
    fields = {"to": "kabupaten", "kabupaten": "3506", "title": "Khusus Kediri", "text": "Halo"}
    assert send(client, "/messages/message", fields, on="/messages").status_code == 303
    for shop in SHOPS:
        found = [one for one in documents(filled.pool, shop) if isinstance(one, MessageSent)]
        assert [one.title for one in found] == ["Rapat anggota", *(["Khusus Kediri"] if shop == ANNUR else [])]
        assert {one.sender for one in found} == {"Siti"}
    page = client.get("/messages").text
    assert "Rapat anggota" in page
    link = re.search(r'href="(/messages/[0-9a-f]+)"', page)
    assert link is not None
    assert "Khusus Kediri" in client.get(link[1]).text


def link_of(client: httpx.Client, kind: str) -> str:
    """The page of the newest thing of a kind that went out."""
    found = re.search(r'href="(/messages/[0-9a-f]+)"', client.get(f"/messages?kind={kind}").text)
    assert found is not None
    return found[1]


def test_what_went_out_is_withdrawn_where_it_went(filled: WebServer, client: httpx.Client) -> None:
    sent = {"to": "kabupaten", "kabupaten": "3506", "title": "Rapat", "text": "Senin"}
    assert send(client, "/messages/message", sent, on="/messages").status_code == 303
    with filled.pool.writing() as connection:  # the shop moves away: it is told all the same
        connection.execute("UPDATE shop SET kabupaten = '3507' WHERE id = %s", (ANNUR,))
    path = link_of(client, "message")
    assert send(client, f"{path}/withdraw", {"reason": "Batal"}, on=path).status_code == 403, "not ticked"
    withdrawing = {"reason": " Tanggal  salah ", "sure": "yes"}
    assert send(client, f"{path}/withdraw", withdrawing, on=path).headers["location"].startswith(path)
    message, gone = documents(filled.pool, ANNUR)
    assert isinstance(gone, Withdrawn)
    assert (gone.withdraws, gone.what, gone.title) == (message.id, "message", "Rapat")
    assert (gone.reason, gone.sender) == ("Tanggal salah", "Siti")
    assert documents(filled.pool, HIKMAH) == []
    page = client.get(path).text
    assert "Tanggal salah" in page
    assert "/withdraw" not in page
    assert "Ditarik" in client.get("/messages").text
    again = send(client, f"{path}/withdraw", withdrawing, on="/account")
    assert again.status_code == 409
    assert "sudah ditarik" in again.text
    assert [act for act, _shop, _facts in acts(filled.pool)] == ["message_sent", "withdrawn"]
    assert len(documents(filled.pool, ANNUR)) == 2


def test_a_kabupaten_withdraws_its_own_alone(filled: WebServer, client: httpx.Client) -> None:
    filled.add_officer("kediri", "kabupaten", "3506")
    kediri = filled.signed_in("kediri")
    send(client, "/messages/message", {"to": "all", "title": "Rapat", "text": "Senin"}, on="/messages")
    of_all = link_of(kediri, "message")
    assert "/withdraw" not in kediri.get(of_all).text
    refused = send(kediri, f"{of_all}/withdraw", {"sure": "yes"}, on="/account")
    assert refused.status_code == 409
    send(kediri, "/messages/prices", {"to": "all", "prices": PRICES}, on="/messages")
    own = link_of(kediri, "recommended_price")
    assert send(kediri, f"{own}/withdraw", {"sure": "yes"}, on=own).status_code == 303
    assert [type(one).__name__ for one in documents(filled.pool, ANNUR)] == [
        "MessageSent", "PriceRecommended", "Withdrawn",
    ]  # fmt: skip


def test_prices_and_block_lists(filled: WebServer, client: httpx.Client) -> None:
    fields = {"to": "shop", "shop": ANNUR, "note": "Mulai Desember", "prices": PRICES}
    assert send(client, "/messages/prices", fields, on="/messages").status_code == 303
    fields = {"to": "shop", "shop": ANNUR, "what": "goods", "blocked": "899123;kedaluwarsa; ditarik\n777"}
    assert send(client, "/messages/block", fields, on="/messages").status_code == 303
    prices, block = documents(filled.pool, ANNUR)
    assert isinstance(prices, PriceRecommended)
    assert [(one.code, one.name, int(one.price), one.unit) for one in prices.prices] == [
        ("899", "Teh botol", 4_000, "botol"), ("", "Gula", 15_500, ""),
    ]  # fmt: skip
    assert isinstance(block, BlockListSaved)
    assert [(one.code, one.reason) for one in block.blocked] == [("899123", "kedaluwarsa; ditarik"), ("777", "")]
    link = re.search(r'href="(/messages/[0-9a-f]+)"', client.get("/messages?kind=block_list").text)
    assert link is not None
    assert send(client, f"{link[1]}/lift", {"sure": "yes"}, on=link[1]).status_code == 303
    assert send(client, f"{link[1]}/lift", {"sure": "yes"}, on="/account").status_code == 409, "it is over"
    lifted = documents(filled.pool, ANNUR)[-1]
    assert isinstance(lifted, BlockListSaved)
    assert lifted.blocked == []
    assert [act for act, _shop, _facts in acts(filled.pool)] == ["prices_sent", "block_list_saved", "block_list_saved"]
    assert documents(filled.pool, HIKMAH) == []


WHAT_IS_NOT_SENT = (
    ("message", {"to": "all", "title": "", "text": "Halo"}, "judul"),
    ("message", {"to": "shop", "shop": "", "title": "Halo", "text": "Halo"}, "Pilih tokonya"),
    ("message", {"to": "kabupaten", "title": "Halo", "text": "Halo"}, "kabupaten"),
    ("message", {"to": "kabupaten", "kabupaten": "3501", "title": "Halo", "text": "Halo"}, "Belum ada toko"),
    ("prices", {"to": "all", "prices": "899;Teh"}, "Baris 1"),
    ("prices", {"to": "all", "prices": "899;Teh;4.000\n1;Gula;12.50"}, "Baris 2"),
    ("prices", {"to": "all", "prices": " "}, "kosong"),
    ("block", {"to": "all", "what": "people", "blocked": "1"}, "barang atau kartu"),
    ("block", {"to": "all", "what": "goods", "blocked": ";alasan"}, "Baris 1"),
)


def test_what_is_not_sent(filled: WebServer, client: httpx.Client) -> None:
    for kind, fields, said in WHAT_IS_NOT_SENT:
        answer = send(client, f"/messages/{kind}", fields, on="/messages")
        assert answer.status_code == 409
        assert said in answer.text.split('role="alert"')[1].split("</div>")[0]
        assert documents(filled.pool, DARUSSALAM) == []


def test_officers_are_added_and_changed(filled: WebServer, client: httpx.Client) -> None:
    fields = {"login": "Bambang", "name": "Bambang Wijaya", "role": "kabupaten", "kabupaten": "3523"}
    page = send(client, "/officers", fields, on="/officers").text
    assert re.search(r'class="code">[a-z0-9]{4}(-[a-z0-9]{4}){3}<', page)
    assert "Nama masuk bambang sudah dipakai" in send(client, "/officers", fields, on="/officers").text
    link = re.search(r'href="(/officers/[0-9a-f]{32})"[^>]*>Bambang', client.get("/officers").text)
    assert link is not None
    fields = {"name": "Bambang W.", "role": "shop", "shop": HIKMAH}
    assert send(client, link[1], fields, on=link[1]).status_code == 303
    assert "Toko Al-Hikmah" in client.get(link[1]).text
    assert [act for act, _shop, _facts in acts(filled.pool)] == ["officer_added", "officer_changed"]
    assert client.get("/officers/none").status_code == 404


OFFICERS_THAT_ARE_REFUSED = (
    ({"login": "A B", "name": "Nama", "role": "province"}, "Nama masuk terdiri"),
    ({"login": "joko", "name": "J", "role": "province"}, "Nama terdiri"),
    ({"login": "joko", "name": "Joko", "role": "king"}, "Pilih peran"),
    ({"login": "joko", "name": "Joko", "role": "shop", "kabupaten": "3523"}, "sesuai dengan perannya"),
    ({"login": "joko", "name": "Joko", "role": "kabupaten", "kabupaten": "9"}, "sesuai dengan perannya"),
)


def test_officers_that_are_refused(client: httpx.Client) -> None:
    for fields, said in OFFICERS_THAT_ARE_REFUSED:
        answer = send(client, "/officers", fields, on="/officers")
        assert answer.status_code == 409
        assert said in answer.text.split('role="alert"')[1].split("</div>")[0]


def test_the_last_officer_of_the_province_stays(filled: WebServer, client: httpx.Client) -> None:
    with filled.pool.reading() as connection:
        row = connection.execute("SELECT id FROM officer WHERE login = 'siti'").fetchone()
    assert row is not None
    path = f"/officers/{row[0]}"
    assert "memberhentikan diri sendiri" in send(client, f"{path}/gone", {"sure": "yes"}, on=path).text
    fields = {"name": "Siti", "role": "kabupaten", "kabupaten": "3523"}
    assert "petugas terakhir" in send(client, path, fields, on=path).text


def test_what_was_carried_of_a_lost_till_is_vouched_for(filled: WebServer, client: httpx.Client) -> None:
    path = f"/tills/{SILENT}"
    assert "/vouch" not in client.get(path).text
    with filled.pool.writing() as connection:
        digest = b"\x07" * 32
        connection.execute(
            "INSERT INTO writer (shop, device, epoch, acked, head) VALUES (%s, %s, 1, 1, %s)",
            (DARUSSALAM, SILENT, digest),
        )
        connection.execute(
            "INSERT INTO entry (shop, device, epoch, seq, rev, kind, received_at, flag, hash, line)"
            " VALUES (%s, %s, 1, 1, 1, 'sale', now(), 'carried', %s, '{}')",
            (DARUSSALAM, SILENT, digest),
        )
        connection.execute(
            "INSERT INTO quarantine (shop, device, epoch, seq, hash, reason, line)"
            " VALUES (%s, %s, 1, 1, %s, 'carried', '{}')",
            (DARUSSALAM, SILENT, digest),
        )
    assert "1 catatan kasir ini dibawa kasir lain" in client.get(path).text
    fields = {"sure": "yes", "reason": "cakram dari polisi"}
    assert send(client, f"{path}/vouch", fields, on=path).status_code == 303
    assert "/vouch" not in client.get(path).text
    with filled.pool.reading() as connection:
        assert connection.execute("SELECT flag FROM entry WHERE device = %s", (SILENT,)).fetchall() == [(None,)]
    assert [act for act, _shop, _facts in acts(filled.pool)] == ["carried_vouched"]
    assert send(client, f"{path}/vouch", fields, on="/account").status_code == 409
