"""Files of histories in, files of answers out, in bounded memory. Nothing here decides anything."""
