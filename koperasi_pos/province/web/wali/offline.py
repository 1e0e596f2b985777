"""What makes an app of the pages: the manifest, the worker that keeps the last state, and what no page answers."""

from __future__ import annotations

import json

from fastapi import Response

from koperasi_pos.province.web.templates import static_file, static_mark
from koperasi_pos.province.web.visit import NotThere
from koperasi_pos.province.web.wali.asking import Asked, wali_router
from koperasi_pos.words import _

router = wali_router()


@router.get("/manifest.webmanifest")
def manifest(visit: Asked) -> Response:
    """What a telephone needs to put the pages on its first screen."""
    told = {
        "name": _("My child at the pesantren"), "short_name": _("My child"), "start_url": "/wali/children",
        "scope": "/wali/", "display": "standalone", "lang": visit.language, "background_color": "#f4f7f5",
        "theme_color": "#0b6b46",
        "icons": [
            {"src": "/static/icon-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": "/static/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": "/static/icon-512-mask.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
            {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        ],
    }  # fmt: skip
    return Response(json.dumps(told, ensure_ascii=False), media_type="application/manifest+json")


@router.get("/worker.js")
def worker(visit: Asked) -> Response:
    """The worker that answers without a line; its text changes with the look, so that browsers take up a new one."""
    text = static_file("wali_worker.js").replace(b"VERSION", static_mark().encode())
    return Response(text, media_type="text/javascript; charset=utf-8")


@router.get("/offline.js")
def script(visit: Asked) -> Response:
    """The few lines that start the worker."""
    return Response(static_file("wali_offline.js"), media_type="text/javascript; charset=utf-8")


@router.get("/{path:path}")
@router.post("/{path:path}")
def nothing(visit: Asked, path: str) -> Response:
    """What no other address answers."""
    raise NotThere
