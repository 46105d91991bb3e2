"""Plans on units: what can be bought and done with what is held, orders with their acceptance, choices and rulings."""
