"""Every architecture of torchvision with random weights, exported: `python -m fuzz.vision FOLDER [NAME…]`."""

import zlib

import torch
import torchvision.models as models
from torch import nn

from fuzz.variants import batched, parser_of, write

CLASSIFIERS = {
    "alexnet": 64, "convnext_tiny": 64, "densenet121": 64, "densenet161": 32, "efficientnet_b0": 64, "efficientnet_b2": 64,
    "efficientnet_v2_s": 64, "googlenet": 64, "inception_v3": 96, "mnasnet0_5": 64, "mnasnet1_3": 64, "mobilenet_v2": 64,
    "mobilenet_v3_large": 64, "mobilenet_v3_small": 64, "regnet_x_400mf": 64, "regnet_x_800mf": 64, "regnet_y_400mf": 64,
    "regnet_y_1_6gf": 64, "resnet18": 64, "resnet34": 64, "resnet50": 64, "resnext50_32x4d": 64, "wide_resnet50_2": 64,
    "shufflenet_v2_x0_5": 64, "shufflenet_v2_x1_5": 64, "squeezenet1_0": 64, "squeezenet1_1": 64, "swin_t": 64, "swin_v2_t": 64,
    "vgg11": 32, "vgg11_bn": 32, "maxvit_t": 224, "vit_b_16": 224, "vit_b_32": 224,
}
SEGMENTERS = ["fcn_resnet50", "deeplabv3_resnet50", "deeplabv3_mobilenet_v3_large", "lraspp_mobilenet_v3_large"]
DETECTORS = ["fasterrcnn_mobilenet_v3_large_320_fpn", "fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2", "fcos_resnet50_fpn",
             "keypointrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn", "retinanet_resnet50_fpn", "retinanet_resnet50_fpn_v2", "ssd300_vgg16",
             "ssdlite320_mobilenet_v3_large"]
VIDEOS = {"r3d_18": (8, 32), "mc3_18": (8, 32), "r2plus1d_18": (8, 32), "s3d": (16, 64), "mvit_v1_b": (16, 224),
          "mvit_v2_s": (16, 224), "swin3d_t": (8, 64)}
FLOWS = ["raft_small", "raft_large"]


class Tensors(nn.Module):
    """Gives the tensors of a module's result, whatever it packs them into."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, *args):
        result = self.module(*args)
        return result[0] if isinstance(result, list) and len(result) == 1 else result


def build(name):
    torch.manual_seed(0)
    extra = {"init_weights": True} if name in ("googlenet", "inception_v3") else {}
    if name not in CLASSIFIERS and name not in VIDEOS and name not in FLOWS:
        extra["weights_backbone"] = None
    if name in DETECTORS and name not in ("ssd300_vgg16", "ssdlite320_mobilenet_v3_large"):
        extra.update(min_size=96, max_size=96)
    module = models.get_model(name, weights=None, **extra).eval()
    if "vit_b" in name:
        module.encoder.layers = module.encoder.layers[:3]
    return module


def calls(name):
    if name in DETECTORS:
        return [(([torch.rand(3, 96, 96)],), {}) for _ in range(2)]
    if name in VIDEOS:
        frames, size = VIDEOS[name]
        return [((torch.randn(b, 3, frames, size, size),), {}) for b in (2, 1)]
    if name in FLOWS:
        return [((torch.randn(1, 3, 128, 128), torch.randn(1, 3, 128, 128)), {})]
    size = CLASSIFIERS.get(name, 64)
    return [((torch.randn(b, 3, size, size),), {}) for b in (2, 1)]


def main():
    parser = parser_of("fuzz.vision")
    parser.add_argument("names", nargs="*", metavar="NAME", help="an architecture, as resnet18; all by default")
    options = parser.parse_args()
    for name in [*CLASSIFIERS, *SEGMENTERS, *VIDEOS, *FLOWS, *DETECTORS]:
        if options.names and name not in options.names:
            continue
        fixed = name in DETECTORS or name in FLOWS
        module = Tensors(build(name)) if fixed else build(name)
        dice = zlib.crc32(name.encode())
        write(options, f"tv_{name}", module, calls(name), None if fixed else batched, strict=dice % 3 == 0 and not fixed,
              decompose=dice % 2 == 0)


if __name__ == "__main__":
    main()
