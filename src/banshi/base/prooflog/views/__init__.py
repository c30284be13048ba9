"""Pages of the proof log, receipts, and the door that is open to witnesses."""
