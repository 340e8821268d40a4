"""Architectures of transformers in tiny configurations with random weights, exported: `python -m fuzz.architectures FOLDER [NAME…]`.

Configurations are the classes' own defaults with the fields that make a model large replaced by small numbers. What does
not fit together then is reported as a line and left out.
"""

import inspect
import warnings
import zlib
from pathlib import Path

import torch
import transformers
from torch import nn
from transformers.models.auto import modeling_auto
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from fuzz.variants import automatic, batched, parser_of, write

VOCABULARY = 99
# What fields are replaced by, and their names; lists keep their length.
SMALL = [
    (2, "num_hidden_layers n_layer num_layers encoder_layers decoder_layers n_layers num_encoder_layers num_decoder_layers "
        "encoder_num_hidden_layers decoder_num_hidden_layers num_key_value_heads num_block_layers encoder_num_layers num_blocks "
        "num_experts_per_tok transformer_layers text_layers num_conv_layers"),
    (4, "num_attention_heads n_head n_heads num_heads encoder_attention_heads decoder_attention_heads encoder_num_attention_heads "
        "decoder_num_attention_heads num_local_experts num_experts n_routed_experts num_encoder_attention_heads "
        "num_decoder_attention_heads window_size"),
    (8, "head_dim patch_size d_kv kv_channels num_queries q_lora_rank kv_lora_rank v_head_dim qk_nope_head_dim qk_rope_head_dim"),
    (16, "embedding_size num_mel_bins"),
    (32, "hidden_size d_model n_embd embed_dim dim hidden_dim projection_dim d_embed encoder_hidden_size decoder_hidden_size "
         "out_hidden_size text_hidden_size vision_hidden_size word_embed_proj_dim hidden_channels cross_attention_hidden_size "
         "mask_feature_size feature_size fpn_hidden_size neck_hidden_size fusion_hidden_size model_dim attention_hidden_size "
         "encoder_embed_dim decoder_embed_dim embedding_dim input_dim image_size img_size"),
    (64, "intermediate_size ffn_dim encoder_ffn_dim decoder_ffn_dim n_inner d_ff d_inner dim_feedforward encoder_intermediate_size "
         "dim_ff mlp_dim ffn_hidden_size moe_intermediate_size shared_expert_intermediate_size encoder_intermediate "
         "max_position_embeddings n_positions max_source_positions max_target_positions n_ctx max_seq_len max_sequence_length "
         "sequence_length"),
    (VOCABULARY, "vocab_size text_vocab_size encoder_vocab_size decoder_vocab_size src_vocab_size tgt_vocab_size"),
]
REPLACED = {name: value for value, names in SMALL for name in names.split()}
HEADS = ["MASKED_LM", "SEQUENCE_CLASSIFICATION", "TOKEN_CLASSIFICATION", "QUESTION_ANSWERING", "IMAGE_CLASSIFICATION",
         "SEMANTIC_SEGMENTATION", "OBJECT_DETECTION", "DEPTH_ESTIMATION", "CTC", "AUDIO_CLASSIFICATION", "AUDIO_XVECTOR", "CAUSAL_LM",
         "SEQ_TO_SEQ_CAUSAL_LM", "SPEECH_SEQ_2_SEQ", "IMAGE_TEXT_TO_TEXT", "ZERO_SHOT_IMAGE_CLASSIFICATION", "VIDEO_CLASSIFICATION",
         "MULTIPLE_CHOICE", "NEXT_SENTENCE_PREDICTION", "MASK_GENERATION", "KEYPOINT_DETECTION", "BACKBONE", "IMAGE_TO_IMAGE",
         "UNIVERSAL_SEGMENTATION", "INSTANCE_SEGMENTATION", "VISUAL_QUESTION_ANSWERING", "TIME_SERIES_PREDICTION"]


