"""Pure decisions about matters: frozen values in, answers or faults out. No database, no clock."""
