"""What is payable and refundable, for staff and for the parties that it is about: a list, a file, a unit's section."""
