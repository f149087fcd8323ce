"""Whose turn it is in the blocks: cards for `evaluation.desk`."""
