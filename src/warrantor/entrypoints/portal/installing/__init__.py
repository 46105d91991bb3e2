"""The installers' workspace: what is unfinished, where they may work, one unit, and batches scanned in code by code."""
