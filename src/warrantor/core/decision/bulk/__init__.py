"""Any question for many units at once, in columns: histories are folded into slot tables, and those are decided."""
