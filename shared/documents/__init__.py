"""Papers: contract values in, PDF bytes out. Source: domain rules §6.1, ui.md "Papers"."""
