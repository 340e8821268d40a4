"""Products of matrices, einsum, linear algebra, Fourier transforms, complex numbers."""


def matmul(g):
    x = g.f32(1, 4)
    shape = g.shape()
    n = g.int(1, 6)
    square = f"{x} @ {x}.transpose(-1, -2)" if len(shape) > 1 else f"{x} @ {x}"
    return g.one(f"{x} @ {g.parameter(shape[-1], n)}", f"F.linear({x}, {g.parameter(n, shape[-1])})", square,
                 f"F.linear({x}, {g.parameter(n, shape[-1])}, {g.parameter(n)})", f"torch.tensordot({x}, {g.parameter(shape[-1], n)}, 1)",
                 f"torch.matmul({g.parameter(2, shape[-2]) if len(shape) > 1 else g.parameter(2, shape[-1])}, {x})",
                 f"torch.inner({x}, {g.parameter(2, shape[-1])})")


def two_d(g):
    x = g.f32(2, 2)
    a, b = g.shape()
    return g.one(f"torch.mm({x}, {g.parameter(b, 3)})", f"torch.addmm({g.parameter(3)}, {x}, {g.parameter(b, 3)}, beta=0.5, alpha=2)",
                 f"torch.mv({x}, {g.parameter(b)})", f"torch.addmv({g.parameter(a)}, {x}, {g.parameter(b)})",
                 f"torch.chain_matmul({x}, {g.parameter(b, 3)}, {g.parameter(3, 2)})",
                 f"torch.addr({x}, {g.parameter(a)}, {g.parameter(b)})",
                 f"torch.linalg.multi_dot([{x}, {g.parameter(b, 4)}, {g.parameter(4, 2)}])",
                 f"torch.cdist({x}, {g.parameter(3, b)}, p={g.one(1.0, 2.0, 3.0)})", f"F.pdist({x})",
                 f"F.pairwise_distance({x}, {x}.flip(0))", f"torch.einsum('ij,kj->ik', {x}, {g.parameter(3, b)})",
                 f"torch.einsum('ij->ji', {x})", f"torch.einsum('ij,ij->i', {x}, {x})", f"torch.einsum('ii', {x} @ {x}.T)",
                 f"F.bilinear({x}, {x}, {g.parameter(3, b, b)})")


def three_d(g):
    x = g.f32(3, 3)
    a, b, c = g.shape()
    return g.one(f"torch.bmm({x}, {x}.transpose(1, 2))",
                 f"torch.baddbmm({g.parameter(b, 3)}, {x}, {g.parameter(c, 3)}.expand({x}.shape[0], -1, -1), alpha=0.5)",
                 f"torch.einsum('bij,bkj->bik', {x}, {x})", f"torch.einsum('bij,jk->bik', {x}, {g.parameter(c, 3)})",
                 f"torch.einsum('...ij,...ij->...i', {x}, {x})", f"torch.einsum('bij->b', {x})",
                 f"torch.addbmm({g.parameter(b, b)}, {x}, {x}.mT)", f"torch.einsum('bij,bij,k->bk', {x}, {x}, {g.parameter(3)})",
                 f"torch.cross({x}[..., :3], {x}.flip(0)[..., :3], dim=-1)", f"torch.einsum('bij,bil->jl', {x}, {x})")


def attention(g):
    x = g.f32(3, 4)
    return g.one(f"F.scaled_dot_product_attention({x}, {x}, {x})", f"F.scaled_dot_product_attention({x}, {x} * 2, {x}, is_causal=True)",
                 f"F.scaled_dot_product_attention({x}, {x}, {x}, scale=0.3)",
                 f"F.scaled_dot_product_attention({x}, {x}, {x}, attn_mask=torch.ones({x}.shape[-2], {x}.shape[-2]).tril().bool())",
                 f"F.scaled_dot_product_attention({x}, {x}, {x}, attn_mask=torch.arange({x}.shape[-2]) * 0.1)",
                 f"torch.softmax({x} @ {x}.mT / 2, -1) @ {x}")


