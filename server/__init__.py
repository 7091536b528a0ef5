"""Department servers: the business rules of the hospital, one package per department."""
