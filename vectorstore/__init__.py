"""What is stored and how it is found. Imports nothing of ours."""
