"""The QĐ 831 exchange message (DATA/HEADER/BODY/HOSOSUCKHOE): whole records.

No official schema was published; the tags are those of a 2026 provincial implementation.
Every tag is always written, even when empty, and days are dd/MM/yyyy.
"""
