"""The pages of this package: every module that puts views on the blueprint."""

from portal.resets import cancelling
from portal.resets.blueprint import blueprint
from portal.resets.counter import ask, decide, lists, one, settle, slip, vouch
from portal.resets.visitors import activate, contest, own_account, replies

__all__ = [
    "activate",
    "ask",
    "blueprint",
    "cancelling",
    "contest",
    "decide",
    "lists",
    "one",
    "own_account",
    "replies",
    "settle",
    "slip",
    "vouch",
]
