"""A child's photo is shown to its own wali who wanted it and to nobody else; the statement of a month is theirs too."""

from __future__ import annotations

import io
import json
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser

from koperasi_pos.operations import persons, photos
from koperasi_pos.operations.persons import person
from tests.card_holders import buy
from tests.counter import HEAD
from tests.province.wali.conftest import WaliWorld
from tests.province.wali.telephones import telephone
from tests.province.web.browsing import chromium
from tests.province.web.conftest import send


def give_photo(world: WaliWorld, name: str, folder: Path) -> bytes:
    """A photo of a santri at the till; what is kept of it, as the province has it after a while."""
    file = folder / f"{name}.png"
    picture = Image.radial_gradient("L").resize((600, 800)).convert("RGB")
    picture.putpixel((3, 3), (len(name), 0, 0))
    picture.save(file)
    known = person_of(world, name)
    photos.give_photo(world.till, known, file, by=HEAD)
    world.sync()
    kept = photos.photo(world.till, person(world.till, known).document.photo)
    assert kept is not None
    return kept


def person_of(world: WaliWorld, name: str) -> str:
    with world.pool.reading() as connection:
        row = connection.execute("SELECT person FROM card_person WHERE name = %s", (name,)).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def client(world: WaliWorld) -> httpx.Client:
    """The wali of Ahmad."""
    return world.signed_in(world.hand_over("Ahmad Fauzi"))


def test_the_photo_is_shown_where_the_wali_wanted_it_and_nowhere_else(
    world: WaliWorld, client: httpx.Client, tmp_path: Path
) -> None:
    kept = give_photo(world, "Ahmad Fauzi", tmp_path)
    assert len(kept) < 20_000
    page, address = "/wali/children", f"/wali/children/{world.santri['Ahmad Fauzi'].account}/photo"
    assert client.get(address).status_code == 404, "nobody asked for it"
    assert address not in client.get(page).text
    assert send(client, "/wali/account/photo", {"photo": "yes"}, on="/wali/account").status_code == 303
    assert address in client.get(page).text
    shown = client.get(address)
    assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, "image/jpeg", kept)
    assert shown.headers["cache-control"] == "no-store"
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert picture.size == (240, 320)
    other = world.signed_in(world.hand_over("Siti Zahra", wali="Bu Zahra"), "918273")
    assert send(other, "/wali/account/photo", {"photo": "yes"}, on="/wali/account").status_code == 303
    assert other.get(address).status_code == 404
    assert world.web.visitor().get(address).headers["location"] == "/wali/sign-in"
    assert send(client, "/wali/account/photo", {}, on="/wali/account").status_code == 303
    assert client.get(address).status_code == 404, "not wanted any more"


def test_a_photo_goes_with_the_consent_and_with_the_picture(
    world: WaliWorld, client: httpx.Client, tmp_path: Path
) -> None:
    give_photo(world, "Ahmad Fauzi", tmp_path)
    address = f"/wali/children/{world.santri['Ahmad Fauzi'].account}/photo"
    send(client, "/wali/account/photo", {"photo": "yes"}, on="/wali/account")
    assert client.get(address).status_code == 200
    send(client, "/wali/consent/withdraw", {}, on="/wali/consent")
    world.clock.forward(minutes=1)
    assert client.get(address).headers["location"] == "/wali/consent"
    send(client, "/wali/consent", {"agreed": "yes"}, on="/wali/consent")
    assert client.get(address).status_code == 404, "a new consent asks anew"
    send(client, "/wali/consent/withdraw", {}, on="/wali/consent")
    world.clock.forward(minutes=1)
    send(client, "/wali/consent", {"agreed": "yes", "photo": "yes"}, on="/wali/consent")
    assert client.get(address).status_code == 200
    held = person(world.till, person_of(world, "Ahmad Fauzi")).document
    gone = held.model_copy(update={"id": world.till.new_id(), "photo": ""})
    persons.save_person(world.till, gone, by=HEAD)
    world.sync()
    assert client.get(address).status_code == 404, "the pesantren took it away"


