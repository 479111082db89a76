"""Fair, provable arrangement of professional qualification exams in one 考区."""

__version__ = "0.1.0"

METHOD_VERSION = "allocator-draw-v1"
"""Version of the published draw method; a new one when the same seed would give other results."""
