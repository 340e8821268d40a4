"""Trains the image classifier of samples/Images: `python -m samples.shapes OUT.pt2`.

Pictures of 28 x 28 grey pixels with one figure each, drawn by this file, at any place and size, with noise. Everything follows from the
seed; half a minute on one core.
"""

import sys

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from piecewise_export.dims import VaryingDim, export_with_dims
from piecewise_export.recording import save_small

LABELS = ["circle", "square", "triangle", "cross", "ring", "line"]
SIDE = 28


def picture(label, rng):
    """One picture, f32 [1, 28, 28] in 0…1."""
    x, y = 10 + 8 * torch.rand(2, generator=rng)
    r = 4.5 + 4 * torch.rand((), generator=rng)
    v, u = torch.meshgrid(torch.arange(SIDE) - y, torch.arange(SIDE) - x, indexing="ij")
    distance = (u * u + v * v).sqrt()
    inside = {
        "circle": distance < r,
        "square": (u.abs() < r * 0.9) & (v.abs() < r * 0.9),
        "triangle": (v < r * 0.8) & (v > 2 * u.abs() - r),
        "cross": ((u.abs() < 1.6) | (v.abs() < 1.6)) & (u.abs() < r) & (v.abs() < r),
        "ring": (distance < r) & (distance > r - 2.2),
        "line": (u - v).abs() < 1.8,
    }[label] if label != "line" else ((u - v).abs() < 1.8) & (distance < r * 1.3)
    noise = 0.15 * torch.randn(SIDE, SIDE, generator=rng)
    return (inside * (0.6 + 0.4 * torch.rand((), generator=rng)) + noise).clamp(0, 1)[None]


def batch(count, rng):
    """Pictures and the numbers of their labels."""
    labels = torch.randint(0, len(LABELS), (count,), generator=rng)
    return torch.stack([picture(LABELS[i], rng) for i in labels]), labels


class Classifier(nn.Module):
    """f32 [batch, 1, 28, 28] to probabilities [batch, 6]."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 48, 3, padding=1), nn.BatchNorm2d(48), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(48, len(LABELS))

    def logits(self, images):
        return self.head(self.layers(images))

    def forward(self, images):
        return {"probabilities": self.logits(images).softmax(-1)}


def main(path, steps=400):
    torch.manual_seed(7)
    rng = torch.Generator().manual_seed(7)
    model = Classifier()
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps)
    for step in range(steps):
        images, labels = batch(64, rng)
        loss = F.cross_entropy(model.logits(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 99:
            print(f"step {step + 1}: loss {loss.item():.3f}")
    model.eval()
    images, labels = batch(1000, torch.Generator().manual_seed(8))
    with torch.no_grad():
        right = (model(images)["probabilities"].argmax(1) == labels).float().mean().item()
    print(f"{right:.1%} of 1,000 new pictures right")
    program, _ = export_with_dims(model, (images[:2],), {}, [VaryingDim("images", 0, "batch")])
    save_small(program, path)


if __name__ == "__main__":
    main(sys.argv[1])
