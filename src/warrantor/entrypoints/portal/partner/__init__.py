"""The pages of distributors and resellers: their customers, what runs out, and whom they take on."""
