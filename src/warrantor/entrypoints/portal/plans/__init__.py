"""Plans on a unit for people: what can be bought and done, orders, the customer's choice, and rulings by staff."""
