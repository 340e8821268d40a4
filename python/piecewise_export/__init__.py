"""Exports Hugging Face causal language models as token-flattened `.pt2` programs for Piecewise."""

from .checks import check_exactness, mixes_tokens
from .errors import ExportError
from .export import FlatModel, export_model, save_program
from .loading import collect_extra_files, load_config, load_model

__all__ = [
    "ExportError",
    "FlatModel",
    "check_exactness",
    "collect_extra_files",
    "export_model",
    "load_config",
    "load_model",
    "mixes_tokens",
    "save_program",
]
