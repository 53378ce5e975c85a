"""Finding a person by what is typed in one field: whom it names, never a health fact."""
