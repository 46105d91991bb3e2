"""Messages out: told in the transaction of an act, read in the inbox, and mailed by a worker once that is written."""
