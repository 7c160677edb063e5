"""The statistics: what a dossier contributes, the frame that holds the sums, and the measures read from it."""
