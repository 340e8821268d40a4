"""Layers with their options: convolutions, pools, norms, recurrent layers, attention, resampling, losses."""


def conv(g):
    n = g.int(1, 3)
    x = g.f32(n + 2, n + 2)
    c = g.shape()[1]
    groups = g.one(1, 1, 1, c)
    out = groups * g.int(1, 3)
    size = g.one(1, 2, 3, tuple(g.int(1, 3) for _ in range(n)))
    padding = g.one(0, 1, 2, "'same'", "'valid'")
    stride = 1 if padding == "'same'" else g.one(1, 1, 2, tuple(g.int(1, 2) for _ in range(n)))
    mode = g.one("zeros", "zeros", "zeros", "reflect", "replicate", "circular") if padding in (0, 1) else "zeros"
    return g.layer(f"nn.Conv{n}d({c}, {out}, {size}, stride={stride}, padding={padding}, dilation={g.one(1, 1, 2)}, groups={groups}, "
                   f"bias={g.flag()}, padding_mode={mode!r})", x)


def conv_unbatched(g):
    x = g.f32(3, 3)
    return g.layer(f"nn.Conv2d({g.shape()[0]}, 2, 2)", x)


def conv_transpose(g):
    n = g.int(1, 3)
    x = g.f32(n + 2, n + 2)
    c = g.shape()[1]
    groups = g.one(1, 1, c)
    stride = g.int(1, 2)
    return g.layer(f"nn.ConvTranspose{n}d({c}, {groups * g.int(1, 2)}, {g.int(1, 3)}, stride={stride}, padding={g.int(0, 1)}, "
                   f"output_padding={g.int(0, stride - 1)}, groups={groups}, bias={g.flag()}, dilation={g.one(1, 1, 2)})", x)


def pool(g):
    n = g.int(1, 3)
    x = g.f32(n + 1, n + 2)
    k = g.int(1, 3)
    s = g.one("", f", stride={g.int(1, 2)}", f", stride={g.int(1, 2)}, padding={k // 2}", f", padding={k // 2}, ceil_mode=True")
    return g.one(f"F.max_pool{n}d({x}, {k}{s})", f"F.avg_pool{n}d({x}, {k}{s})",
                 f"F.avg_pool{n}d({x}, {k}, padding={k // 2}, count_include_pad=False)", f"F.adaptive_avg_pool{n}d({x}, {g.int(1, 3)})",
                 f"F.adaptive_max_pool{n}d({x}, {g.int(1, 3)})", f"F.max_pool{n}d({x}, {k}, dilation={g.int(1, 2)}, return_indices=True)",
                 f"F.lp_pool{min(n, 2)}d({x}.abs() + 0.1, 2, {k})",
                 f"F.adaptive_avg_pool{n}d({x}, ({', '.join([g.one('None', '2', '1') for _ in range(n)])},))",
                 f"F.max_unpool{n}d(*F.max_pool{n}d({x}, 2, return_indices=True), 2)")


def norm(g):
    x = g.f32(2, 5)
    shape = g.shape()
    c, rank = shape[1], len(shape)
    groups = g.one(*[k for k in (1, 2, 3, c) if c and c % k == 0])
    n = min(max(1, rank - 2), 3)
    return g.one(g.layer(f"nn.LayerNorm({list(shape[-g.int(1, min(2, rank - 1)):])}, elementwise_affine={g.flag()}, bias={g.flag()})", x),
                 g.layer(f"nn.GroupNorm({groups}, {c}, affine={g.flag()})", x),
                 g.layer(f"nn.BatchNorm{n}d({c}, affine={g.flag()}, track_running_stats={g.one(True, True, False)}).eval()", x),
                 g.layer(f"nn.InstanceNorm{n}d({c}, affine={g.flag()})", x),
                 g.layer(f"nn.RMSNorm({shape[-1]}, elementwise_affine={g.flag()})", x),
                 f"F.local_response_norm({x}, {g.int(2, 3)})", f"F.layer_norm({x}, [{g.size(-1)}])",
                 f"F.batch_norm({x}, None, None, training=True)", f"F.rms_norm({x}, [{g.size(-1)}], eps=1e-4)",
                 g.layer(f"nn.utils.weight_norm(nn.Linear({shape[-1]}, 3))", x),
                 g.layer(f"nn.utils.parametrizations.spectral_norm(nn.Linear({shape[-1]}, 3)).eval()", x))


def dense(g):
    x = g.f32(1, 5)
    n = g.shape()[-1]
    return g.one(g.layer(f"nn.Linear({n}, {g.int(1, 6)}, bias={g.flag()})", x),
                 g.layer(f"nn.Sequential(nn.Linear({n}, 4), nn.{g.one('ReLU', 'GELU', 'SiLU', 'Tanh', 'Hardswish')}(), nn.Dropout(0.1), "
                         "nn.Linear(4, 3)).eval()", x),
                 g.layer(f"nn.Bilinear({n}, {n}, 3)", x, f"{x}.flip(0)"), g.layer(f"nn.PReLU({g.one(1, n)})", x),
                 f"F.dropout({x}, 0.5, training=False)", f"F.alpha_dropout({x}, 0.3, False)")


def recurrent(g):
    x = g.f32(3, 3)
    n = g.shape()[-1]
    kind = g.one("LSTM", "GRU", "RNN")
    extra = g.one("", ", nonlinearity='relu'") if kind == "RNN" else g.one("", ", proj_size=2") if kind == "LSTM" else ""
    return g.layer(f"nn.{kind}({n}, 3, num_layers={g.int(1, 2)}, bias={g.flag()}, batch_first={g.flag()}, bidirectional={g.flag()}{extra})",
                   x) + "[0]"


