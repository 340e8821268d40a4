"""Functions of elements, conversions, choices."""

UNARY = ("abs neg sin cos tan tanh sigmoid exp expm1 log1p erf erfc erfinv sqrt rsqrt square reciprocal sign sgn ceil floor round "
         "trunc frac atan asinh atanh acos asin sinh cosh relu exp2 log2 log10 log positive logit sinc lgamma digamma deg2rad rad2deg "
         "nan_to_num signbit isnan isinf isfinite isposinf isneginf i0 acosh").split()
SPECIAL = ("entr erf erfc erfcx expit exp2 expm1 i0 i0e i1 i1e log_ndtr ndtr ndtri log1p logit psi gammaln xlogy zeta sinc bessel_j0 "
           "bessel_j1").split()
ACTIVATIONS = ("relu relu6 elu selu celu gelu silu mish hardswish hardsigmoid hardtanh leaky_relu logsigmoid softplus softsign tanhshrink "
               "hardshrink softshrink threshold").split()
BINARY = ("add sub mul maximum minimum fmax fmin atan2 hypot copysign logaddexp logaddexp2 fmod remainder nextafter xlogy heaviside "
          "ldexp float_power").split()
COMPARE = "eq ne lt le gt ge isclose".split()
INTEGER = "bitwise_and bitwise_or bitwise_xor gcd lcm floor_divide remainder fmod maximum minimum add sub mul".split()


def unary(g):
    x = g.x()
    return f"torch.{g.one(*UNARY)}({x})"


def tame(g):
    """A function whose operand is first brought into its domain."""
    x = g.f()
    inside = g.one(f"torch.sigmoid({x})", f"{x}.abs() + 0.5", f"{x}.clamp(-0.9, 0.9)", f"torch.tanh({x})")
    return f"torch.{g.one(*UNARY)}({inside})"


def special(g):
    name = g.one(*SPECIAL)
    x = g.f()
    inside = f"(torch.sigmoid({x}) * 0.9 + 0.05)"
    return f"torch.special.{name}({inside}{', ' + inside if name == 'xlogy' else ', 1.5' if name == 'zeta' else ''})"


def activation(g):
    name = g.one(*ACTIVATIONS)
    x = g.f()
    extra = {"elu": f", alpha={g.num(0.5, 2)}", "celu": f", alpha={g.num(0.5, 2)}", "gelu": f", approximate={g.one('none', 'tanh')!r}",
             "hardtanh": ", -0.5, 0.8", "leaky_relu": f", {g.num(0, 0.5)}", "softplus": f", beta={g.num(0.5, 2)}, threshold={g.num(1, 9)}",
             "hardshrink": ", 0.3", "softshrink": ", 0.2", "threshold": ", 0.1, 0.7"}.get(name, "")
    return f"F.{name}({x}{extra})"


def binary(g):
    x = g.f()
    return f"torch.{g.one(*BINARY)}({x}, {g.with_(x)})"


def operators(g):
    x = g.x()
    y = g.with_(x)
    return g.one(f"{x} + {y}", f"{x} - {y}", f"{x} * {y}", f"{y} - {x}", f"{x} * {x}", f"-{x}", f"{x} ** 2", f"{g.num()} - {x}",
                 f"2 ** {x}.clamp(0, 3)", f"{x} / ({y} * {y} + 1)", f"{x} // 3", f"{x} % 4", f"1 / ({x} * {x} + 1)",
                 f"torch.rsub({x}, {y}, alpha=2)", f"torch.add({x}, {y}, alpha=3)", f"torch.sub({x}, {x}, alpha=2)", f"abs({x})",
                 f"torch.div({x}, 3, rounding_mode='floor')", f"torch.div({x}, 3, rounding_mode='trunc')", f"torch.true_divide({x}, 4)")


def mixed(g):
    """Operands of two dtypes."""
    x, y = g.any(), g.any()
    return f"{x} {g.one('+', '-', '*')} {y}"


def integer(g):
    x = g.i()
    return f"torch.{g.one(*INTEGER)}({x}, {g.with_(x)})"


def shifts(g):
    x = g.i()
    return g.one(f"{x} << 1", f"{x} >> 1", f"~{x}", f"{x} & 3", f"{x} | 4", f"{x} ^ 5", f"torch.bitwise_left_shift({x}, 2)")


def compare(g):
    x = g.x()
    return f"torch.{g.one(*COMPARE)}({x}, {g.with_(x)})"


