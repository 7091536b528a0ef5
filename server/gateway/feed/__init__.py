"""What every feed has in common: one WebSocket endpoint, its clients, and numbered notices that each of them is told once.

A department adds its messages, its filter and who may: see `endpoint.Feed`.
"""
