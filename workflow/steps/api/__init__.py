"""API doors of the room: claims and what they say."""
