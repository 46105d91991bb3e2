"""A site's records in one file and back: the database, the journal's heads with their key, uploaded files."""
