"""费用: account and treatment record."""
