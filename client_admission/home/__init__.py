"""首页: today's desk."""
