using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;
using FourierKernels = Piecewise.Tensors.Reference.Fourier;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Discrete Fourier transforms over one dim or several, of any length; computed in double. Integers are those of f32. Source:
/// <c>torch.fft</c>.
/// </summary>
/// <remarks>A dim is cut, or filled up with zeros, to the number of points that is asked for.</remarks>
internal sealed class Fourier : IOperatorSource
{
    private const string One = "SymInt? n=None, int dim=-1, str? norm=None) -> Tensor";
    private const string Two = "SymInt[1]? s=None, int[1] dim=[-2,-1], str? norm=None) -> Tensor";
    private const string Any = "SymInt[1]? s=None, int[1]? dim=None, str? norm=None) -> Tensor";

    public IEnumerable<Operator> Create() =>
    [
        .. new[] { (Kind.Complex, true, "fft"), (Kind.Complex, false, "ifft"), (Kind.FromReal, true, "rfft"), (Kind.ToReal, false, "irfft"),
            (Kind.ToReal, true, "hfft"), (Kind.FromReal, false, "ihfft") }.SelectMany(k => new Operator[]
        {
            new FourierOperator($"aten::fft_{k.Item3}(Tensor self, {One}", k.Item1, k.Item2),
            new FourierOperator($"aten::fft_{k.Item3}2(Tensor self, {Two}", k.Item1, k.Item2),
            new FourierOperator($"aten::fft_{k.Item3}n(Tensor self, {Any}", k.Item1, k.Item2),
        }),
        new PlainOperator("aten::_fft_c2c(Tensor self, SymInt[] dim, int normalization, bool forward) -> Tensor", Kind.Complex),
        new PlainOperator("aten::_fft_r2c(Tensor self, int[] dim, int normalization, bool onesided) -> Tensor", Kind.FromReal),
        new PlainOperator("aten::_fft_c2r(Tensor self, int[] dim, int normalization, SymInt last_dim_size) -> Tensor", Kind.ToReal),
    ];

    private enum Kind : byte { Complex, FromReal, ToReal }

    // What results are divided by.
    private enum Scaling : long { None = 0, Root = 1, All = 2 }

    /// <summary>A dim and how many points of it are transformed.</summary>
    private readonly record struct Points(int Dim, SymInt Count);

    private static DType Whole(DType dtype, Func<string, Exception> error) => dtype switch
    {
        DType.F64 or DType.C128 => DType.C128,
        DType.F32 or DType.C64 => DType.C64,
        _ when dtype.IsIntegral() => DType.C64,
        _ => throw error($"PyTorch has no transform of {dtype.TextName()} here."),
    };

    private static TensorType TypeOf(
        InferenceContext context, TensorType self, Kind kind, IReadOnlyList<Points> points, bool onesided = true)
    {
        var dtype = Whole(self.DType, context.Error);
        var shape = self.Shape.ToBuilder();
        foreach (var (dim, count) in points)
        {
            if (context.Refutes(SymBool.And(SymBool.Ge(count, 1), SymBool.Le(count, FourierPlan.MaxLength))))
            {
                throw context.Error($"Invalid number of data points ({count}) specified");
            }
            shape[dim] = count;
        }
        if (kind == Kind.FromReal && onesided)
        {
            shape[points[^1].Dim] = context.Shapes.Simplify(SymInt.FloorDiv(points[^1].Count, 2) + 1);
        }
        return new TensorType(kind == Kind.ToReal ? dtype.RealPart() : dtype, shape.ToImmutable(), device: self.Device);
    }

