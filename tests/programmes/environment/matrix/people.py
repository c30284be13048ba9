"""Whom the central tables know besides the small zone's own people."""

PEOPLE = {"inspector": ("construction_bureau", "staff", ("inspector",))}
ROWS: dict = {}
