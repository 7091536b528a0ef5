"""Central pharmacy (中心药房): requests of the wards, stock by batch, dispensing and returns. Source: domain rules §2.5, §2.6."""
