"""The neutral values every source is mapped to, before anything is written."""
