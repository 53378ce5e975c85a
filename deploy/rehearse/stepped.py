"""The portal on a clock that is off by as many hours as a file says; for the scene clock_step.

All of the portal asks portal.kernel.clock, so that is where the machine's clock is replaced. (A
clock faked for the whole process, by libfaketime, breaks Python's sleep in Debian 12.)
"""

import importlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from portal.kernel import clock

_file = Path(os.environ["REHEARSAL_HOURS_OFF"])
_real = clock.of_this_machine


def _off() -> datetime:
    return _real() + timedelta(hours=float(_file.read_text()))


for _name in ("now", "of_this_machine"):
    setattr(clock, _name, _off)

app = importlib.import_module("wsgi").app
