"""What a question asks, told by its words in seven languages before any search."""
