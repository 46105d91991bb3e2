"""Plain values that everything else is said in: days and months, business time."""
