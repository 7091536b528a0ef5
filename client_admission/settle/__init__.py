"""结算: period, deposits, the receipt in the making, cash and change, discharge."""
