"""Makes vectorstore/embeddings/adapter.npz from parallel texts: README.md says how."""
