"""The pages, one file a noun."""

from koperasi_pos.province.web.pages import account, audit, officers, sign_in

ROUTERS = (sign_in.router, account.router, officers.router, audit.router)

__all__ = ["ROUTERS"]
