"""One whole evaluation year, walked through the same actions that people use: for the demo's years and for proof."""
