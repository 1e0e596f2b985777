"""What is secret lies sealed in the tables: with a key beside the server, made once, taken along, changed, lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyotp
import pytest

from koperasi_pos.province.app import build_app
from koperasi_pos.province.database import Pool
from koperasi_pos.province.officers import passwords
from koperasi_pos.province.sealing import open_vault, renew
from koperasi_pos.province.settings import ProvinceSettings, SettingsWrong
from koperasi_pos.province.vault import FILE, Vault
from koperasi_pos.values import Refusal
from tests.command import run
from tests.conftest import ExpectedLog
from tests.province.web.conftest import PASSWORD, WebClock, WebServer, send, serving


@contextmanager
def served(pool: Pool, home: Path) -> Iterator[WebServer]:
    """A server in a folder."""
    clock = WebClock()
    app = build_app(ProvinceSettings(home=home), pool, clock=clock)
    with serving(app) as address:
        made = WebServer(address, pool, clock, app.state.web.vault)
        try:
            yield made
        finally:
            for client in made.clients:
                client.close()


def try_in(web: WebServer, secret: str) -> httpx.Response:
    web.clock.forward(passwords.STEP)
    fields = {"login": "siti", "password": PASSWORD, "digits": pyotp.TOTP(secret).at(web.clock())}
    return send(web.visitor(), "/sign-in", fields, on="/sign-in")


def kept(pool: Pool) -> list[tuple[str, str, str]]:
    with pool.reading() as connection:
        return connection.execute("SELECT id, totp_secret, totp_waiting FROM officer ORDER BY login").fetchall()


def test_the_key_is_made_at_the_first_start_and_no_secret_lies_plain(pool: Pool, tmp_path: Path) -> None:
    home = tmp_path / "new" / "province"
    with served(pool, home) as web:
        web.add_officer("siti")
        siti = web.signed_in("siti")
        shown = siti.get("/account").text.split("<code>")[1].split("</code>")[0].replace(" ", "")
        assert shown == siti.get("/account").text.split("<code>")[1].split("</code>")[0].replace(" ", "")
    assert (home / FILE).stat().st_mode & 0o777 == 0o600
    ((officer, secret, waiting),) = kept(pool)
    assert web.secrets["siti"] not in secret
    assert shown not in waiting
    again = open_vault(ProvinceSettings(home=home), pool)
    assert (again.read(secret, officer), again.read(waiting, officer)) == (web.secrets["siti"], shown)
    with pytest.raises(Refusal, match="secrets_shut"):
        again.read(secret, "somebody else")
    with pytest.raises(Refusal, match="secrets_shut"):
        again.read(web.secrets["siti"], officer)


def test_secrets_of_an_older_program_are_sealed_at_the_start(pool: Pool, tmp_path: Path) -> None:
    with served(pool, tmp_path) as web:
        web.add_officer("siti")
        web.add_officer("bambang")
        with pool.writing() as connection:
            connection.execute("UPDATE officer SET totp_secret = %s WHERE login = 'siti'", (web.secrets["siti"],))
            connection.execute("UPDATE officer SET totp_waiting = %s WHERE login = 'siti'", (pyotp.random_base32(),))
        (bambang, _siti) = kept(pool)
    with served(pool, tmp_path) as web_again:
        assert try_in(web_again, web.secrets["siti"]).status_code == 303
    (bambang_after, siti) = kept(pool)
    assert siti[1].startswith("1:")
    assert siti[2].startswith("1:")
    assert bambang_after == bambang, "what is sealed is left as it is"


def test_a_server_without_the_key_says_at_sign_in_what_it_lacks(
    pool: Pool, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("the key of the secrets is missing")
    with served(pool, tmp_path / "one") as web:
        web.add_officer("siti")
    with served(pool, tmp_path / "other") as other:
        refused = try_in(other, web.secrets["siti"])
        assert refused.status_code == 403
        assert "secret.key" in refused.text
        wrong = {"login": "siti", "password": "salah sama sekali", "digits": "000000"}
        assert "secret.key" not in send(other.visitor(), "/sign-in", wrong, on="/sign-in").text
        assert not (tmp_path / "other" / FILE).exists(), "no second key is made"
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "one" / FILE, tmp_path / "other" / FILE)
    with served(pool, tmp_path / "other") as other:
        assert try_in(other, web.secrets["siti"]).status_code == 303


def test_the_key_may_be_a_setting(pool: Pool, tmp_path: Path, expected_log: ExpectedLog) -> None:
    expected_log("the key of the secrets is missing")
    settings = ProvinceSettings(home=tmp_path / "province", secret_key="0a" * 32)
    sealed = open_vault(settings, pool).seal("geheim", "siti")
    assert open_vault(settings, pool).read(sealed, "siti") == "geheim"
    assert not open_vault(settings.model_copy(update={"secret_key": "0b" * 32}), pool).opens
    assert not (tmp_path / "province").exists()
    with pytest.raises(Refusal, match="secret_key_given"):
        renew(settings, pool)
    assert "0a0a" not in repr(settings)


def test_a_key_file_that_is_none_is_named(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not a key\n")
    with pytest.raises(SettingsWrong, match=FILE):
        open_vault(ProvinceSettings(home=tmp_path), pool)


def test_another_key_takes_the_place_of_the_first(
    pool: Pool, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, settings = tmp_path / "province", ProvinceSettings(home=tmp_path / "province")
    with served(pool, home) as web:
        officer = web.add_officer("siti")
    before = (home / FILE).read_text()
    told = run(home, "--json", "province", "new-key", "--database", database_url).facts()
    assert (told["kept"], told["forgotten"]) == (1, 0)
    assert (home / FILE).read_text() != before
    assert (home / FILE).stat().st_mode & 0o777 == 0o600
    with served(pool, home) as again:
        assert try_in(again, web.secrets["siti"]).status_code == 303
    with pytest.raises(Refusal, match="secrets_shut"):
        Vault(bytes.fromhex(before)).read(kept(pool)[0][1], officer)

    # The power goes after the secrets are sealed anew and before the new key has its place.
    def cut(*_files: Path) -> None:
        raise OSError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", cut)
        with pytest.raises(OSError, match="power"):
            renew(settings, pool)
    assert open_vault(settings, pool).read(kept(pool)[0][1], officer) == web.secrets["siti"]


def test_a_key_that_is_lost_is_replaced_and_officers_begin_anew(
    pool: Pool, database_url: str, tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("the key of the secrets is missing")
    home = tmp_path / "province"
    with served(pool, home) as web:
        web.add_officer("siti")
        (home / FILE).unlink()
        told = run(home, "--json", "province", "new-key", "--new-signing-key", "--database", database_url).facts()
        assert (told["kept"], told["forgotten"]) == (0, 1)
    with served(pool, home) as web:
        fields = {"login": "siti", "password": PASSWORD, "digits": ""}
        siti = web.visitor()
        assert send(siti, "/sign-in", fields, on="/sign-in").status_code == 303
        assert siti.get("/").headers["location"] == "/account", "first the authenticator is set up"
    with pool.reading() as connection:
        assert connection.execute("SELECT officer, act FROM audit").fetchall()[-2:][0][0] == "server"
