"""The pages of representatives, all on their one blueprint."""

from portal.sharing import representatives_check, representatives_naming, representatives_who
from portal.sharing.representatives import blueprint

__all__ = ["blueprint", "representatives_check", "representatives_naming", "representatives_who"]
