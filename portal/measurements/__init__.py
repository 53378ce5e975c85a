"""Measured values: blood pressure, weight, height and the like; shared by record and visits."""
