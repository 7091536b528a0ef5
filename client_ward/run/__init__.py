"""执行: the run of the ward."""
