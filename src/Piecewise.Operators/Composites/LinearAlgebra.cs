using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// What follows from factors of matrices. Source: <c>torch.linalg.matrix_power</c>, <c>pinv</c>, <c>matrix_rank</c>, <c>cond</c>,
/// <c>lstsq</c>, <c>vecdot</c>, <c>torch.logdet</c>, <c>torch.svd</c>, <c>torch.pinverse</c>.
/// </summary>
internal sealed class LinearAlgebra : ICompositeSource
{
    private const string Tolerances = "*, float? atol=None, float? rtol=None, bool hermitian=False) -> Tensor";
    private const string TensorTolerances = "*, Tensor? atol=None, Tensor? rtol=None, bool hermitian=False) -> Tensor";

    public IEnumerable<Composite> Declare() =>
    [
        new("aten::linalg_matrix_power(Tensor self, int n) -> Tensor", Power),
        new("aten::matrix_power(Tensor self, int n) -> Tensor", Power),
        new("aten::linalg_vecdot(Tensor x, Tensor y, *, int dim=-1) -> Tensor", Dots),
        new("aten::logdet(Tensor self) -> Tensor", LogDeterminant),
        new("aten::svd(Tensor self, bool some=True, bool compute_uv=True) -> (Tensor U, Tensor S, Tensor V)", OldSvd),
        new($"aten::linalg_pinv.atol_rtol_float(Tensor self, {Tolerances}", c => Inverse(c, "self", c["atol"], c["rtol"])),
        new($"aten::linalg_pinv.atol_rtol_tensor(Tensor self, {TensorTolerances}", c => Inverse(c, "self", c["atol"], c["rtol"])),
        new("aten::linalg_pinv(Tensor self, float rcond, bool hermitian=False) -> Tensor",
            c => Inverse(c, "self", TracedArgument.None, c["rcond"])),
        new("aten::linalg_pinv.rcond_tensor(Tensor self, Tensor rcond, bool hermitian=False) -> Tensor",
            c => Inverse(c, "self", TracedArgument.None, c["rcond"])),
        new("aten::pinverse(Tensor self, float rcond=1.0000000000000001e-15) -> Tensor",
            c => Inverse(c, "self", TracedArgument.None, c["rcond"])),
        new("aten::linalg_matrix_rank(Tensor self, float tol, bool hermitian=False) -> Tensor",
            c => Rank(c, "self", c["tol"], 0.0)),
        new("aten::linalg_matrix_rank.tol_tensor(Tensor input, Tensor tol, bool hermitian=False) -> Tensor",
            c => Rank(c, "input", c["tol"], 0.0)),
        new($"aten::linalg_matrix_rank.atol_rtol_float(Tensor self, {Tolerances}", c => Rank(c, "self", c["atol"], c["rtol"])),
        new($"aten::linalg_matrix_rank.atol_rtol_tensor(Tensor input, {TensorTolerances}", c => Rank(c, "input", c["atol"], c["rtol"])),
        new("aten::linalg_cond(Tensor self, Scalar? p=None) -> Tensor", Condition),
        new("aten::linalg_cond.p_str(Tensor self, str p) -> Tensor", c => ByNorms(c, c["p"])),
        new("aten::linalg_lstsq(Tensor self, Tensor b, float? rcond=None, *, str? driver=None) -> "
            + "(Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)", LeastSquares),
    ];

    private static TracedTensor Power(CompositeCall call)
    {
        var (self, n) = (call.Tensor("self"), call.Int("n"));
        if (self.Rank < 2)
        {
            throw call.Error($"takes square matrices, found {self.Type}.");
        }
        call.Require(SymBool.Eq(self.Shape[-1].Value, self.Shape[-2].Value), $"takes square matrices, found {self.Type}.");
        if (n == 0)
        {
            var one = call.Make("aten::eye.default", self.Shape[-1], Op.Named("dtype", self.DType));
            return one.Expand([.. self.Shape]).Clone();
        }
        var power = n < 0 ? call.Make("aten::linalg_inv.default", self) : self;
        TracedTensor? result = null;
        for (var left = n == long.MinValue ? throw call.Error("has no such power.") : Math.Abs(n); left > 0; left /= 2)
        {
            if (left % 2 == 1)
            {
                result = result is null ? power : result.MatMul(power);
            }
            power = left > 1 ? power.MatMul(power) : power;
        }
        return n == 1 ? self.Clone() : result!;
    }

    private static TracedTensor Dots(CompositeCall call)
    {
        var (x, y) = (call.Tensor("x"), call.Tensor("y"));
        var product = (x.DType.IsComplex() ? call.Make("aten::conj_physical.default", x) : x) * y;
        return product.Sum(call.Dim(call.Int("dim"), product.Rank));
    }

    private static TracedTensor LogDeterminant(CompositeCall call)
    {
        var (sign, log) = call.Call("aten::linalg_slogdet.default", call.Tensor("self"));
        return sign.DType.IsComplex() ? sign.Log() + log : Op.Where(sign.Eq(-1), double.NaN, log);
    }

    private static TracedTensor[] OldSvd(CompositeCall call)
    {
        var self = call.Tensor("self");
        if (!call.Bool("compute_uv"))
        {
            throw call.Error("gives singular values alone by torch.linalg.svdvals.");
        }
        var (u, s, vh) = call.Call("aten::linalg_svd.default", self, !call.Bool("some"));
        return [u, s, Adjoint(call, vh)];
    }

    private static TracedTensor Adjoint(CompositeCall call, TracedTensor x) => x.DType.IsComplex()
        ? call.Make("aten::conj_physical.default", x.Transpose(-2, -1)) : x.Transpose(-2, -1);

