"""Members: their accounts, roles, second factors, sessions and vaults, and the shell of every desk page."""
