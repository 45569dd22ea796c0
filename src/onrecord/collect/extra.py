"""Extra: packages that only some inputs need, imported when the first such input comes."""

from importlib import import_module
from typing import Any

from onrecord.errors import CollectError


def extra(module: str) -> Any:
    """A module of the extra `sources`.

    Raises:
        CollectError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise CollectError(f"reading this needs {package}; pip install 'onrecord[sources]'") from error