def shrink(config, depth=0):
    """Makes a configuration small in place: numbers by name, lists by their entries, configurations inside it alike."""
    for name, value in list(vars(config).items()):
        if isinstance(value, transformers.PretrainedConfig) and depth < 3:
            shrink(value, depth + 1)
        elif name in REPLACED and isinstance(value, int) and not isinstance(value, bool):
            _set(config, name, min(value, REPLACED[name]))
        elif name in REPLACED and isinstance(value, (list, tuple)) and value and isinstance(value[0], int):
            _set(config, name, [min(v, REPLACED[name]) for v in value])
        elif name == "depths" or name == "num_layers_per_stage":
            _set(config, name, [1] * len(value))
        elif name in ("hidden_sizes", "neck_hidden_sizes", "embed_dims", "encoder_hidden_sizes", "conv_dim", "decoder_hidden_sizes"):
            if isinstance(value, (list, tuple)) and value and isinstance(value[0], int):
                _set(config, name, [16] * len(value) if name != "hidden_sizes" else [16 * (1 + (i > 0)) for i in range(len(value))])
        elif name.endswith("_token_id") and isinstance(value, int) and value >= VOCABULARY:
            _set(config, name, zlib.crc32(name.encode()) % (VOCABULARY - 20) + 10)
        elif name == "layer_types" and isinstance(value, list):
            kinds = list(dict.fromkeys(value))
            _set(config, name, (kinds * 2)[:2])
    if hasattr(config, "use_cache"):
        _set(config, "use_cache", False)


def _set(config, name, value):
    try:
        setattr(config, name, value)
    except Exception:  # A field that follows from others.
        pass


class Results(nn.Module):
    """A model with its arguments by position, giving the tensors of its result as a dict."""

    def __init__(self, model, names):
        super().__init__()
        self.model, self.names = model, names

    def forward(self, *args):
        result = self.model(**dict(zip(self.names, args)), return_dict=True) if self.model.returns_dict \
            else self.model(**dict(zip(self.names, args)))
        return kept(result)


def kept(result):
    """The tensors of a model's result, in dicts and lists; caches of keys and values are left out."""
    if isinstance(result, torch.Tensor):
        return result
    if isinstance(result, dict) or hasattr(result, "items"):
        pairs = {k: kept(v) for k, v in result.items() if k not in ("past_key_values", "cache_params", "past_buckets_states")}
        return {k: v for k, v in pairs.items() if v is not None}
    if isinstance(result, (list, tuple)):
        return [v for v in map(kept, result) if v is not None]
    return None