    private static Tensor Compute(
        Tensor self, Kind kind, bool forward, IReadOnlyList<Points> points, Scaling scaling, DType result, bool onesided = true)
    {
        var length = points.Aggregate(1.0, (n, p) => n * p.Count.Constant);
        var divisor = scaling switch { Scaling.None => 1, Scaling.Root => Math.Sqrt(length), _ => length };
        var x = Cast.To(self, kind == Kind.FromReal ? DType.F64 : DType.C128);
        // The dims that stay complex: all, or all but the last one.
        var last = points[^1];
        if (kind == Kind.ToReal)
        {
            foreach (var (dim, count) in points.SkipLast(1))
            {
                x = FourierKernels.Complex(x, dim, (int)count.Constant, inverse: !forward);
            }
            // A forward transform to real numbers is the inverse of the conjugate.
            x = FourierKernels.RealInverse(forward ? Conjugate(x) : x, last.Dim, (int)last.Count.Constant);
            return Cast.To(Divided(x, divisor), result);
        }
        if (kind == Kind.FromReal)
        {
            x = FourierKernels.Real(x, last.Dim, (int)last.Count.Constant);
            x = forward ? x : Conjugate(x);
            if (!onesided)
            {
                x = Mirrored(x, last.Dim, last.Count.Constant);
            }
            points = [.. points.SkipLast(1)];
        }
        foreach (var (dim, count) in points)
        {
            x = FourierKernels.Complex(x, dim, (int)count.Constant, inverse: !forward);
        }
        return Cast.To(Divided(x, divisor), result);
    }

    // Integers are converted first.
    private static unsafe KernelCall? Kernel(
        InferenceContext context, Kind kind, bool forward, IReadOnlyList<Points> points, Scaling scaling, bool onesided)
    {
        var self = context.Tensor("self");
        var (result, target) = context.StridedResult();
        if (points.Count == 0)
        {
            return self.DType == result.DType ? KernelCalls.Copy(context, "self", self.Shape, self.Strides, r => r.Strides) : null;
        }
        if (self.DType.IsIntegral())
        {
            return null;
        }
        int[] dims = [.. points.Select(p => p.Dim)];
        int[] kept = [.. Enumerable.Range(0, self.Rank).Except(dims)];
        var outer = MergedDims.Of(
            context, [.. kept.Select(d => self.Shape[d])],
            [.. kept.Select(d => self.Strides[d])], [.. kept.Select(d => result.Strides[d])]);
        var call = new KernelCallBuilder(context, self.DType.RealPart());
        return call.Of(new FourierCall<DType0>
        {
            X = call.Pointer(KernelCalls.Pointer(context, "self")),
            IsComplex = self.DType.IsComplex(),
            XOuter = call.Sizes(outer.Strides[0]),
            XStrides = call.Sizes(dims.Select(d => self.Strides[d])),
            XSizes = call.Sizes(dims.Select(d => self.Shape[d])),
            Points = call.Sizes(points.Select(p => p.Count)),
            Rank = dims.Length,
            FromReal = kind == Kind.FromReal,
            ToReal = kind == Kind.ToReal,
            Onesided = onesided,
            Forward = forward,
            Normalization = (nint)scaling,
            Result = call.Pointer(target),
            ResultOuter = call.Sizes(outer.Strides[1]),
            ResultStrides = call.Sizes(dims.Select(d => result.Strides[d])),
            Outer = call.Sizes(outer.Sizes),
            OuterRank = outer.Sizes.Length,
        });
    }

    private static Tensor Conjugate(Tensor x) => Elementwise.Map<Mirror, Complex, Complex>(x, default);

    // Part by part, so that an infinite one leaves the other as it is.
    private static Tensor Divided(Tensor x, double divisor)
    {
        if (divisor != 1)
        {
            var factor = 1 / divisor;
            foreach (ref var value in x.DType.IsComplex() ? MemoryMarshal.Cast<Complex, double>(x.AsSpan<Complex>()) : x.AsSpan<double>())
            {
                value *= factor;
            }
        }
        return x;
    }

    // All numbers of a dim from the first half of them, of which the second is the conjugate.
    private static Tensor Mirrored(Tensor half, int dim, long count)
    {
        var shape = half.Shape.ToArray();
        var stored = (int)shape[dim];
        shape[dim] = count;
        var result = Tensor.Zeros(DType.C128, shape);
        var from = half.ReadSpan<Complex>();
        var to = result.AsSpan<Complex>();
        var inner = (int)Layout.ElementCount(half.Shape[(dim + 1)..]);
        for (var i = 0; i < to.Length; i++)
        {
            var (row, k) = Math.DivRem(i / inner, (int)count);
            var value = from[(((row * stored) + (k < stored ? k : (int)count - k)) * inner) + (i % inner)];
            to[i] = k < stored ? value : Complex.Conjugate(value);
        }
        GC.KeepAlive(half);
        return result;
    }

