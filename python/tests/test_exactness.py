"""F6: exported programs equal the model's own eager attention."""

import unittest

import torch

from piecewise_export import ExportError, check_exactness, export_model, mixes_tokens

from tests.tiny import DENSE, EXPERTS, tiny_model


def attention_nodes(program):
    return [node for node in program.graph.nodes if node.target is torch.ops.piecewise.attention.default]


def attribute(node, name, index, default):
    return node.kwargs.get(name, node.args[index] if len(node.args) > index else default)


class Exactness(unittest.TestCase):
    def test_dense_models_are_exact(self):
        for architecture in DENSE:
            with self.subTest(architecture):
                self.check(architecture)

    def test_mixtures_of_experts_are_exact(self):
        for architecture in EXPERTS:
            with self.subTest(architecture):
                self.check(architecture)

    def check(self, architecture):
        model = tiny_model(architecture)
        program = export_model(model)
        self.assertLessEqual(check_exactness(program, model, tokens=(1, 2, 5, 33), tolerance=1e-4), 1e-4)
        self.assertEqual([attribute(node, "layer", 3, None) for node in attention_nodes(program)], [0, 1])
        self.assertFalse(mixes_tokens(program, 128))

    def test_half_precision_stays_close(self):
        model = tiny_model("llama", torch.bfloat16)
        program = export_model(model)
        self.assertEqual(next(iter(program.state_dict.values())).dtype, torch.bfloat16)
        self.assertLess(check_exactness(program, model, tolerance=5e-2), 5e-1)

    def test_positions_reach_the_model(self):
        # Absolute positions: an offset has to change the logits.
        program = export_model(tiny_model("gpt2")).module()
        ids = torch.arange(4)
        with torch.no_grad():
            difference = (program(ids, torch.arange(4)) - program(ids, torch.arange(4) + 9)).abs().max().item()
        self.assertGreater(difference, 1e-3)

    def test_a_wrong_program_is_found(self):
        program, other = export_model(tiny_model("llama")), tiny_model("llama")
        with torch.no_grad():
            other.model.layers[0].self_attn.q_proj.weight.mul_(2)
        with self.assertRaisesRegex(ExportError, "differs from eager LlamaForCausalLM"):
            check_exactness(program, other)


class Shape(unittest.TestCase):
    def test_the_dimension_begins_at_one_and_is_shared(self):
        program = export_model(tiny_model("llama"), max_tokens=100)
        (bounds,) = program.range_constraints.values()
        self.assertEqual((bounds.lower, bounds.upper), (1, 100))
        names = [spec.arg.name for spec in program.graph_signature.input_specs if spec.kind.name == "USER_INPUT"]
        self.assertEqual(names, ["input_ids", "positions"])

    def test_the_mask_is_gone(self):
        targets = {str(node.target) for node in export_model(tiny_model("gemma2")).graph.nodes}
        self.assertFalse({"aten.scaled_dot_product_attention.default", "aten.masked_fill.Scalar", "aten.where.self"} & targets)

    def test_key_value_heads_are_not_repeated(self):
        node = attention_nodes(export_model(tiny_model("llama")))[0]
        query, key = (argument.meta["val"].shape for argument in node.args[:2])
        self.assertEqual((tuple(query[1:]), tuple(key[1:])), ((4, 16), (2, 16)))


class Attributes(unittest.TestCase):
    def test_sliding_window_is_per_layer(self):
        for architecture in ("gemma2", "gpt_oss", "olmo3", "cohere2", "modernbert-decoder"):
            with self.subTest(architecture):
                nodes = attention_nodes(export_model(tiny_model(architecture)))
                # modernbert's config counts both sides of the token, of which a decoder has one.
                first = 8 if architecture == "modernbert-decoder" else 16
                self.assertEqual([attribute(node, "window", 5, -1) for node in nodes], [first, -1])

    def test_softcap(self):
        node = attention_nodes(export_model(tiny_model("gemma2", attn_logit_softcapping=50.0)))[0]
        self.assertEqual(attribute(node, "softcap", 6, 0.0), 50.0)

    def test_sinks(self):
        nodes = attention_nodes(export_model(tiny_model("gpt_oss")))
        self.assertTrue(all(attribute(node, "sinks", 7, None) is not None for node in nodes))

    def test_scale(self):
        node = attention_nodes(export_model(tiny_model("granite")))[0]
        self.assertEqual(attribute(node, "scale", 4, None), 0.2)


if __name__ == "__main__":
    unittest.main()
