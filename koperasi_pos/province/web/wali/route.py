"""How every page of the wali is answered: like an officer's, with a wali's visit."""

from __future__ import annotations

from koperasi_pos.province.web.route import VisitRoute
from koperasi_pos.province.web.wali.visit import WaliVisit


class WaliRoute(VisitRoute):
    """A route whose endpoint gets a `WaliVisit` (`request.state.visit`)."""

    VISIT = WaliVisit
