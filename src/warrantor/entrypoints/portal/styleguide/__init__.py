"""Every part of the pages in every state and both themes: what the tests look at."""
