"""Encoders: from a folder to a file with what makes vectors of texts."""

import contextlib
import io
import json
import tempfile
import unittest
import zipfile
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from piecewise_export.encoder import main


class EncoderExport(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.output = self.folder / "out.pt2"
        torch.manual_seed(3)
        config = BertConfig(
            vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, max_position_embeddings=40)
        self.model = BertModel(config, add_pooling_layer=False).eval()
        self.model.save_pretrained(self.folder)

    def run_main(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([str(self.folder), "-o", str(self.output), *arguments])
        return code, err.getvalue()

    def record(self, name):
        with zipfile.ZipFile(self.output) as archive:
            return json.loads(archive.read(f"out/extra/{name}"))

    def test_the_program_pads_as_the_model_and_the_files_are_beside_it(self):
        (self.folder / "tokenizer.json").write_text(json.dumps({"truncation": {"max_length": 9}, "padding": {"pad_id": 0}, "model": {}}))
        code, err = self.run_main("--pooling", "last")
        self.assertEqual(code, 0, err)
        self.assertEqual(self.record("tokenizer.json"), {"truncation": None, "padding": None, "model": {}})
        flags = self.record("1_Pooling/config.json")
        self.assertEqual([name for name, value in flags.items() if value], ["pooling_mode_lasttoken"])
        ids = torch.arange(14).reshape(2, 7)
        mask = torch.ones_like(ids)
        mask[1, 3:] = 0
        with torch.no_grad():
            actual = torch.export.load(self.output).module()(ids, mask)
            alone = self.model(input_ids=ids[1:, :3]).last_hidden_state
        torch.testing.assert_close(actual[1:, :3], alone)

    def test_a_model_whose_pooling_nobody_says_is_refused(self):
        code, err = self.run_main()
        self.assertEqual(code, 1)
        self.assertIn("--pooling", err)
        self.assertFalse(self.output.exists())

    def test_a_model_that_gives_no_numbers_is_refused(self):
        with torch.no_grad():
            self.model.embeddings.LayerNorm.weight.fill_(float("nan"))
        self.model.save_pretrained(self.folder)
        code, err = self.run_main("--pooling", "mean")
        self.assertEqual(code, 1)
        self.assertIn("differs from BertModel by nan", err)
        self.assertFalse(self.output.exists())

    def test_config_alone_with_random_weights(self):
        (self.folder / "model.safetensors").unlink()
        code, err = self.run_main("--pooling", "mean")
        self.assertEqual(code, 1)
        self.assertIn("--random-weights", err)
        code, err = self.run_main("--pooling", "mean", "--random-weights", "1", "--set", "max_position_embeddings=20")
        self.assertEqual(code, 0, err)
        self.assertEqual(self.record("config.json")["max_position_embeddings"], 20)

    def test_files_that_cannot_be_read_are_named(self):
        (self.folder / "tokenizer_config.json").write_text('{"model_max_length": ')
        code, err = self.run_main("--pooling", "mean")
        self.assertEqual(code, 1)
        self.assertIn("tokenizer_config.json is not JSON", err)
        (self.folder / "tokenizer_config.json").write_bytes(b"\xff")
        code, err = self.run_main("--pooling", "mean")
        self.assertEqual(code, 1)
        self.assertIn("tokenizer_config.json at", err)
        (self.folder / "config.json").unlink()
        code, err = self.run_main("--pooling", "mean")
        self.assertEqual(code, 1)
        self.assertIn("no model config", err)

    def test_the_longest_text_is_what_the_files_say(self):
        (self.folder / "tokenizer_config.json").write_text('{"model_max_length": 24}')
        code, err = self.run_main("--pooling", "mean")
        self.assertEqual(code, 0, err)
        bounds = torch.export.load(self.output).range_constraints.values()
        self.assertEqual(sorted(b.upper for b in bounds), [24, 1024])
