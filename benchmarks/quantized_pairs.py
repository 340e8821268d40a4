"""Quantized models as FOLDER/NAME_int8.pt2 and FOLDER/NAME_int8.onnx for `Piecewise.Peers pairs FOLDER`, with the same scales in both.

    python3 benchmarks/pairs.py FOLDER resnet50 mobilenet_v3_small
    python3 benchmarks/quantized_pairs.py FOLDER resnet50 mobilenet_v3_small

ONNX Runtime quantizes FOLDER/NAME.onnx (static, a scale for each output, activations u8, weights i8); what it wrote becomes a program of
`quantized_decomposed` calls. Needs PyTorch, onnx and onnxruntime.
"""

import sys

import numpy
import onnx
import torch
import torch.ao.quantization.fx._decomposed  # defines the operators
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch.nn import functional

CALLS = torch.ops.quantized_decomposed


class Images(CalibrationDataReader):
    """Random ones."""

    def __init__(self, count=2):
        random = numpy.random.default_rng(0)
        self.images = iter([{"x": random.standard_normal((2, 3, 224, 224), dtype=numpy.float32)} for _ in range(count)])

    def get_next(self):
        return next(self.images, None)


class Quantized(torch.nn.Module):
    """The calls of an ONNX model whose values are quantized and dequantized."""

    def __init__(self, model):
        super().__init__()
        self.numbers = {i.name: onnx.numpy_helper.to_array(i) for i in model.graph.initializer}
        self.nodes = list(model.graph.node)
        self.input = next(i.name for i in model.graph.input if i.name not in self.numbers)
        self.output = model.graph.output[0].name
        self.weights = {n.output[0]: self.weight(n) for n in self.nodes if n.op_type == "DequantizeLinear" and n.input[0] in self.numbers}

    @staticmethod
    def attributes(node):
        return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}

    def keep(self, array):
        name = f"tensor{len(list(self.buffers()))}"
        self.register_buffer(name, torch.tensor(numpy.array(array)))
        return name

    def weight(self, node):
        x, scale = self.numbers[node.input[0]], self.numbers[node.input[1]]
        zero = self.numbers[node.input[2]] if len(node.input) > 2 else numpy.zeros(scale.shape, x.dtype)
        if x.dtype == numpy.int32:  # a bias
            return (self.keep((x.astype(numpy.float32) * scale).astype(numpy.float32)),)
        if scale.size == 1:
            return self.keep(x), float(scale), int(zero)
        return self.keep(x), self.keep(scale), self.keep(zero.astype(numpy.int64)), self.attributes(node).get("axis", 1)

    def constant(self, tensor, *numbers):
        value = getattr(self, tensor)
        if not numbers:
            return value
        levels = torch.iinfo(value.dtype)
        if len(numbers) == 2:
            return CALLS.dequantize_per_tensor(value, *numbers, levels.min, levels.max, value.dtype)
        scale, zero, axis = numbers
        return CALLS.dequantize_per_channel(
            value, getattr(self, scale), getattr(self, zero), axis, levels.min, levels.max, value.dtype)

    def call(self, node, x, *others):
        kind, given = node.op_type, self.attributes(node)
        if kind in ("QuantizeLinear", "DequantizeLinear"):
            zero = self.numbers[node.input[2]]
            dtype = torch.uint8 if zero.dtype == numpy.uint8 else torch.int8
            levels = torch.iinfo(dtype)
            call = CALLS.quantize_per_tensor if kind == "QuantizeLinear" else CALLS.dequantize_per_tensor
            return call(x, float(self.numbers[node.input[1]]), int(zero), levels.min, levels.max, dtype)
        if kind == "Conv":
            return functional.conv2d(
                x, *others, stride=given["strides"], padding=given.get("pads", [0] * 4)[:2],
                dilation=given.get("dilations", [1, 1]), groups=given.get("group", 1))
        if kind == "MaxPool":
            return functional.max_pool2d(x, given["kernel_shape"], given["strides"], given["pads"][:2])
        if kind == "Gemm":
            return functional.linear(x, others[0] if given.get("transB") else others[0].t(), *others[1:])
        calls = {
            "Relu": torch.relu, "Add": torch.add, "Mul": torch.mul, "HardSigmoid": functional.hardsigmoid,
            "GlobalAveragePool": lambda v: v.mean((2, 3), keepdim=True), "Flatten": lambda v: torch.flatten(v, 1),
        }
        return calls[kind](x, *others)

    def forward(self, x):
        values = {self.input: x}
        for node in self.nodes:
            if node.output[0] in self.weights:
                values[node.output[0]] = self.constant(*self.weights[node.output[0]])
            else:
                # Scales and zeros are numbers of the call.
                values[node.output[0]] = self.call(node, *[values[i] for i in node.input if i in values])
        return values[self.output]


def main(folder, *names):
    for name in names:
        path = f"{folder}/{name}_int8.onnx"
        quant_pre_process(f"{folder}/{name}.onnx", path, skip_symbolic_shape=True)
        quantize_static(
            path, path, Images(), quant_format=QuantFormat.QDQ, per_channel=True, activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8)
        model = Quantized(onnx.load(path)).eval()
        with torch.no_grad():
            program = torch.export.export(
                model, (torch.randn(2, 3, 224, 224),), dynamic_shapes=({0: torch.export.Dim.DYNAMIC},))
        torch.export.save(program, f"{folder}/{name}_int8.pt2")
        print(name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
