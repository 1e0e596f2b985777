"""The wali's pages: phone first, a way of their own beside the officers' pages, nothing but the own children."""

from koperasi_pos.province.web.wali import children, household, limits, offline, papers, sign_in

ROUTERS = tuple(page.router for page in (sign_in, children, limits, household, papers, offline))

__all__ = ["ROUTERS"]
