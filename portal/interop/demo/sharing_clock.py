"""Letting something have happened on an earlier day; for the demonstration's commands only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from portal.kernel import clock
from portal.kernel.db import session


@contextmanager
def happened_at(moment: datetime) -> Iterator[None]:
    """Do what follows as if it were then, and keep it.

    The whole process lives at that moment meanwhile, so only a command may do this,
    which is its own request and alone.
    """
    clocks, before = vars(clock), clock.now
    clocks["now"] = lambda: moment
    try:
        yield
        session.commit()
    finally:
        clocks["now"] = before
