"""Makes the model: pretrained, or with random weights from a config alone."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedConfig

from .errors import ExportError

DTYPES = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16}

# Beside config.json: what makes text of tokens, and of messages, and how tokens are picked.
_EXTRA_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "generation_config.json")

# Lists with one entry per layer, which have to follow a changed number of layers.
_PER_LAYER = ("layer_types", "mlp_layer_types", "no_rope_layers")


def load_config(source: str, layers: int | None = None, overrides: dict[str, object] | None = None) -> PreTrainedConfig:
    """The config of a model folder or hub name, with fewer layers and other fields replaced on request."""
    try:
        config = AutoConfig.from_pretrained(source)
    except Exception as error:
        raise ExportError(f"no model config at '{source}': {error}") from error
    text = config.get_text_config(decoder=True)
    if layers is not None:
        _limit_layers(text, layers)
    for name, value in (overrides or {}).items():
        if not hasattr(text, name):
            raise ExportError(f"a {text.model_type} config has no field '{name}'")
        setattr(text, name, value)
    return config


def load_model(
    source: str, config: PreTrainedConfig, dtype: torch.dtype, random_seed: int | None = None, *,
    auto: type = AutoModelForCausalLM, kind: str = "causal language model", **options: object,
) -> torch.nn.Module:
    """A model in eval mode: pretrained, or randomly initialised where a seed is given.

    `auto` is the class of transformers that knows the models of its kind, by default causal language models; `kind` is what an error
    calls them; `options` go to the model's constructor.
    """
    if type(config) not in auto._model_mapping:
        raise ExportError(f"'{config.model_type}' has no {kind} in transformers")
    if random_seed is not None:
        torch.manual_seed(random_seed)
        return auto.from_config(config, dtype=dtype, **options).eval()
    try:
        return auto.from_pretrained(source, config=config, dtype=dtype, **options).eval()
    except (OSError, ValueError) as error:
        raise ExportError(f"the weights at '{source}' do not load: {error} (--random-weights SEED makes random ones)") from error


def collect_extra_files(source: str, config: PreTrainedConfig) -> tuple[dict[str, str], list[str]]:
    """Texts to store in the `.pt2` file by name, and warnings about what is missing."""
    files = read_files(source, config, _EXTRA_FILES)
    warnings = []
    if "tokenizer.json" not in files:
        warnings.append(f"no tokenizer.json at '{source}': the program takes and gives token ids only")
    return files, warnings


def read_files(source: str, config: PreTrainedConfig, names: tuple[str, ...]) -> dict[str, str]:
    """Texts by file name: config.json as exported, and those of the named files that the model has."""
    files = {"config.json": config.to_json_string(use_diff=False)}
    for name in names:
        try:
            path = _locate(source, name)
            if path is not None:
                files[name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ExportError(f"{name} at '{source}' cannot be read: {error}") from error
    return files


def parse_override(text: str) -> tuple[str, object]:
    """`name=value`, the value as JSON, or as a string where it is not JSON."""
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise ExportError(f"'{text}' is not of the form NAME=VALUE")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def _limit_layers(config: PreTrainedConfig, layers: int) -> None:
    if not 1 <= layers <= config.num_hidden_layers:
        raise ExportError(f"--layers {layers} is not within 1 and the model's {config.num_hidden_layers} layers")
    config.num_hidden_layers = layers
    for name in _PER_LAYER:
        if isinstance(getattr(config, name, None), list):
            setattr(config, name, getattr(config, name)[:layers])


def _locate(source: str, name: str) -> Path | None:
    local = Path(source)
    if local.is_dir():
        return local / name if (local / name).is_file() else None
    from transformers.utils import cached_file

    found = cached_file(source, name, _raise_exceptions_for_missing_entries=False)
    return None if found is None else Path(found)
