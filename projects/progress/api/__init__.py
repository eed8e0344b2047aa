"""API doors of the room."""
