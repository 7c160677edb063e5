"""What an administrator and a collector are told of the running system."""
