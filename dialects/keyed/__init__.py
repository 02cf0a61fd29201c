"""The Key API, `/api/key`: contacts for programs that have an API key and little else."""
