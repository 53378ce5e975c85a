"""The QĐ 831 record: history, risk factors, measurements, print and PDF."""
