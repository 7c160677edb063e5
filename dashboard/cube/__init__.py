"""The statistics: what a dossier contributes, the frame of the sums, and the measures read from it."""
