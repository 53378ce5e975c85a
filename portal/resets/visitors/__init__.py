"""Pages for people who have not signed in: opening with a slip, and stopping a reset."""
