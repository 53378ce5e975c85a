"""Health checks: the message of QĐ 1551/2062, and the lists schools keep."""
