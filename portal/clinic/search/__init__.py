"""Finding a patient without seeing a health fact."""
