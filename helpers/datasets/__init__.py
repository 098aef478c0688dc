"""Data sets behind one door. Most users need `load_dataset` and `CATALOG`."""

from helpers.datasets.catalog import CATALOG, DatasetInfo, get_info
from helpers.datasets.loading import Sample, Samples, list_files, load_dataset

__all__ = ["CATALOG", "DatasetInfo", "Sample", "Samples", "get_info", "list_files", "load_dataset"]
