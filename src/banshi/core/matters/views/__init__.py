"""Pages of matters: lists, one matter, its acts, the two queues."""