def algebra(g):
    x = g.f32(2, 3)
    n = g.shape()[-1]
    spd = f"({x}.mT @ {x} * 0.1 + torch.eye({n}))"
    return g.one(f"torch.linalg.inv({spd})", f"torch.linalg.solve({spd}, {x}.mT)", f"torch.linalg.cholesky({spd})",
                 f"torch.linalg.det({spd})", f"torch.linalg.slogdet({spd})", f"torch.linalg.eigvalsh({spd})", f"torch.linalg.svdvals({x})",
                 f"torch.linalg.matrix_power({spd}, {g.int(0, 4)})", f"torch.linalg.solve_triangular({spd}.triu(), {x}.mT, upper=True)",
                 f"torch.cholesky_solve({x}.mT, torch.linalg.cholesky({spd}))", f"torch.linalg.matrix_exp({spd} * 0.1)",
                 f"torch.linalg.pinv({spd})", f"torch.linalg.lstsq({spd}, {x}.mT).solution", f"torch.logdet({spd})",
                 f"torch.linalg.matrix_norm({x}, {g.one(repr('fro'), repr('nuc'), '1', '2')})", f"torch.linalg.qr({spd})[1].abs()",
                 f"torch.linalg.ldl_factor({spd})[0]", f"torch.linalg.lu_factor({spd})[0]", f"torch.linalg.cond({spd})",
                 f"torch.linalg.matrix_rank({spd})", f"torch.linalg.cross({x}[..., :3], {x}[..., :3].flip(0))",
                 f"torch.cholesky_inverse(torch.linalg.cholesky({spd}))", f"torch.linalg.vecdot({x}, {x}.flip(0))",
                 f"torch.linalg.inv_ex({spd})[0]", f"torch.linalg.lu({spd})[2]", f"torch.linalg.householder_product({spd}, {spd}[..., 0])")


def transforms(g):
    x = g.f32(1, 4)
    return g.one(f"torch.fft.rfft({x}, dim={g.dim()})", f"torch.fft.fft({x}).real", f"torch.fft.irfft(torch.fft.rfft({x}), n={g.size(-1)})",
                 f"torch.fft.fft({x}, norm='ortho').abs()", f"torch.fft.fftshift({x})", f"torch.fft.rfft({x}, n={g.int(2, 9)}).abs()",
                 f"torch.fft.ifft({x} + 0j)", f"torch.fft.hfft({x})", f"torch.fft.fftfreq({g.int(3, 8)})", f"torch.fft.rfft2({x}).real",
                 f"torch.fft.ifftn({x}).real", f"torch.fft.fft2({x}, s=(3, 4)).imag", f"torch.fft.ihfft({x})",
                 f"torch.stft({x}.reshape(-1)[:64].repeat(2), 8, 4, window=torch.hann_window(8), return_complex=True)",
                 f"torch.fft.irfftn(torch.fft.rfftn({x}), s={x}.shape)")


def complexes(g):
    x = g.f32()
    return g.one(f"torch.complex({x}, {x}.sin())", f"torch.polar({x}.abs(), {x})", f"{x} + 2j", f"{x} * (1 + 1j)",
                 f"torch.view_as_complex(torch.stack([{x}, {x}], -1))", f"{x}.to(torch.complex64)")


def of_complex(g):
    z = g.c()
    return g.one(f"{z}.abs()", f"{z}.real", f"{z}.imag", f"torch.view_as_real({z})", f"{z}.conj() * {z}", f"{z} * {z}",
                 f"torch.exp({z} * 0.1)", f"{z}.angle()", f"{z} + 1", f"{z}.sum()", f"{z}.mean()",
                 f"torch.view_as_real({z}.conj().resolve_conj())", f"{z} / ({z}.abs() + 1)", f"{z} * 1j", f"torch.sin({z} * 0.1)",
                 f"torch.sqrt({z})", f"torch.tanh({z} * 0.1)", f"{z}.flatten()", f"{z} == {z}",
                 f"{z}.prod()" if g.flag() else f"{z}.reciprocal() * 0", f"-{z}", f"{z}.sgn()", f"{z} ** 2",
                 f"torch.real({z}) - torch.imag({z})", f"{z}.conj().imag",
                 f"{z}.adjoint()" if len(g.shape()) > 1 else f"{z}.cumsum(0)" if len(g.shape()) else f"{z}.isfinite()")


PARTS = [matmul, matmul, two_d, two_d, three_d, attention, algebra, transforms, complexes, of_complex, of_complex]
