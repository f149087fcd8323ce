"""Trying a methodology on files alone, with no database: data in, scores and traces out."""
