"""What every page shares: the frame, the colours, the small parts."""
