"""The door for other systems: JSON over HTTP at /api/v1, with tokens, and events sent on to webhooks."""
