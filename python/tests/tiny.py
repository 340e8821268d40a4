"""Tiny random models of many architectures."""

from __future__ import annotations

import torch
from transformers import CONFIG_MAPPING, AutoModelForCausalLM

COMMON = {
    "vocab_size": 128, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "max_position_embeddings": 128, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2,
}
HEAD = {"head_dim": 16}
MOE = {"num_experts_per_tok": 2, "moe_intermediate_size": 32}
ALTERNATING = {"sliding_window": 16, "layer_types": ["sliding_attention", "full_attention"]}
LATENT = {"kv_lora_rank": 16, "q_lora_rank": 16, "qk_nope_head_dim": 8, "qk_rope_head_dim": 8, "v_head_dim": 16,
          "head_dim": 8, "num_key_value_heads": 4, "n_routed_experts": 4, "n_group": 1, "topk_group": 1,
          "first_k_dense_replace": 1}
MULTIPLIERS = {"attention_multiplier": 0.2, "embedding_multiplier": 3.0, "residual_multiplier": 0.5, "logits_scaling": 2.0}

DENSE = {
    "llama": HEAD,
    "mistral": HEAD | {"sliding_window": 16},
    "qwen2": ALTERNATING | {"use_sliding_window": True, "max_window_layers": 1},
    "qwen3": HEAD,
    "gemma": HEAD,
    "gemma2": HEAD | ALTERNATING,
    "gemma3_text": HEAD | ALTERNATING,
    "granite": MULTIPLIERS,
    "olmo2": {},
    "olmo3": ALTERNATING,
    "phi": {},
    "phi3": {"sliding_window": 16},
    "gpt2": {"n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 128},
    "gpt_neox": {},
    "opt": {"ffn_dim": 96, "word_embed_proj_dim": 64},
    "cohere2": HEAD | ALTERNATING,
    "smollm3": {"no_rope_layers": [1, 0]},
    "starcoder2": {"sliding_window": 16},
    "modernbert-decoder": {"local_attention": 16, "layer_types": ["sliding_attention", "full_attention"]},
}
EXPERTS = {
    "mixtral": MOE | {"num_local_experts": 4, "sliding_window": 16},
    "qwen2_moe": MOE | {"num_experts": 4, "shared_expert_intermediate_size": 32},
    "qwen3_moe": MOE | HEAD | {"num_experts": 4},
    "olmoe": MOE | {"num_experts": 4},
    "gpt_oss": MOE | HEAD | ALTERNATING | {"num_local_experts": 4},
    "deepseek_v2": MOE | LATENT | {"topk_method": "greedy", "n_shared_experts": 2},
    "deepseek_v3": MOE | LATENT,
    "granitemoe": MOE | MULTIPLIERS | {"num_local_experts": 4},
    "llama4_text": HEAD | {"num_local_experts": 4, "intermediate_size_mlp": 96, "moe_layers": [1], "no_rope_layers": [1, 0]},
}


def tiny_config(architecture: str, **fields: object):
    """A two-layer config of about 100 thousand parameters."""
    config_class = CONFIG_MAPPING[architecture]
    defaults = config_class()
    common = {name: value for name, value in COMMON.items() if hasattr(defaults, name)}
    return config_class(**common | DENSE.get(architecture, {}) | EXPERTS.get(architecture, {}) | fields)


def tiny_model(architecture: str, dtype: torch.dtype = torch.float32, **fields: object) -> torch.nn.Module:
    """A model whose weights are large enough that wrong positions, masks or scales show in the logits."""
    torch.manual_seed(11)
    model = AutoModelForCausalLM.from_config(tiny_config(architecture, **fields))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1 or name.endswith("bias"):
                parameter.add_(torch.randn(parameter.shape) * 0.1)
            else:
                parameter.mul_(4)
    return model.to(dtype).eval()
