"""The doors of the blocks: each turns a request into one action or one selector."""
