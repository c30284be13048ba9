"""What the records of the environment programme answer to the page: A28 to A39 and A67."""
