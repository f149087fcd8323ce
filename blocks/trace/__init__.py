"""The way of a score: kept with the conclusion, told in words to whoever may see it, walked again (c9.3, c9.4)."""
