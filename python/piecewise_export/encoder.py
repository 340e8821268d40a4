"""Command line: `python -m piecewise_export.encoder MODEL_OR_FOLDER -o out.pt2`: an encoder of transformers, to make vectors of texts."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial

import torch
from torch.export import Dim, ExportedProgram
from transformers import AutoModel, PreTrainedConfig

from . import command
from .checks import require_close
from .errors import ExportError
from .export import save_program
from .loading import DTYPES, load_model, read_files
from .models import headline, vocabulary_size

# What tells how vectors are made, as sentence-transformers writes it, and what makes tokens of texts.
_POOLING = "1_Pooling/config.json"
_FILES = ("tokenizer.json", "tokenizer_config.json", "modules.json", "sentence_bert_config.json", _POOLING)
_FLAGS = {"cls": "pooling_mode_cls_token", "mean": "pooling_mode_mean_tokens", "last": "pooling_mode_lasttoken"}

_TOLERANCE = 1e-4


class Encoder(torch.nn.Module):
    """forward: input_ids [batch, tokens] int64, attention_mask [batch, tokens] int64 (1 where a token is) -> [batch, tokens, features]."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def export_encoder(model: torch.nn.Module, max_tokens: int, max_batch: int = 1024) -> ExportedProgram:
    """Exports an encoder of transformers for any number of texts and tokens.

    Raises ExportError where it does not export, or gives other numbers than the model.
    """
    encoder = Encoder(model.eval())
    dims = {0: Dim("batch", min=1, max=max_batch), 1: Dim("tokens", min=1, max=max_tokens)}
    try:
        program = torch.export.export(
            encoder, _example(model, 3, min(9, max_tokens)), dynamic_shapes={"input_ids": dims, "attention_mask": dims}, strict=False
        )
    except Exception as error:
        raise ExportError(f"{type(model).__name__} does not export as an encoder: {headline(error)}") from error
    _check(program, encoder, max_tokens)
    return program


def collect_files(source: str, config: PreTrainedConfig, pooling: str | None) -> dict[str, str]:
    """Texts to store in the `.pt2` file by name."""
    files = read_files(source, config, _FILES)
    if pooling is not None:
        files[_POOLING] = json.dumps({flag: name == pooling for name, flag in _FLAGS.items()})
    if _POOLING not in files:
        raise ExportError(f"no {_POOLING} at '{source}' says how one vector is made of a text's: say it by --pooling")
    if "tokenizer.json" in files:
        # How texts are cut and filled up is the business of whoever batches them.
        tokenizer = _parsed(files, "tokenizer.json")
        tokenizer["truncation"] = tokenizer["padding"] = None
        files["tokenizer.json"] = json.dumps(tokenizer, ensure_ascii=False)
    return files


def _parsed(files: dict[str, str], name: str) -> dict[str, object]:
    try:
        return json.loads(files[name])
    except json.JSONDecodeError as error:
        raise ExportError(f"the model's {name} is not JSON: {error}") from error


def _example(model: torch.nn.Module, batch: int, tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.arange(batch * tokens).reshape(batch, tokens) % vocabulary_size(model)
    mask = torch.ones_like(ids)
    mask[1:, (tokens + 1) // 2 :] = 0
    return ids, mask


def _check(program: ExportedProgram, encoder: Encoder, max_tokens: int) -> None:
    exported = program.module()
    for batch, tokens in ((1, 1), (2, min(33, max_tokens))):
        example = _example(encoder.model, batch, tokens)
        with torch.no_grad():
            expected, actual = encoder(*example), exported(*example)
        limit = _TOLERANCE * expected.abs().max().item()
        require_close(expected, actual, limit, type(encoder.model).__name__, f"for {batch} texts of {tokens} tokens")


def _load(config: PreTrainedConfig, options: argparse.Namespace) -> torch.nn.Module:
    load = partial(load_model, options.model, config, DTYPES[options.dtype], options.random_weights, auto=AutoModel, kind="encoder")
    try:
        # A layer behind the first token's vector, which nobody asks for here.
        return load(add_pooling_layer=False)
    except TypeError:
        return load()


def _length(files: dict[str, str], config: PreTrainedConfig) -> int:
    known = getattr(config, "max_position_embeddings", 512)
    length = _parsed(files, "tokenizer_config.json").get("model_max_length") if "tokenizer_config.json" in files else None
    return int(min(length, known)) if isinstance(length, (int, float)) else known


def main(arguments: list[str] | None = None) -> int:
    return command.run(_parser(), _export, arguments)


def _export(options: argparse.Namespace) -> None:
    config = command.config_of(options)
    files = collect_files(options.model, config, options.pooling)
    model = _load(config, options)
    program = export_encoder(model, options.max_tokens or _length(files, config))
    save_program(program, options.output, files)
    command.tell(program, model, options)


def _parser() -> argparse.ArgumentParser:
    parser = command.model_parser("piecewise_export.encoder", "Exports an encoder of transformers as a .pt2 program.")
    parser.add_argument("--pooling", choices=sorted(_FLAGS), help="how one vector is made of a text's; default: as the model's files say")
    parser.add_argument("--max-tokens", type=int, metavar="N", help="most tokens of a text; default: as the model's files say")
    return parser


if __name__ == "__main__":
    sys.exit(main())
