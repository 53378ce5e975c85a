"""Which vaccine of the catalogue a name on a list means, and what one dose is known by."""

from functools import lru_cache

from portal.immunisation.antigens import antigens_in
from portal.immunisation.vaccines import by_antigens, recognise
from portal.kernel.text import fold


@lru_cache(maxsize=4096)  # names of vaccines, nothing about anybody
def vaccine_code(name: str, antigens: tuple[str, ...]) -> str:
    """Return the catalogue's code, empty when neither name nor antigens are certain."""
    vaccine = recognise(name) or by_antigens(antigens_in(", ".join(antigens)))
    return vaccine.code if vaccine else ""


def vaccine_key(name: str, antigens: tuple[str, ...]) -> str:
    """Return what two rows about one dose share besides person and day.

    The catalogue's code where the name is recognised, else the folded name: a combined
    vaccine listed once per antigen stays one dose.
    """
    return vaccine_code(name, antigens) or fold(name)
