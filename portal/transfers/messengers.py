"""The addresses banks' messengers post to: every module that puts one on the blueprint."""

from portal.transfers import casso, payos, sepay
from portal.transfers.blueprint import blueprint

__all__ = ["blueprint", "casso", "payos", "sepay"]
