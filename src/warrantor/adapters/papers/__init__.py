"""Files of papers on their way: taken in within limits, kept in a folder, handed out so that nothing in them runs."""
