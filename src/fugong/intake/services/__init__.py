"""Files in and out, drafts, and forms that are sent once.

An owning app declares an `Importer` for a kind and offers it; everything else is here.
"""

from fugong.intake.services.importers import Importer, importer_of, offer
from fugong.intake.services.staging import TABLE

__all__ = ["TABLE", "Importer", "importer_of", "offer"]
