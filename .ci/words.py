"""Brings both catalogues up to date with the sentences in the code, and says what still lacks a translation."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
TEMPLATES = "resources/province/templates"
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2)}
PLURALS = {"id": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}


def sentences() -> Catalog:
    """Every sentence in the code and in the province's pages, with the files it stands in."""
    catalogue = Catalog(project="Koperasi POS", copyright_holder="Koperasi POS contributors", charset="utf-8")
    for folder, method in (("koperasi_pos", ("**.py", "python")), (TEMPLATES, ("**.html", "jinja2"))):
        found = extract_from_dir(ROOT / folder, [method], keywords=KEYWORDS, comment_tags=("words:",))
        for file, _line, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
            catalogue.add(message, None, [(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    return catalogue


def update(code: str, template: Catalog) -> list[str]:
    """Write the catalogue of a language anew; returns the sentences that still lack a translation."""
    file = ROOT / "resources" / "locale" / code / "LC_MESSAGES" / "koperasi_pos.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    before = read_po(io.BytesIO(file.read_bytes()), locale=code) if file.exists() else Catalog(locale=code)
    after = Catalog(locale=code, project="Koperasi POS", copyright_holder="Koperasi POS contributors", charset="utf-8")
    after.fuzzy = False
    after.mime_headers = [("Plural-Forms", PLURALS[code])]
    missing = []
    for message in template:
        if not message.id:
            continue
        old = before.get(message.id, message.context)
        known = old.string if old is not None and not old.fuzzy else ""
        if code == "en":
            known = message.id
        empty = not (all(known) if isinstance(known, tuple | list) else known)
        if empty:
            missing.append(str(message.id))
        after.add(message.id, known or None, message.locations, auto_comments=message.auto_comments)
    out = io.BytesIO()
    write_po(out, after, width=120, omit_header=True, include_lineno=False, sort_output=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[code]}\\n"\n\n'
    )
    file.write_bytes(header.encode() + out.getvalue())
    return missing


def main() -> int:
    """Update both catalogues."""
    template = sentences()
    for code in PLURALS:
        missing = update(code, template)
        sys.stdout.write(f"{code}: {len(template)} sentences, {len(missing)} without translation\n")
        sys.stdout.writelines(f"    {message}\n" for message in missing)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
