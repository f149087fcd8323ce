"""The methodology's editor: a draft's document taken apart into forms, and put together again (c17–c20)."""
