"""The command line, from a folder to a file."""

import contextlib
import io
import json
import tempfile
import unittest
import zipfile
from pathlib import Path

import torch

from piecewise_export.__main__ import main

from tests.tiny import tiny_config, tiny_model


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.output = self.folder / "out.pt2"

    def run_main(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([str(self.folder), "-o", str(self.output), *arguments])
        return code, out.getvalue(), err.getvalue()

    def record(self, name):
        with zipfile.ZipFile(self.output) as archive:
            return archive.read(f"out/{name}").decode()

    def test_config_alone_with_random_weights(self):
        tiny_config("llama").save_pretrained(self.folder)
        code, out, err = self.run_main("--random-weights", "3", "--max-tokens", "64")
        self.assertEqual(code, 0, err)
        self.assertIn("no tokenizer.json", err)
        self.assertIn("LlamaForCausalLM", out)
        self.assertIn("of eager attention", out)
        self.assertEqual(json.loads(self.record("extra/config.json"))["hidden_size"], 64)
        program = json.loads(self.record("models/model.json"))
        (bounds,) = program["range_constraints"].values()
        self.assertEqual(bounds, {"min_val": 1, "max_val": 64})

    def test_pretrained_weights_and_tokenizer(self):
        model = tiny_model("qwen3")
        model.save_pretrained(self.folder)
        (self.folder / "tokenizer.json").write_text('{"model": "ř"}', encoding="utf-8")
        (self.folder / "tokenizer_config.json").write_text('{"eos_token": "ę"}', encoding="utf-8")
        (self.folder / "chat_template.jinja").write_text("{{ messages[0].content }}\n", encoding="utf-8")
        code, _, err = self.run_main()
        self.assertEqual(code, 0, err)
        self.assertNotIn("warning", err)
        self.assertEqual(self.record("extra/tokenizer_config.json"), '{"eos_token": "ę"}')
        self.assertEqual(self.record("extra/chat_template.jinja"), "{{ messages[0].content }}\n")
        self.assertEqual(self.record("extra/tokenizer.json"), '{"model": "ř"}')
        self.assertIn("eos_token_id", self.record("extra/generation_config.json"))
        ids, positions = torch.arange(6), torch.arange(6)
        with torch.no_grad():
            expected = model(ids[None]).logits[0]
            actual = torch.export.load(str(self.output)).module()(ids, positions)
        torch.testing.assert_close(actual, expected, rtol=1e-4, atol=1e-4)

    def test_overrides(self):
        tiny_config("gemma2").save_pretrained(self.folder)
        code, _, err = self.run_main("--random-weights", "1", "--layers", "1", "--set", "sliding_window=5", "--dtype", "bf16")
        self.assertEqual(code, 0, err)
        nodes = json.loads(self.record("models/model.json"))["graph_module"]["graph"]["nodes"]
        operators = [node for node in nodes if node["target"] == "torch.ops.piecewise.attention.default"]
        windows = [entry["arg"]["as_int"] for node in operators for entry in node["inputs"] if entry["name"] == "window"]
        self.assertEqual(windows, [5])

    def test_convolution_layers_give_a_warning(self):
        tiny_model("lfm2", layer_types=["conv", "full_attention"]).save_pretrained(self.folder)
        for dtype in ("f32", "bf16"):
            with self.subTest(dtype):
                code, _, err = self.run_main("--dtype", dtype)
                self.assertEqual(code, 0, err)
                self.assertIn("influence each other outside attention", err)

    def test_half_precision_needs_no_warning(self):
        tiny_config("llama").save_pretrained(self.folder)
        code, _, err = self.run_main("--random-weights", "1", "--dtype", "bf16")
        self.assertEqual(code, 0, err)
        self.assertNotIn("influence", err)

    def test_mistakes_are_explained(self):
        self.assertIn("no model config", self.refused())
        tiny_config("llama").save_pretrained(self.folder)
        self.assertIn("--random-weights", self.refused())
        self.assertIn("no field 'hiden_size'", self.refused("--random-weights", "1", "--set", "hiden_size=3"))
        self.assertIn("not of the form", self.refused("--set", "hidden_size"))
        self.assertIn("--layers 9", self.refused("--layers", "9"))
        self.assertFalse(self.output.exists())

    def refused(self, *arguments):
        code, _, err = self.run_main(*arguments)
        self.assertEqual(code, 1)
        return err


if __name__ == "__main__":
    unittest.main()
