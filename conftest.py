"""What holds for every test, those made from notebooks among them."""

import os

import matplotlib

matplotlib.use("Agg")  # for tests in this process; the notebooks' kernels draw inline
os.environ.pop("MPLBACKEND", None)


def pytest_collectstart(collector):
    """Leaves what notebooks write to standard error (warnings, progress bars) out of nbval's comparison."""
    skip_compare = getattr(collector, "skip_compare", None)
    if skip_compare is not None:
        collector.skip_compare = (*skip_compare, "stderr")
