"""Run migrations on the connection the application hands over."""

from typing import Any, Literal

from alembic import context

from portal.kernel.db import Moment, Sealed
from portal.tables import metadata


def plain_type(kind: str, item: Any, _autogenerate_context: Any) -> str | Literal[False]:
    """Write the portal's own column types as what the database stores."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Sealed):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=False,
    render_item=plain_type,
)
context.run_migrations()
