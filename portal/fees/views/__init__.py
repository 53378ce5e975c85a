"""The pages of the fee for residents, and the paper both they and the desk print."""

from portal.fees.views import orders, receipts, statement
from portal.fees.views.blueprint import blueprint

__all__ = ["blueprint", "orders", "receipts", "statement"]
