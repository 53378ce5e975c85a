"""Two versions of the portal beside each other, as while a new one is rolled out."""
