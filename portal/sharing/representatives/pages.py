"""The pages of representatives, all on their one blueprint."""

from portal.sharing.representatives import check as representatives_check
from portal.sharing.representatives import naming as representatives_naming
from portal.sharing.representatives import who as representatives_who
from portal.sharing.representatives.lists import blueprint

__all__ = ["blueprint", "representatives_check", "representatives_naming", "representatives_who"]
