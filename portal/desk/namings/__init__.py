"""Naming a representative at the counter, and ending one there.

Whoever takes the wish down never decides it alone: the person reads out a code that came to
their own phone, or a second member of the desk hears them and agrees under an own sign-in.
"""
