"""Asking providers and banks what became of old orders, and comparing to the đồng."""
