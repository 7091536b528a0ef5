"""目录: items, prices, frequencies, usages, wards, staff and rights."""
