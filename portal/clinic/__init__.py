"""The clinician's workspace."""
