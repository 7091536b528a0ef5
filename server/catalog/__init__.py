"""目录: items and prices, frequencies, usages, wards, staff and their rights."""
