"""What the notebooks of Every Pixel import.

Importing this package loads neither TensorFlow nor Keras. It arranges that TensorFlow, whenever anybody in
this process loads it, starts without its page of C++ log lines. Those lines come from code that knows nothing
of Python's logging, some of them before any setting is read, so they are stopped where they arrive: at file
descriptor 2. Python errors of the import are raised as ever.

Set TF_CPP_MIN_LOG_LEVEL=0 before Python starts to see all that TensorFlow says.
"""

import importlib.util
import os
import sys
from contextlib import contextmanager
from importlib.abc import MetaPathFinder


@contextmanager
def _silenced_stderr():
    """Sends what is written to file descriptor 2, from C++ too, to nowhere while the block runs."""
    try:
        saved = os.dup(2)
    except OSError:  # no standard error at all, as under pythonw: nothing to silence
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)


class _QuietTensorFlow(MetaPathFinder):
    """Finds TensorFlow as Python does, and silences standard error while it is loaded."""

    def find_spec(self, name, path=None, target=None):
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)  # asked once; the search below goes to Python's own finders
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_quietly(module):
                with _silenced_stderr():
                    load(module)

            spec.loader.exec_module = load_quietly
        return spec


if os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3") != "0" and "tensorflow" not in sys.modules:
    sys.meta_path.insert(0, _QuietTensorFlow())
