"""Files that hold a plan: text or bytes in, values out. Nothing is read from disk here."""
