"""The boundary between clients and servers, and between departments: one package per department.

`types` holds the values that cross, `errors` the refusals, `events` the facts told to other departments, `contract` the operations.
"""