def compare_number(g):
    return f"{g.x()} {g.one('<', '<=', '>', '>=', '==', '!=')} {g.one(0, 1, 0.5, -1.5)}"


def logical(g):
    x = g.b()
    return g.one(f"~{x}", f"{x} & {g.with_(x)}", f"{x} | {x}.flip(0)", f"torch.logical_xor({x}, {x}.flip(0))",
                 f"torch.logical_not({g.any()})", f"torch.logical_and({g.any()}, {x})", f"{x}.any()", f"{x}.all()")


def where(g):
    x = g.x()
    y = g.with_(x)
    return g.one(f"torch.where({x} > 0, {x}, {y})", f"torch.where({g.b()}, {x}, 0)", f"{x}.masked_fill({x} > 0.5, {g.num()})",
                 f"torch.where({x} != 0, 1.0, 0.0)", f"{x}.where({x} > 0.1, torch.tensor(0, dtype={x}.dtype))")


def clamp(g):
    x = g.x()
    return g.one(f"{x}.clamp(-1, 1)", f"{x}.clamp(min=0)", f"torch.clamp_max({x}, 1)",
                 f"torch.clamp({x}, {x}.flip(0) - 1, {x}.flip(0) + 1)", f"{x}.clip(max=0.5)")


def cast(g):
    x = g.any()
    kind = g.one("torch.float32", "torch.float64", "torch.float16", "torch.bfloat16", "torch.int32", "torch.int64", "torch.bool",
                 "torch.float32")
    return g.one(f"{x}.to({kind})", f"{x}.type({kind})", f"{x}.float()", f"{x}.type_as({g.any()})")


def small_cast(g):
    return f"{g.x()}.clamp(0, 100).to({g.one('torch.uint8', 'torch.int8', 'torch.int16')})"


def three(g):
    x = g.f()
    y, z = g.with_(x), g.with_(x)
    return g.one(f"torch.lerp({x}, {x}.flip(0), {g.num(0, 1)})", f"torch.addcmul({x}, {x}, {x}.flip(0), value=0.5)",
                 f"torch.addcdiv({x}, {x}, {x} * {x} + 1, value=2)", f"torch.lerp({x}, {x} + 1, torch.sigmoid({x}))", f"({x} + {y}) * {z}",
                 f"F.prelu({x}, torch.full([1], 0.2, dtype={x}.dtype))", f"F.glu(torch.cat([{x}, {x}], -1), -1)",
                 f"torch.polygamma(1, {x}.abs() + 1)", f"torch.mvlgamma({x}.abs() + 3, 2)", f"torch.special.polygamma(2, {x}.abs() + 1)",
                 f"torch.frexp({x})[0]", f"torch.quantize_per_tensor({x}.float(), 0.1, 10, torch.quint8).dequantize()",
                 f"torch.fake_quantize_per_tensor_affine({x}, 0.1, 0, -128, 127)")


def creation(g):
    x = g.any(1)
    d = g.dim()
    return g.one(f"torch.arange({x}.shape[{d}])", f"torch.zeros_like({x})", f"torch.ones_like({x}, dtype=torch.float32)",
                 f"torch.full_like({x}, 2)", f"torch.full({x}.shape, 0.5)", f"{x}.new_ones({x}.shape[{d}], 2)",
                 f"torch.linspace(0, 1, {x}.shape[{d}])", f"torch.eye({x}.shape[{d}])",
                 f"torch.tril(torch.ones({x}.shape[{d}], {x}.shape[{d}]))", f"torch.arange(0, {x}.shape[{d}] * 2, 2, dtype=torch.float32)",
                 f"torch.logspace(0, 1, 5)", f"torch.tensor([1.5, -2.0, 3.0])", f"torch.scalar_tensor({x}.shape[{d}])",
                 f"torch.zeros({x}.shape[{d}], 3, dtype=torch.int64)", f"torch.tril_indices({x}.shape[{d}], 3)",
                 f"torch.hann_window({g.int(3, 9)})", f"torch.vander({g.f32(1, 1)}.clamp(-1, 1), 3)",
                 f"torch.arange({x}.shape[{d}], 0, -1)", f"torch.kaiser_window(7)", f"torch.blackman_window(6)",
                 f"torch.bartlett_window(5)")


PARTS = [unary, tame, tame, special, activation, activation, binary, operators, operators, mixed, integer, shifts, compare, compare_number,
         logical, where, where, clamp, cast, small_cast, three, creation]
