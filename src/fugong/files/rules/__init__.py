"""What may be attached: kinds of files told by their content, images made harmless. No Django."""

from fugong.files.rules.images import without_metadata
from fugong.files.rules.kinds import EXTENSIONS, IMAGES, TYPES, Kind, Unfit, kind_of, tidy_name

__all__ = ["EXTENSIONS", "IMAGES", "TYPES", "Kind", "Unfit", "kind_of", "tidy_name", "without_metadata"]
