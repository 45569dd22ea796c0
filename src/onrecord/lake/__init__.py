"""Lake: more articles than one process can hold, read by many into a folder of Parquet files.

inputs → articles, by parts → records → tables → links, each step a map over units of work that Ray hands to
whichever machine is free; a story's store is cut out by query. A unit's files are written whole or not at
all, so that a unit may be done twice and what was interrupted is completed by running it again. Every machine
must see the lake's folder and the inputs at the same place.
"""

from onrecord.lake.cutting import cut
from onrecord.lake.filling import Cluster, Filled, fill
from onrecord.lake.linking import link

__all__ = ["Cluster", "Filled", "cut", "fill", "link"]
