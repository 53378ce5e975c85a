"""Who a record is about: the person, their identifiers, household, village and family."""