    private readonly struct Mirror : IUnaryFunction<Complex, Complex>
    {
        public Complex Invoke(Complex x) => Complex.Conjugate(x);
    }

    /// <summary>The functions of <c>torch.fft</c>.</summary>
    private sealed class FourierOperator(string schema, Kind kind, bool forward) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            Require(self.DType, context.Error);
            ScalingOf(context.OptionalString("norm"), context.Error);
            var points = PointsOf(context, self.Shape, Counts(context));
            return points.Count == 0 ? self.WithDType(Whole(self.DType, context.Error)).WithShape(self.Shape)
                : TypeOf(context, self, kind, points);
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var self = context.Tensor("self");
            return Kernel(context, KindOf(self.DType), forward, PointsOf(context, self.Shape, Counts(context)),
                ScalingOf(context.OptionalString("norm"), context.Error), onesided: kind != Kind.Complex);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var types = context.Types();
            ImmutableArray<SymInt>? counts = IsOne ? (context.IsNone("n") ? null : [context.Int("n")])
                : context.OptionalInts("s") is { } given ? [.. given.Select(n => (SymInt)n)] : null;
            var points = PointsOf(types, [.. self.Shape.ToArray().Select(s => (SymInt)s)], counts);
            var dtype = Whole(self.DType, context.Error);
            if (self.DType.IsIntegral())
            {
                self = Cast.To(self, dtype.RealPart());
            }
            return points.Count == 0 ? Cast.To(self, dtype).Clone()
                : Compute(self, KindOf(self.DType), forward, points,
                    ScalingOf(context.OptionalString("norm"), context.Error),
                    kind == Kind.ToReal ? dtype.RealPart() : dtype, onesided: kind != Kind.Complex);
        }

        private bool IsOne => Schema.HasArgument("n");

        // Half of the transform of real numbers says what the other half is.
        private Kind KindOf(DType self) => IsOne && kind == Kind.Complex && !self.IsComplex() ? Kind.FromReal : kind;

        private ImmutableArray<SymInt>? Counts(InferenceContext context) => IsOne
            ? (context.IsNone("n") ? null : [context.SymInt("n")])
            : context.IsNone("s") ? null : context.SymInts("s");

        private void Require(DType dtype, Func<string, Exception> error)
        {
            if (kind == Kind.FromReal && dtype.IsComplex())
            {
                throw error($"expects a real input tensor, but got {dtype.TextName()}.");
            }
        }

        // The transform is the sum as it is in one direction, and divided in the other, unless the name says otherwise.
        private Scaling ScalingOf(string? norm, Func<string, Exception> error) => norm switch
        {
            null or "backward" => forward ? Scaling.None : Scaling.All,
            "forward" => forward ? Scaling.All : Scaling.None,
            "ortho" => Scaling.Root,
            _ => throw error($"there is no norm '{norm}'; there are 'forward', 'backward' and 'ortho'."),
        };

        private List<Points> PointsOf(InferenceContext context, ImmutableArray<SymInt> shape, ImmutableArray<SymInt>? counts)
        {
            if (IsOne && shape.Length == 0)
            {
                throw context.Error("transforms a dim, and a number has none.");
            }
            int[] dims = Dims(context, shape.Length, counts?.Length);
            if (dims.Distinct().Count() != dims.Length)
            {
                throw context.Error("a dim is named twice.");
            }
            if (counts is { } given && given.Length != dims.Length)
            {
                throw context.Error("has as many dims as numbers of points.");
            }
            if (dims.Length == 0 && kind != Kind.Complex)
            {
                throw context.Error("transforms at least one dim.");
            }
            var points = new List<Points>();
            for (var i = 0; i < dims.Length; i++)
            {
                var isLast = i == dims.Length - 1;
                var count = counts is { } asked && !(asked[i].TryGetConstant(out var n) && n == -1) ? asked[i]
                    : isLast && kind == Kind.ToReal ? context.Shapes.Simplify((shape[dims[i]] - 1) * 2)
                    : shape[dims[i]];
                if (context.Refutes(SymBool.Ge(shape[dims[i]], 1)) && kind == Kind.ToReal)
                {
                    throw context.Error("transforms no empty dim.");
                }
                points.Add(new Points(dims[i], count));
            }
            return points;
        }

        private int[] Dims(InferenceContext context, int rank, int? count)
        {
            if (IsOne)
            {
                return [context.NormalizeDim(context.Int("dim"), rank)];
            }
            if (context.OptionalInts("dim") is { } dims)
            {
                return [.. dims.Select(d => context.NormalizeDim(d, rank))];
            }
            return count is { } few && few > rank
                ? throw context.Error($"has {few} numbers of points for {rank} dims.")
                : [.. Enumerable.Range(rank - (count ?? rank), count ?? rank)];
        }
    }

    /// <summary>What the functions of <c>torch.fft</c> consist of.</summary>
    private sealed class PlainOperator(string schema, Kind kind) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.DType.IsComplex() == (kind == Kind.FromReal) || self.DType.IsIntegral())
            {
                throw context.Error($"takes {(kind == Kind.FromReal ? "floats" : "complex numbers")}, found {self}.");
            }
            if (context.Int("normalization") is < 0 or > 2)
            {
                throw context.Error($"normalizes by 0, 1 or 2, not by {context["normalization"]}.");
            }
            int[] dims = [.. context.Ints("dim").Select(d => context.NormalizeDim(d, self.Rank))];
            if (dims.Distinct().Count() != dims.Length || self.Rank == 0)
            {
                throw context.Error($"transforms dims of a tensor, each once, found [{string.Join(", ", dims)}] of {self}.");
            }
            if (dims.Length == 0)
            {
                return kind == Kind.Complex ? self.WithShape(self.Shape) : throw context.Error("transforms at least one dim.");
            }
            if (kind == Kind.Complex)
            {
                context.Bool("forward");
            }
            var last = kind == Kind.ToReal ? context.SymInt("last_dim_size") : null;
            return TypeOf(context, self, kind, PointsOf(dims, [.. self.Shape], last),
                kind != Kind.FromReal || context.Bool("onesided"));
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var self = context.Tensor("self");
            int[] dims = [.. context.Ints("dim").Select(d => context.NormalizeDim(d, self.Rank))];
            return Kernel(
                context, kind, kind == Kind.FromReal || (kind == Kind.Complex && context.Bool("forward")),
                PointsOf(dims, [.. self.Shape], kind == Kind.ToReal && dims.Length > 0 ? context.SymInt("last_dim_size") : null),
                (Scaling)context.Int("normalization"), kind != Kind.FromReal || context.Bool("onesided"));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            int[] dims = [.. context.Ints("dim").Select(d => context.NormalizeDim(d, self.Rank))];
            return dims.Length == 0 ? self.Clone() : Compute(
                self, kind, kind == Kind.FromReal || (kind == Kind.Complex && context.Bool("forward")),
                PointsOf(dims, [.. self.Shape.ToArray().Select(s => (SymInt)s)], kind == Kind.ToReal ? context.Int("last_dim_size") : null),
                (Scaling)context.Int("normalization"), kind == Kind.ToReal ? self.DType.RealPart() : Whole(self.DType, context.Error),
                kind != Kind.FromReal || context.Bool("onesided"));
        }

        private static List<Points> PointsOf(int[] dims, SymInt[] shape, SymInt? last)
        {
            List<Points> points = [.. dims.Select(d => new Points(d, shape[d]))];
            if (last is not null)
            {
                points[^1] = points[^1] with { Count = last };
            }
            return points;
        }
    }
}
