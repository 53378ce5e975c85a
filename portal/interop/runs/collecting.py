"""How often Python looks for garbage while a file is taken in."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 50_000


@contextmanager
def rarely() -> Iterator[None]:
    """Leave alone what the application holds, and look seldom among what a batch makes.

    Rows hold no circles: they go when their batch does, and looking for some costs a tenth of
    an import.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_YOUNG, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
