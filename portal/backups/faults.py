"""What can go wrong, in words for the operator."""


class BackupFailed(Exception):
    """No backup was made, or none was restored; what was there before is untouched."""


class Unreadable(BackupFailed):
    """This file does not open: the wrong key, a changed byte, an end that is missing."""
