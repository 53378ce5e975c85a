"""The one field of the search."""

from wtforms import StringField

from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l


class SearchForm(Form):
    """One field that reads what is printed on any card, or a name."""

    query = StringField(_l("Identity number, insurance card, or name and year of birth"))

    def value(self) -> str:
        """Return what was typed; raise RuleBroken when it is nothing."""
        typed = (self.query.data or "").strip()
        if not typed:
            raise RuleBroken(_("Type a number or a name first"), "query")
        return typed
