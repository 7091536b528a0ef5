"""出院/转科: discharge, interim settlement, transfer, recall."""
