"""Care of the machine: backups, drills, upgrades, logs; what an operator needs to sleep."""
