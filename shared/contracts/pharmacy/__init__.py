"""中心药房: stock, the wards' requests, dispensing, returns."""
