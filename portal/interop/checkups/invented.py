"""Values one exporter writes where nothing was measured (seen in its public code)."""

from decimal import Decimal

from portal.interop.cells.numbers import plain_number, pressure
from portal.interop.claims.read import Fields

_BODY = {"CHIEU_CAO": Decimal(165), "CAN_NANG": Decimal(60)}
_VITAL = {"NHIET_DO": Decimal("36.5"), "MACH": Decimal(80), "NHIP_THO": Decimal(20)}
_PRESSURE = (120, 80)


def is_invented(body: Fields, vital: Fields) -> bool:
    """Say whether the measurements are exactly the exporter's defaults.

    Height 165 and weight 60 together, or temperature 36.5, pulse 80, respiration 20 and
    120/80 together: shown with that remark, never charted.
    """
    if all(plain_number(body.get(name, "")) == value for name, value in _BODY.items()):
        return True
    both = pressure(vital.get("HUYET_AP") or body.get("HUYET_AP", ""))
    return both == _PRESSURE and all(
        plain_number(vital.get(name, "")) == value for name, value in _VITAL.items()
    )
