"""Papers of units: invoices, delivery notes, photos. Rows here, contents as files that an adapter keeps."""
