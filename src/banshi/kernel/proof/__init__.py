"""Proof: canonical bytes, per-subject chains, and (later) the Merkle log over them."""
