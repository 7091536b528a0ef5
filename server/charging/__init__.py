"""What departments that charge for care share: lines, closing statements, and the stay as admission tells it."""