def inputs(model, config, batch, length):
    """Inputs by name for what the model's forward asks for."""
    names = list(inspect.signature(model.forward).parameters)
    given = {}
    rng = torch.Generator().manual_seed(batch * 100 + length)
    vision = getattr(config, "vision_config", config)
    audio = getattr(config, "audio_config", config)
    main = getattr(model, "main_input_name", "input_ids")

    def ids(*shape):
        return torch.randint(3, 30, shape, generator=rng)

    def normal(*shape):
        return torch.randn(shape, generator=rng)

    size = getattr(vision, "image_size", None) or getattr(config, "image_size", None) or 64
    size = tuple(size) if isinstance(size, (list, tuple)) else (size, size)
    channels = getattr(vision, "num_channels", getattr(config, "num_channels", 3)) or 3
    if "input_ids" in names and main in ("input_ids", "bbox"):
        given["input_ids"] = ids(batch, length)
        if "attention_mask" in names and "pixel_values" not in names:
            mask = torch.ones(batch, length, dtype=torch.int64)
            mask[0, length - 2:] = 0
            given["attention_mask"] = mask
    if "pixel_values" in names:
        frames = getattr(vision, "num_frames", None)
        video = "video" in type(model).__name__.lower() or "Vivit" in type(model).__name__ or "Timesformer" in type(model).__name__
        given["pixel_values"] = normal(batch, *([frames] if video and frames else []), channels, *size)
    if "pixel_values_videos" in names and main == "pixel_values_videos":
        given["pixel_values_videos"] = normal(batch, getattr(config, "frames_per_clip", 4), 3, *size)
    if "input_values" in names:
        spectrum = getattr(config, "max_length", None) if "AST" in type(model).__name__ else None
        given["input_values"] = normal(batch, spectrum, config.num_mel_bins) if spectrum else \
            normal(batch, 1, 400 * 4) if "audio_channels" in vars(config) else normal(batch, 400 * length // 7)
    if "input_features" in names:
        mel = getattr(audio, "num_mel_bins", None) or getattr(audio, "feature_size", None) or getattr(audio, "input_dim", None) or 80
        frames = 2 * (getattr(audio, "max_source_positions", None) or 50)
        whisper = "max_source_positions" in vars(audio) and "Speech2Text" not in type(model).__name__
        given["input_features"] = normal(batch, mel, frames) if whisper else normal(batch, 100, mel)
    if "decoder_input_ids" in names:
        given["decoder_input_ids"] = ids(batch, length - 1)
    if "bbox" in names and main == "input_ids":
        corners = torch.randint(0, 40, (batch, length, 2), generator=rng)
        given["bbox"] = torch.cat([corners, corners + 5], -1)
    if "past_values" in names:
        given["past_values"] = normal(batch, getattr(config, "context_length", 32), getattr(config, "num_input_channels", 1))
    return {name: given[name] for name in names if name in given}


def models_of(kind, config_class):
    """The base class and the heads of an architecture."""
    found = []
    for mapping in ["MODEL_MAPPING", *[f"MODEL_FOR_{head}_MAPPING" for head in HEADS]]:
        classes = getattr(modeling_auto, mapping, {}).get(config_class, None)
        for cls in classes if isinstance(classes, (list, tuple)) else [classes]:
            if cls is not None and cls not in found:
                found.append(cls)
    dice = zlib.crc32(kind.encode())
    heads = found[1:]
    return found[:1] + ([heads[dice % len(heads)]] if heads else [])


def main():
    parser = parser_of("fuzz.architectures")
    parser.add_argument("names", nargs="*", metavar="NAME", help="an architecture, as bert; all by default")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    # In an order that mixes families, so that a part of the run shows all kinds.
    for kind in sorted(CONFIG_MAPPING, key=lambda k: zlib.crc32(k.encode())):
        if options.names and kind not in options.names:
            continue
        try:
            classes = models_of(kind, CONFIG_MAPPING[kind])
        except Exception as error:
            print(f"XX {kind} {type(error).__name__}: {str(error)[:150]}", flush=True)
            continue
        for index, cls in enumerate(classes):
            one(options, kind, cls, index)


def one(options, kind, cls, index):
    name = f"tf_{kind}" if index == 0 else f"tf_{kind}.{cls.__name__}"
    if (Path(options.folder) / f"{name}.safetensors").exists():
        return
    try:
        config = CONFIG_MAPPING[kind]()
        shrink(config)
        config._attn_implementation = "eager" if zlib.crc32(name.encode()) % 4 == 0 else None
        torch.manual_seed(0)
        if count(cls, config) > 60e6:
            raise ValueError(f"{count(cls, config) / 1e6:.0f} million parameters")
        model = cls._from_config(config).eval() if hasattr(cls, "_from_config") else cls(config).eval()
        model.returns_dict = "return_dict" in inspect.signature(model.forward).parameters
        calls = []
        for batch, length in ((2, 7), (1, 7), (3, 9)):
            given = inputs(model, config, batch, length)
            calls.append((tuple(given.values()), {}))
        wrapped = Results(model, list(given))
        with torch.no_grad():
            wrapped(*calls[0][0])
    except (Exception, SystemExit) as error:
        print(f"XX {name} does not run: {type(error).__name__}: {str(error)[:200]}".replace("\n", " "), flush=True)
        return
    dice = zlib.crc32(name.encode())
    core = dice % 2 == 0
    strict = dice % 5 == 0
    # Heights and widths stay fixed: most models of images ask much of them.
    for shapes in (batched if "pixel_values" in given else automatic, None):
        ways = calls[:1] if shapes is None else calls
        if write(options, name, wrapped, ways, shapes, strict=strict, decompose=core):
            return
        if strict and write(options, name, wrapped, ways, shapes, decompose=core):
            return


def count(cls, config):
    with torch.device("meta"):
        return sum(p.numel() for p in cls(config).parameters())


if __name__ == "__main__":
    main()
