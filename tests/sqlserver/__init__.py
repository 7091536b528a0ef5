"""SQL Server without a server: what the product says to it is compiled and read by Microsoft's own T-SQL parser."""
