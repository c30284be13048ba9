"""Published standards as dated tables and functions."""
