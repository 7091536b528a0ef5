"""What clients and servers agree on: contracts, errors, money, time, remote calls, papers."""
