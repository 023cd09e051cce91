"""The pages on which a council's administrator keeps its people and settings true."""
