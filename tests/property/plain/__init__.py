"""A plain reading of the events: every measure once more, written on its own and without haste.

Nothing here is taken from what the lifecycle stores in a dossier or the cube counts: the history of a
dossier is told again from the names of the actions, their instants and what was given with them (of a
foreign log: from the instants of its rows), working time is counted day by day from the calendar's own
data, and a figure is a loop over dossiers or visits.
"""
