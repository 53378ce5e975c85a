"""Rehearsals: the real programs of a production host on loopback, and what must not go wrong.

`deploy/rehearse/run` plays every scene in `scenes/` and prints one verdict a line. A scene starts
what it needs in a temporary folder on free ports and ends it by process id.
"""
