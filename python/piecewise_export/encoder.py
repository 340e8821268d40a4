"""Command line: `python -m piecewise_export.encoder MODEL_OR_FOLDER -o out.pt2`: an encoder of transformers, to make vectors of texts."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import torch
from torch.export import Dim, ExportedProgram
from transformers import AutoConfig, AutoModel, PreTrainedConfig

from .errors import ExportError
from .export import save_program
from .loading import DTYPES, _locate
from .models import headline

# What tells how vectors are made, as sentence-transformers writes it, and what makes tokens of texts.
_FILES = ("tokenizer.json", "tokenizer_config.json", "modules.json", "sentence_bert_config.json")
_POOLING = "1_Pooling/config.json"
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
    files = {"config.json": config.to_json_string(use_diff=False)}
    for name in (*_FILES, _POOLING):
        path = _locate(source, name)
        if path is not None:
            files[name] = path.read_text(encoding="utf-8")
    if pooling is not None:
        files[_POOLING] = json.dumps({flag: name == pooling for name, flag in _FLAGS.items()})
    if _POOLING not in files:
        raise ExportError(f"no {_POOLING} at '{source}' says how one vector is made of a text's: say it by --pooling")
    if "tokenizer.json" in files:
        # How texts are cut and filled up is the business of whoever batches them.
        tokenizer = json.loads(files["tokenizer.json"])
        tokenizer["truncation"] = tokenizer["padding"] = None
        files["tokenizer.json"] = json.dumps(tokenizer, ensure_ascii=False)
    return files


def _example(model: torch.nn.Module, batch: int, tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.arange(batch * tokens).reshape(batch, tokens) % model.config.vocab_size
    mask = torch.ones_like(ids)
    mask[1:, (tokens + 1) // 2 :] = 0
    return ids, mask


def _check(program: ExportedProgram, encoder: Encoder, max_tokens: int) -> None:
    for batch, tokens in ((1, 1), (2, min(33, max_tokens))):
        example = _example(encoder.model, batch, tokens)
        with torch.no_grad():
            expected, actual = encoder(*example), program.module()(*example)
        if (expected - actual).abs().max() > _TOLERANCE * expected.abs().max():
            raise ExportError(f"the exported program differs from {type(encoder.model).__name__} for {batch} texts of {tokens} tokens")


def _load(source: str, dtype: torch.dtype) -> torch.nn.Module:
    try:
        # A layer behind the first token's vector, which nobody asks for here.
        return AutoModel.from_pretrained(source, dtype=dtype, add_pooling_layer=False)
    except TypeError:
        return AutoModel.from_pretrained(source, dtype=dtype)


def _length(source: str, config: PreTrainedConfig) -> int:
    path = _locate(source, "tokenizer_config.json")
    length = json.loads(path.read_text(encoding="utf-8")).get("model_max_length") if path is not None else None
    known = getattr(config, "max_position_embeddings", 512)
    return min(int(length), known) if length is not None else known


def main(arguments: list[str] | None = None) -> int:
    """Runs one export; the exit code is 0, 1 for a model that cannot be exported, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="piecewise_export.encoder", description="Exports an encoder of transformers as a .pt2 program.")
    parser.add_argument("model", metavar="MODEL_OR_FOLDER", help="name on the hub, or a folder with config.json")
    parser.add_argument("-o", "--output", required=True, metavar="OUT.pt2")
    parser.add_argument("--pooling", choices=sorted(_FLAGS), help="how one vector is made of a text's; default: as the model's files say")
    parser.add_argument("--dtype", choices=sorted(DTYPES), default="f32", help="element type of the weights (default f32)")
    parser.add_argument("--max-tokens", type=int, metavar="N", help="most tokens of a text; default: as the model's files say")
    options = parser.parse_args(arguments)
    try:
        config = AutoConfig.from_pretrained(options.model)
        files = collect_files(options.model, config, options.pooling)
        model = _load(options.model, DTYPES[options.dtype])
        program = export_encoder(model, options.max_tokens or _length(options.model, config))
    except (ExportError, OSError, ValueError) as error:
        print(f"piecewise_export.encoder: {error}", file=sys.stderr)
        return 1
    save_program(program, options.output, files)
    print(f"{options.output}: {type(model).__name__}, {Path(options.output).stat().st_size / 2**20:.1f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
