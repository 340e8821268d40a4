"""What makes random programs and small architectures."""

import argparse
import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import torch
from torch import nn
from transformers import BertConfig, ViTConfig

from fuzz.architectures import shrink
from fuzz.generator import MOST_ELEMENTS, Generator
from fuzz.programs import generate, module_of
from fuzz.variants import write


class Refusing(nn.Module):
    def forward(self, x):
        raise ValueError("no")


class Fuzz(unittest.TestCase):
    def test_configurations_get_small(self):
        text, image = BertConfig(), ViTConfig()
        shrink(text)
        shrink(image)
        self.assertEqual((text.hidden_size, text.intermediate_size, text.max_position_embeddings, text.num_hidden_layers), (32, 64, 64, 2))
        self.assertEqual((image.image_size, image.patch_size), (32, 8))

    def test_a_part_whose_results_do_not_fit_leaves_nothing(self):
        g = Generator(1)
        g.input("torch.randn([2, 3])")
        self.assertFalse(g.run(lambda g: g.layer(f"nn.Linear(3, {MOST_ELEMENTS})", g.f32())))
        self.assertEqual((g.constructor, g.lines, g.values), ([], [], ["x0"]))
        self.assertTrue(g.run(lambda g: g.layer("nn.Linear(3, 2)", g.f32())))
        self.assertEqual((len(g.constructor), len(g.lines)), (1, 1))

    def test_a_number_is_one_program_that_runs(self):
        g = generate(7)
        source = g.source()
        self.assertEqual(generate(7).source(), source)
        with torch.no_grad():
            module_of(source, "seven")(*(eval(text, {"torch": torch}) for _, text in g.inputs))

    def test_an_export_makes_its_folder_and_says_where_it_fails_if_asked(self):
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "a" / "b"
            for trace in (False, True):
                options = argparse.Namespace(folder=str(made), trace=trace)
                out, err = io.StringIO(), io.StringIO()
                with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                    self.assertTrue(write(options, "linear", nn.Linear(2, 2), [((torch.ones(1, 2),), {})]))
                    self.assertFalse(write(options, "refusing", Refusing(), [((torch.ones(1, 2),), {})]))
                self.assertIn("XX refusing ValueError: no", out.getvalue())
                self.assertEqual("Traceback" in err.getvalue(), trace)
            self.assertEqual(sorted(p.name for p in made.iterdir()), ["linear.pt2", "linear.safetensors"])


if __name__ == "__main__":
    unittest.main()
