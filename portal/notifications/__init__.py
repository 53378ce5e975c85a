"""Messages that leave the house: the outbox, and one module per channel."""
