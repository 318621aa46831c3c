"""The commands of `galaxy` by their subject, and what they print."""
