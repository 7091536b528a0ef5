"""费用核对: orders beside charges, supplement, reverse, mark checked."""
