"""账户: the open patient's account, from anywhere by F4."""
