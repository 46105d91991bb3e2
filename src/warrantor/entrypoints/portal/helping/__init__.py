"""Help: whom to turn to by place and product, the question that gets a number, and the list as staff keep it."""
