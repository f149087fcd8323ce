"""What the scoring desk, conclusions and their guards read; each with a fixed number of queries."""
