"""Goods that come back: authorised under a number (RMA), received at the dock, inspected, and what becomes of them."""
