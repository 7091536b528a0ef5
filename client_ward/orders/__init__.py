"""医嘱: order sheet."""
