"""The catalogue as data: procedures, their revisions, their processes; checked, compared, published."""
