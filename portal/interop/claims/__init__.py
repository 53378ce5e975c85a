"""Health-insurance claim files: QĐ 4210 (history) and the 130/4750/3176 family."""
