"""What a solver finds in a document before anyone publishes it: clauses that pull apart, die, or leave a gap."""
