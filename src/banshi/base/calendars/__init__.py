"""The working calendar of a zone: its exceptional days, announced years and working hours, as rows."""
