"""Commands for people with a workbook: read csv and xlsx, evaluate by the standards, tell what cannot be
read by row and column. Plain Python, no Django."""
