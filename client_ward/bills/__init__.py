"""一日清单: daily bills."""
