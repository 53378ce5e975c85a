"""Who runs the programs: PostgreSQL and PgBouncer refuse to be root."""

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Account:
    """A user of this machine, as subprocess wants to be told."""

    name: str | None

    @property
    def popen(self) -> dict[str, Any]:
        if self.name is None:
            return {}
        entry = pwd.getpwnam(self.name)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def owns(self, folder: Path) -> Path:
        """Give a folder to this user; return it."""
        if self.name is not None:
            shutil.chown(folder, self.name, pwd.getpwnam(self.name).pw_gid)
        return folder


MYSELF = Account(None)
# Nobody where a rehearsal runs as root; otherwise whoever types it.
UNPRIVILEGED = Account("nobody") if os.geteuid() == 0 else MYSELF
