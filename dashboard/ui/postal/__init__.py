"""The screens of the public postal service: the centre's desk, and the list of who carries."""
