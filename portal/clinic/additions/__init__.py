"""What clinicians write into a record, and correct."""