def test_a_picture_that_is_not_the_child_s_is_not_reached(
    world: WaliWorld, client: httpx.Client, tmp_path: Path
) -> None:
    """Pictures of goods and of others lie in the same journals; only the child's own one is handed out."""
    give_photo(world, "Siti Zahra", tmp_path)
    send(client, "/wali/account/photo", {"photo": "yes"}, on="/wali/account")
    mine, hers = (world.santri[name].account for name in ("Ahmad Fauzi", "Siti Zahra"))
    assert client.get(f"/wali/children/{mine}/photo").status_code == 404
    assert client.get(f"/wali/children/{hers}/photo").status_code == 404
    with world.pool.writing() as connection:  # what is named is no picture that a browser should be told of
        connection.execute("UPDATE picture SET hash = repeat('0', 64)")
        connection.execute("UPDATE card_person SET photo = repeat('0', 64) WHERE name = 'Ahmad Fauzi'")
    assert client.get(f"/wali/children/{mine}/photo").status_code == 404


def test_the_photo_is_in_the_file_that_is_taken_along(world: WaliWorld, client: httpx.Client, tmp_path: Path) -> None:
    give_photo(world, "Ahmad Fauzi", tmp_path)
    told = json.loads(client.get(f"/wali/children/{world.santri['Ahmad Fauzi'].account}/data.json").text)
    assert told["child"]["photo"].startswith("/9j/")


def test_the_statement_of_a_month(world: WaliWorld, client: httpx.Client) -> None:
    buy(world.till, world.santri["Ahmad Fauzi"], (world.goods["Nasi bungkus"], 1))
    world.sync()
    address = f"/wali/children/{world.santri['Ahmad Fauzi'].account}/statement.pdf"
    for month in ("", f"?month={world.now():%Y-%m}", "?month=2020-02"):
        answer = client.get(address + month)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), month
        assert answer.content.startswith(b"%PDF-")
        assert answer.headers["cache-control"] == "no-store"
    for month in ("2999-01", "2026-13", "x", "2026-1"):
        assert client.get(f"{address}?month={month}").status_code == 404, month


def test_icons_of_the_app_are_there(client: httpx.Client) -> None:
    told = client.get("/wali/manifest.webmanifest").json()["icons"]
    assert {one["sizes"] for one in told} == {"192x192", "512x512", "any"}
    assert {one["purpose"] for one in told} == {"any", "maskable"}
    for one in told:
        answer = client.get(one["src"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, one["type"])
        if one["sizes"] != "any":
            with Image.open(io.BytesIO(answer.content)) as picture:
                assert f"{picture.width}x{picture.height}" == one["sizes"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_face_on_a_telephone_with_and_without_a_line(world: WaliWorld, tmp_path: Path, *, dark: bool) -> None:
    give_photo(world, "Ahmad Fauzi", tmp_path)
    with chromium() as browser:
        _look(world, browser, tmp_path, dark=dark)


def _look(world: WaliWorld, browser: Browser, pictures: Path, *, dark: bool) -> None:
    phone = telephone(browser, world.web.address, pictures, dark=dark)
    phone.begin(world.hand_over("Ahmad Fauzi"))
    phone.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    phone.go("/wali/account")
    phone.press("Tampilkan foto ananda")
    phone.look("akun-foto")
    phone.go("/wali/children")
    seen = "() => [...document.images].some(one => one.complete && one.naturalWidth === 240)"
    phone.page.wait_for_function(seen)
    phone.look("anak-foto")
    phone.page.context.set_offline(True)
    phone.page.reload()
    phone.page.wait_for_function(seen)
    phone.page.context.set_offline(False)
    phone.go("/wali/account")
    phone.press("Jangan tampilkan foto lagi")
    kept = "async () => (await (await caches.open('wali-pages')).keys()).map(one => one.url)"
    assert not any("/photo" in address for address in phone.page.evaluate(kept))
    phone.page.context.close()