    // Singular values, or the magnitudes of the eigenvalues of a Hermitian matrix.
    private static TracedTensor Values(CompositeCall call, TracedTensor self) => call.Bool("hermitian")
        ? call.Make("aten::linalg_eigvalsh.default", self).Abs() : call.Make("aten::linalg_svdvals.default", self);

    // The matrix whose lower triangle is given.
    private static TracedTensor Hermitian(CompositeCall call, TracedTensor self)
    {
        var lower = call.Make("aten::tril.default", self);
        return lower + Adjoint(call, call.Make("aten::tril.default", self, -1));
    }

    // What counts as 0: by default the rounding of the largest value.
    private static TracedTensor Smallest(CompositeCall call, TracedTensor self, TracedTensor values, TracedArgument absolute,
        TracedArgument relative)
    {
        var epsilon = values.DType == DType.F32 ? 1.1920928955078125e-07 : 2.220446049250313e-16;
        var largest = call.Make("aten::amax.default", values, new[] { -1L }, true);
        var hasAbsolute = absolute.Content is not null;
        TracedTensor bound;
        if (relative.Content is not null)
        {
            bound = relative.Content is TracedTensor given ? given.Unsqueeze(-1) * largest : largest * relative;
        }
        else
        {
            var rounding = SymbolicInt.Max(self.Shape[-1], self.Shape[-2]);
            bound = absolute.Content is TracedTensor floor
                ? Op.Where((floor > 0).Unsqueeze(-1), 0.0, largest * rounding * epsilon)
                : hasAbsolute && absolute.Content is FloatArgument { Value: > 0 } ? largest * 0.0 : largest * rounding * epsilon;
        }
        return !hasAbsolute ? bound
            : absolute.Content is TracedTensor least ? call.Make("aten::maximum.default", bound, least.Unsqueeze(-1))
            : bound.AtLeast(absolute);
    }

    private static TracedTensor Inverse(CompositeCall call, string name, TracedArgument absolute, TracedArgument relative)
    {
        var self = call.Tensor(name);
        // Of a Hermitian matrix the same as of any other.
        var isHermitian = call.Has("hermitian") && call.Bool("hermitian");
        var (u, s, vh) = call.Call("aten::linalg_svd.default", isHermitian ? Hermitian(call, self) : self, false);
        var scale = Op.Where(s > Smallest(call, self, s, absolute, relative), s.Reciprocal(), s.ZerosLike());
        return Adjoint(call, vh).MatMul(scale.Unsqueeze(-1) * Adjoint(call, u));
    }

    private static TracedTensor Rank(CompositeCall call, string name, TracedArgument absolute, TracedArgument relative)
    {
        var self = call.Tensor(name);
        var values = Values(call, self);
        return (values > Smallest(call, self, values, absolute, relative)).Sum(-1);
    }

    private static TracedTensor Condition(CompositeCall call)
    {
        if (!call.IsNone("p") && Math.Abs(call.Number("p")) != 2)
        {
            return ByNorms(call, call["p"]);
        }
        var values = call.Make("aten::linalg_svdvals.default", call.Tensor("self"));
        var (first, last) = (values.Select(-1, 0), values.Select(-1, -1));
        return !call.IsNone("p") && call.Number("p") < 0 ? last / first : first / last;
    }

    private static TracedTensor ByNorms(CompositeCall call, TracedArgument p)
    {
        var self = call.Tensor("self");
        var name = p.Content is StringArgument ? "aten::linalg_matrix_norm.str_ord" : "aten::linalg_matrix_norm.default";
        return call.Make(name, self, p) * call.Make(name, call.Make("aten::linalg_inv.default", self), p);
    }

    private static TracedTensor[] LeastSquares(CompositeCall call)
    {
        var (self, b) = (call.Tensor("self"), call.Tensor("b"));
        var driver = call.OptionalString("driver") ?? "gelsy";
        if (driver is not ("gelsy" or "gels" or "gelsd" or "gelss"))
        {
            throw call.Error($"parameter `driver` should be one of (gels, gelsy, gelsd, gelss), found {driver}.");
        }
        if (self.Rank < 2 || b.DType != self.DType)
        {
            throw call.Error($"takes matrices and right sides of one dtype, found {self.Type} and {b.Type}.");
        }
        var hasResiduals = driver != "gelsy" && call.Decide(SymBool.Gt(self.Shape[-2].Value, self.Shape[-1].Value)) != false;
        if (hasResiduals && driver != "gels")
        {
            throw call.Error($"gives residuals of {driver} only where the rank, which no type tells, is full; use gelsy or gels.");
        }
        var isVector = b.Rank == self.Rank - 1;
        var right = isVector ? b.Unsqueeze(-1) : b;
        var (u, s, vh) = call.Call("aten::linalg_svd.default", self, false);
        var counts = s > Smallest(call, self, s, TracedArgument.None, call["rcond"]);
        var scale = Op.Where(counts, s.Reciprocal(), s.ZerosLike());
        var solution = Adjoint(call, vh).MatMul(scale.Unsqueeze(-1) * Adjoint(call, u).MatMul(right));
        var none = call.Make("aten::zeros.default", new[] { 0L }, Op.Named("dtype", self.DType.RealPart()));
        var residuals = none;
        if (hasResiduals)
        {
            var left = right - self.MatMul(solution);
            residuals = (left.Abs() * left.Abs()).Sum(-2);
        }
        var rank = driver == "gels" ? call.Make("aten::zeros.default", new[] { 0L }, Op.Named("dtype", DType.I64)) : counts.Sum(-1);
        return [isVector ? solution.Squeeze(-1) : solution, residuals, rank, driver is "gelsd" or "gelss" ? s : none];
    }
}
