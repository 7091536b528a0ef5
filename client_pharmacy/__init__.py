"""中心药房工作站: the wards' requests, stock, dispensing records (ui.md, "Pharmacy")."""
