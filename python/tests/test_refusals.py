"""Models that cannot be exported are refused with a reason."""

import unittest

import torch
from transformers import masking_utils

from piecewise_export import ExportError, export_model, mixes_tokens
from piecewise_export.visibility import Visibility, read_visibility

from tests.tiny import tiny_model


class Models(unittest.TestCase):
    def refuse(self, pattern, architecture, max_tokens=4096, **fields):
        with self.assertRaisesRegex(ExportError, pattern):
            export_model(tiny_model(architecture, **fields), max_tokens)

    def test_own_attention_code(self):
        self.refuse("GPTJForCausalLM ignores transformers' attention registry", "gptj", n_embd=64, n_layer=2, n_head=4,
                    rotary_dim=8)

    def test_no_positions(self):
        self.refuse("takes no position_ids", "bloom", n_layer=2, n_head=4)

    def test_a_model_that_computes_with_its_mask(self):
        self.refuse("computes with its attention mask", "doge")

    def test_chunked_attention(self):
        self.refuse("chunks of 64 tokens.*--max-tokens 64", "llama4_text", attention_chunk_size=64)

    def test_chunked_attention_within_one_chunk(self):
        export_model(tiny_model("llama4_text", attention_chunk_size=64), max_tokens=64)

    def test_rotary_angles_that_depend_on_the_length(self):
        factors = {"short_factor": [1.0] * 8, "long_factor": [2.0] * 8}
        for rope, architecture in (({"rope_type": "longrope", "original_max_position_embeddings": 64, **factors}, "phi3"),
                                   ({"rope_type": "dynamic", "factor": 2.0}, "llama")):
            rope["rope_theta"] = 10000.0
            self.refuse(f"rope_type {rope['rope_type']} of .* is not supported", architecture, rope_parameters=rope)

    def test_rotary_angles_that_do_not(self):
        rope = {"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0}
        export_model(tiny_model("llama", rope_parameters=rope))

    def test_too_small_a_range(self):
        self.refuse("max_tokens is 4", "llama", max_tokens=4)

    def test_convolution_over_tokens_is_noticed(self):
        model = tiny_model("lfm2", layer_types=["conv", "full_attention"])
        self.assertTrue(mixes_tokens(export_model(model), 128))


class Masks(unittest.TestCase):
    def test_causal(self):
        self.assertEqual(read_visibility(masking_utils.causal_mask_function), Visibility())

    def test_sliding_window(self):
        self.assertEqual(read_visibility(masking_utils.sliding_window_causal_mask_function(7)), Visibility(window=7))

    def test_chunks(self):
        mask = masking_utils.chunked_causal_mask_function(8, torch.zeros(1))
        self.assertEqual(read_visibility(mask), Visibility(chunk=8))

    def test_packed_sequences_are_the_runtimes_business(self):
        mask = masking_utils.and_masks(masking_utils.causal_mask_function,
                                       masking_utils.packed_sequence_mask_function(torch.zeros(1, 4)))
        self.assertEqual(read_visibility(mask), Visibility())

    def test_bidirectional(self):
        with self.assertRaisesRegex(ExportError, "bidirectional"):
            read_visibility(masking_utils.bidirectional_mask_function)

    def test_alternatives(self):
        mask = masking_utils.or_masks(masking_utils.causal_mask_function, masking_utils.bidirectional_mask_function)
        with self.assertRaisesRegex(ExportError, "or_masks"):
            read_visibility(mask)


if __name__ == "__main__":
    unittest.main()
