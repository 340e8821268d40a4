"""Models of torchvision and transformers, with random weights, as FOLDER/NAME.pt2 and FOLDER/NAME.onnx for `Piecewise.Peers pairs FOLDER`.

    python3 benchmarks/pairs.py FOLDER [NAME ...]

Needs PyTorch, torchvision, transformers and onnx. Dim 0 of every input is dynamic.
"""

import sys

import torch
import torchvision.models as vision
from transformers import BertConfig, BertModel, WhisperConfig, WhisperModel


class UNet(torch.nn.Module):
    """A U-Net of four levels (Ronneberger et al., 2015) with padding, batch normalization and bilinear upsampling."""

    def __init__(self, width=32):
        super().__init__()
        sizes = [width * 2**i for i in range(4)]
        self.down = torch.nn.ModuleList(self.block(a, b) for a, b in zip([3, *sizes], sizes))
        self.up = torch.nn.ModuleList(self.block(a + b, b) for a, b in zip(sizes[:0:-1], sizes[-2::-1]))
        self.last = torch.nn.Conv2d(width, 2, 1)

    @staticmethod
    def block(inputs, outputs):
        layers = []
        for channels in (inputs, outputs):
            layers += [torch.nn.Conv2d(channels, outputs, 3, padding=1), torch.nn.BatchNorm2d(outputs), torch.nn.ReLU()]
        return torch.nn.Sequential(*layers)

    def forward(self, x):
        seen = []
        for level, block in enumerate(self.down):
            x = block(torch.nn.functional.max_pool2d(x, 2) if level else x)
            seen.append(x)
        for block, other in zip(self.up, seen[-2::-1]):
            x = block(torch.cat([torch.nn.functional.interpolate(x, scale_factor=2, mode="bilinear"), other], 1))
        return self.last(x)


class Tagger(torch.nn.Module):
    """Embeddings, a bidirectional LSTM of two layers, and a score for each of 20 tags."""

    def __init__(self):
        super().__init__()
        self.words = torch.nn.Embedding(10000, 128)
        self.lstm = torch.nn.LSTM(128, 256, num_layers=2, bidirectional=True, batch_first=True)
        self.tags = torch.nn.Linear(512, 20)

    def forward(self, ids):
        return self.tags(self.lstm(self.words(ids))[0])


class Encoder(torch.nn.Module):
    """The last hidden state of a model of transformers."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model(x)[0]


def image(model):
    return lambda: (model(weights=None), torch.randn(2, 3, 224, 224))


MODELS = {
    "resnet50": image(vision.resnet50),
    "mobilenet_v3_small": image(vision.mobilenet_v3_small),
    "efficientnet_b0": image(vision.efficientnet_b0),
    "convnext_tiny": image(vision.convnext_tiny),
    "vit_b_16": image(vision.vit_b_16),
    "unet": lambda: (UNet(), torch.randn(2, 3, 256, 256)),
    "bert_base_128": lambda: (
        Encoder(BertModel(BertConfig(), add_pooling_layer=False)), torch.ones(2, 128, dtype=torch.int64)),
    "whisper_tiny_encoder": lambda: (
        Encoder(WhisperModel(WhisperConfig(d_model=384, encoder_layers=4, encoder_attention_heads=6, encoder_ffn_dim=1536)).encoder),
        torch.randn(2, 80, 3000)),
    "lstm_tagger": lambda: (Tagger(), torch.ones(2, 64, dtype=torch.int64)),
}


def main(folder, *names):
    for name in names or MODELS:
        torch.manual_seed(0)
        model, x = MODELS[name]()
        model.eval()
        program = torch.export.export(model, (x,), dynamic_shapes=({0: torch.export.Dim.DYNAMIC},))
        torch.export.save(program, f"{folder}/{name}.pt2")
        torch.onnx.export(model, (x,), f"{folder}/{name}.onnx", dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "n"}})
        print(name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
