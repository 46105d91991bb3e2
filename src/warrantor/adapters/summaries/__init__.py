"""Files of answers -> how many there are of each kind, as text, pages and charts, with the rows behind each number."""
