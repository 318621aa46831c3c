"""Makes vectorstore/reader.npz from questions with passages: README.md says how."""
