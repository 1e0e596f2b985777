"""This machine's settings survive newer programs, broken files and power cuts, and never keep the till from selling."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError

from koperasi_pos.resources import package_folder, resource
from koperasi_pos.settings import (
    FILE,
    PrinterSettings,
    ScannerSettings,
    Settings,
    changed,
    home_folder,
    read_settings,
    write_settings,
)
from koperasi_pos.words.refusals import refusal_sentence


def test_without_a_file_defaults_are_in_force(tmp_path: Path) -> None:
    found = read_settings(tmp_path / "not made yet")
    assert found.settings == Settings()
    assert found.trouble is None
    assert (found.settings.language, found.settings.printer.kind, found.settings.scanner.gap_ms) == ("id", "none", 35)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.builds(
        Settings,
        language=st.sampled_from(["id", "en"]),
        paper_width=st.sampled_from([32, 42, 48]),
        printer=st.builds(PrinterSettings, host=st.text(max_size=20), port=st.integers(1, 65535), cut=st.booleans()),
        scanner=st.builds(ScannerSettings, gap_ms=st.integers(5, 500), prefix=st.text(max_size=3)),
        keep_backups=st.integers(1, 365),
    )
)
def test_what_is_written_is_read_back(tmp_path: Path, settings: Settings) -> None:
    write_settings(tmp_path, settings)
    assert read_settings(tmp_path).settings == settings


def test_what_a_newer_program_wrote_survives(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"language": "en", "voice": "loud", "printer": {"kind": "usb", "vendor": 1208}}')
    found = read_settings(tmp_path).settings
    assert found.printer.kind == "usb"
    write_settings(tmp_path, changed(found, theme="dark", printer={"port": 9101}))
    kept = json.loads((tmp_path / FILE).read_text())
    assert (kept["voice"], kept["printer"]["vendor"], kept["printer"]["kind"]) == ("loud", 1208, "usb")
    assert (kept["theme"], kept["printer"]["port"], kept["language"]) == ("dark", 9101, "en")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"paper_width": 40}', b'{"printer": {"port": 0}}', b"null"]
)
def test_a_broken_file_is_kept_aside_and_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    for number in ("", "2"):
        found = read_settings(tmp_path)
        aside = tmp_path / f"{FILE}.broken{number}"
        assert found.settings == Settings()
        assert aside.read_bytes() == content
        assert not (tmp_path / FILE).exists()
        assert found.trouble is not None
        assert str(aside) in refusal_sentence(found.trouble)
        (tmp_path / FILE).write_bytes(content)


def test_a_file_the_disk_refuses_stays_and_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    found = read_settings(tmp_path)
    assert found.settings == Settings()
    assert found.trouble is not None
    assert found.trouble.code == "settings_unreadable"
    assert str(tmp_path / FILE) in refusal_sentence(found.trouble)


def test_values_that_are_no_settings_are_never_written(tmp_path: Path) -> None:
    write_settings(tmp_path, Settings(language="en"))
    for wrong in ({"paper_width": 40}, {"printer": {"port": 70_000}}, {"language": "jv"}, {"keep_backups": 0}):
        with pytest.raises(ValidationError):
            changed(Settings(), **wrong)
    with pytest.raises(ValidationError):
        write_settings(tmp_path, Settings.model_construct(keep_backups=0))
    assert read_settings(tmp_path).settings.language == "en"


def test_a_failure_in_the_middle_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(tmp_path, Settings(theme="dark"))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_settings(tmp_path, Settings(theme="light"))
    monkeypatch.undo()
    assert read_settings(tmp_path).settings.theme == "dark"
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_the_file_is_synced_before_it_takes_the_old_one_s_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    sync, replace = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        seen.append("sync")
        sync(handle)

    def note_replace(part: Path, target: Path) -> Path:
        seen.append("replace")
        return replace(part, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_replace)
    write_settings(tmp_path, Settings())
    assert seen[:2] == ["sync", "replace"]


def test_settings_are_values() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.language = "en"  # type: ignore[misc]


def test_the_home_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPERASI_HOME", str(tmp_path))
    assert home_folder() == tmp_path
    monkeypatch.delenv("KOPERASI_HOME")
    assert home_folder().name == "koperasi-pos"
    assert home_folder().is_absolute()


def test_packaged_files_are_found_frozen_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert resource("locale", "id", "LC_MESSAGES", "koperasi_pos.po").is_file()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert package_folder() == tmp_path / "koperasi_pos"
    assert resource("fonts") == tmp_path / "resources" / "fonts"
