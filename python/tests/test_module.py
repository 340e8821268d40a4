"""Any module, and transformers' tasks, from the command line to files."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, ViTConfig

from piecewise_export import module, tasks


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 3)

    def forward(self, x, scale):
        return {"y": self.linear(x) * scale, "n": x.sum(0)}


def example_inputs(number):
    return {"x": torch.ones(2 + number, 4), "scale": torch.tensor(2.0 + number)}


class Fixed(nn.Module):
    def forward(self, x):
        return x.reshape(2, -1) if x.shape[0] == 2 else x


def fixed_inputs():
    return torch.ones(2, 4)


class Slope(nn.Module):
    def forward(self, x):
        return torch.gradient(x, dim=0)[0]


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.output = self.folder / "out.pt2"

    def run_main(self, main, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*arguments, "-o", str(self.output)])
        return code, out.getvalue(), err.getvalue()

    def cases(self):
        return load_file(self.output.with_suffix(".safetensors"))

    def test_module_with_cases_of_other_sizes(self):
        code, out, err = self.run_main(module.main, f"{__name__}:Pair", "--dynamic", "x=0:batch", "--cases", "2")
        self.assertEqual(code, 0, err)
        self.assertIn("2 cases", out)
        cases = self.cases()
        self.assertEqual(cases["in.1.x"].shape, (3, 4))
        self.assertEqual(cases["in.1.scale"].item(), 3.0)
        loaded = torch.export.load(self.output).module()
        given = {"x": cases["in.1.x"], "scale": cases["in.1.scale"]}
        torch.testing.assert_close(loaded(**given)["y"], cases["out.1.0"])

    def test_fixed_size_is_named_with_its_reason(self):
        code, _, err = self.run_main(
            module.main, f"{__name__}:Fixed", "--inputs", f"{__name__}:fixed_inputs", "--dynamic", "x=0:batch,1:width")
        self.assertEqual(code, 0, err)
        self.assertIn("Fixed fixes the dimension 'batch'", err)
        self.assertNotIn("'width'", err.split(":")[1])
        self.assertFalse(self.output.with_suffix(".safetensors").exists())

    def test_what_piecewise_lacks_is_decomposed(self):
        code, _, err = self.run_main(module.main, f"{__name__}:Slope", "--inputs", f"{__name__}:fixed_inputs", "--cases", "1")
        self.assertEqual(code, 0, err)
        self.assertIn("Piecewise lacks aten::gradient", err)
        operators = {str(n.target) for n in torch.export.load(self.output).graph.nodes}
        self.assertFalse([o for o in operators if "gradient" in o], operators)
        self.assertEqual(self.cases()["out.0.0"].abs().max().item(), 0)

    def test_refusals_say_what_is_wrong(self):
        for arguments, text in (((f"{__name__}:Missing",), "has no 'Missing'"), (("nowhere.at.all:f",), "there is no module"),
                                (("Pair",), "package.module:name"), ((f"{__name__}:Pair", "--dynamic", "z=0:batch"), "no input 'z'"),
                                ((f"{__name__}:Pair", "--dynamic", "x=zero"), "is not of the form")):
            code, _, err = self.run_main(module.main, *arguments)
            self.assertEqual(code, 1)
            self.assertIn(text, err)

    def test_text_classification(self):
        BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
                   max_position_embeddings=32, num_labels=3).save_pretrained(self.folder)
        code, out, err = self.run_main(
            tasks.main, str(self.folder), "--task", "text-classification", "--random-weights", "1", "--cases", "2")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("BertForSequenceClassification", out)
        cases = self.cases()
        self.assertEqual(cases["in.1.input_ids"].shape, (3, 7))
        self.assertEqual(cases["out.1.0"].shape, (3, 3))

    def test_image_classification(self):
        ViTConfig(image_size=16, patch_size=8, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                  intermediate_size=32).save_pretrained(self.folder)
        code, _, err = self.run_main(
            tasks.main, str(self.folder), "--task", "image-classification", "--random-weights", "1", "--cases", "2")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(self.cases()["in.1.pixel_values"].shape, (3, 3, 16, 16))

    def test_a_task_that_the_model_has_not(self):
        ViTConfig(hidden_size=16).save_pretrained(self.folder)
        code, _, err = self.run_main(tasks.main, str(self.folder), "--task", "speech-recognition", "--random-weights", "1")
        self.assertEqual(code, 1)
        self.assertIn("'vit' has no model for the task speech-recognition", err)


if __name__ == "__main__":
    unittest.main()
