"""Organizations as the sources tell of them: found, told whole, and corrected."""
