"""Resource need and the funding gap."""
