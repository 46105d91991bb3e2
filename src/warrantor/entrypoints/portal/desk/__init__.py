"""What staff do about claims: the queue, the form for callers, the acts on a claim, goodwill that waits."""
