"""What goes out to the customer: repaired goods and replacements, also those that are sent first."""
