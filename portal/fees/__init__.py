"""The yearly upkeep fee of a record: charges, orders, payments, receipts.

Nothing of it touches what anybody sees of a record; no health page imports it.
"""
