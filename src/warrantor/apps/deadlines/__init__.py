"""What is due when: rows that a worker carries out once, in order, however long it was away."""