def cells(g):
    x = g.f32(2, 2)
    n = g.shape()[-1]
    kind = g.one("LSTMCell", "GRUCell", "RNNCell")
    return g.layer(f"nn.{kind}({n}, 3, bias={g.flag()})", x) + ("[0]" if kind == "LSTMCell" else "")


def heads(g):
    x = g.f32(3, 3)
    shape = g.shape()
    n = shape[-1]
    h = 2 if n % 2 == 0 else 1
    first = g.flag()
    batch, length = shape[:2] if first else (shape[1], shape[0])
    mask = g.one("", f", attn_mask=torch.ones({length}, {length}).triu(1).bool()", ", need_weights=False", ", average_attn_weights=False",
                 f", key_padding_mask=torch.zeros({batch}, {length}).bool()")
    index = "[0]" if "need_weights=False" in mask else ""
    options = f"batch_first={first}"
    if not mask:
        options = f"bias={g.flag()}, {options}, add_bias_kv={g.one(False, False, True)}, add_zero_attn={g.one(False, False, True)}"
    return g.one(g.layer(f"nn.MultiheadAttention({n}, {h}, {options})", x, x, f"{x}{mask}") + index,
                 g.layer(f"nn.TransformerEncoderLayer({n}, {h}, 7, activation={g.one('relu', 'gelu')!r}, batch_first={first}, "
                         f"norm_first={g.flag()}).eval()", x),
                 g.layer(f"nn.TransformerEncoder(nn.TransformerEncoderLayer({n}, {h}, 7, batch_first=True), 2).eval()", x),
                 g.layer(f"nn.TransformerDecoderLayer({n}, {h}, 7, batch_first={first}).eval()", x, x),
                 g.layer(f"nn.Transformer({n}, {h}, 1, 1, 8, batch_first={first}).eval()", x, x))


def resample(g):
    n = g.int(1, 3)
    x = g.f32(n + 2, n + 2)
    mode = g.one(*{1: ("nearest", "nearest-exact", "area", "linear"), 2: ("nearest", "nearest-exact", "bilinear", "bicubic", "area"),
                   3: ("nearest", "trilinear", "area", "nearest-exact")}[n])
    size = g.one(f"scale_factor={g.one(2, 0.5, 1.5, 3)}", f"size={tuple(g.int(1, 7) for _ in range(n))}", f"size={x}.shape[2:]",
                 f"scale_factor={g.one(1.7, 0.6)}, recompute_scale_factor=True")
    extra = f", align_corners={g.flag()}" if mode in ("linear", "bilinear", "bicubic", "trilinear") else ""
    if mode in ("bilinear", "bicubic") and g.flag():
        extra = ", antialias=True"
    return f"F.interpolate({x}, {size}, mode={mode!r}{extra})"


def grid(g):
    x = g.f32(4, 4)
    corner = g.flag()
    field = f"F.affine_grid({g.parameter(2, 3)}.expand({x}.shape[0], -1, -1), ({x}.shape[0], 1, 3, 4), align_corners={corner})"
    g.need(g.shape()[0])
    return g.one(f"F.grid_sample({x}, {field}, mode={g.one('bilinear', 'nearest', 'bicubic')!r}, "
                 f"padding_mode={g.one('zeros', 'border', 'reflection')!r}, align_corners={corner})", field,
                 f"F.grid_sample({x}, torch.tanh({g.parameter(1, 3, 2, 2)}).expand({x}.shape[0], -1, -1, -1), align_corners=True)")


def loss(g):
    x = g.f32(2, 3)
    c = g.shape()[1]
    target = f"({x}.argmax(1))"
    other = f"torch.sigmoid({x}.flip(0))"
    r = f"reduction={g.one('mean', 'sum', 'none')!r}"
    g.need(c)
    return g.one(f"F.cross_entropy({x}, {target}, {r}, label_smoothing={g.one(0.0, 0.1)})",
                 f"F.nll_loss(F.log_softmax({x}, 1), {target}, {r})", f"F.mse_loss({x}, {other}, {r})", f"F.l1_loss({x}, {other}, {r})",
                 f"F.smooth_l1_loss({x}, {other}, {r}, beta=0.5)", f"F.huber_loss({x}, {other}, {r}, delta=0.7)",
                 f"F.binary_cross_entropy_with_logits({x}, {other}, {r})", f"F.binary_cross_entropy(torch.sigmoid({x}), {other}, {r})",
                 f"F.kl_div(F.log_softmax({x}, 1), {other}, {r})", f"F.gaussian_nll_loss({x}, {other}, {other} + 0.1, {r})",
                 f"F.poisson_nll_loss({x}, {other}, {r})", f"F.soft_margin_loss({x}, {other}.round() * 2 - 1, {r})",
                 f"F.hinge_embedding_loss({x}, {other}.round() * 2 - 1, {r})", f"F.multilabel_soft_margin_loss({x}, {other}.round(), {r})",
                 f"F.triplet_margin_loss({x}, {other}, {x}.roll(1, 0), {r})",
                 f"F.margin_ranking_loss({x}, {other}, torch.ones_like({x}), {r})", f"F.cross_entropy({x}, {other}, {r})",
                 f"F.cosine_embedding_loss({x}, {other}, torch.ones({x}.shape[0]), {r})")


PARTS = [conv, conv, conv, conv_unbatched, conv_transpose, pool, pool, norm, norm, norm, dense, dense, recurrent, recurrent, cells, heads,
         heads, resample, resample, grid, loss]
