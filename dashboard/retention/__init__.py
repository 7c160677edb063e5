"""How long personal data are kept: rules as data, what is due, and its removal by somebody's click."""
