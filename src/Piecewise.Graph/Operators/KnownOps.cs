using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// The operators that something besides their own file knows by name: what patterns look for and what rewrites make. What can be asked of
/// an operator is asked (<see cref="Operator.IsReshape"/>, <see cref="Operator.SameAs"/>), so that the list is short; no name of an
/// operator is elsewhere. <see cref="Require"/> looks them all up, so that a wrong one is found before anything runs.
/// </summary>
internal static class KnownOps
{
    private static readonly List<string> names = [Dialect.GetItem];

    // Arithmetic and elementwise functions.
    public static readonly string Add = Named("aten::add.Tensor");
    public static readonly string AddScalar = Named("aten::add.Scalar");
    public static readonly string Sub = Named("aten::sub.Tensor");
    public static readonly string Mul = Named("aten::mul.Tensor");
    public static readonly string MulScalar = Named("aten::mul.Scalar");
    public static readonly string Div = Named("aten::div.Tensor");
    public static readonly string Neg = Named("aten::neg.default");
    public static readonly string PowScalar = Named("aten::pow.Tensor_Scalar");
    public static readonly string Square = Named("aten::square.default");
    public static readonly string Sqrt = Named("aten::sqrt.default");
    public static readonly string Rsqrt = Named("aten::rsqrt.default");
    public static readonly string Reciprocal = Named("aten::reciprocal.default");
    public static readonly string Tanh = Named("aten::tanh.default");
    public static readonly string Sigmoid = Named("aten::sigmoid.default");
    public static readonly string Silu = Named("aten::silu.default");
    public static readonly string Gelu = Named("aten::gelu.default");
    public static readonly string Relu = Named("aten::relu.default");
    public static readonly string MaskedFillScalar = Named("aten::masked_fill.Scalar");

    // Reductions, normalizations and products.
    public static readonly string SumDims = Named("aten::sum.dim_IntList");
    public static readonly string MeanDims = Named("aten::mean.dim");
    public static readonly string Softmax = Named("aten::softmax.int");
    public static readonly string CoreSoftmax = Named("aten::_softmax.default");
    public static readonly string TopK = Named("aten::topk.default");
    public static readonly string LayerNorm = Named("aten::layer_norm.default");
    public static readonly string NativeLayerNorm = Named("aten::native_layer_norm.default");
    public static readonly string RmsNorm = Named("aten::rms_norm.default");
    public static readonly string FusedRmsNorm = Named("aten::_fused_rms_norm.default");
    public static readonly string Linear = Named("aten::linear.default");
    public static readonly string Mm = Named("aten::mm.default");
    public static readonly string AddMm = Named("aten::addmm.default");
    public static readonly string MatMul = Named("aten::matmul.default");
    public static readonly string GroupedMm = Named("aten::_grouped_mm.default");
    public static readonly string GroupedMmFallback = Named("transformers::grouped_mm_fallback.default");
    public static readonly string Embedding = Named("aten::embedding.default");
    public static readonly string ScaledDotProductAttention = Named("aten::scaled_dot_product_attention.default");

    // Views, parts, copies and new tensors.
    public static readonly string View = Named("aten::view.default");
    public static readonly string ViewDType = Named("aten::view.dtype");
    public static readonly string Reshape = Named("aten::reshape.default");
    public static readonly string Permute = Named("aten::permute.default");
    public static readonly string Transpose = Named("aten::transpose.int");
    public static readonly string T = Named("aten::t.default");
    public static readonly string Slice = Named("aten::slice.Tensor");
    public static readonly string Select = Named("aten::select.int");
    public static readonly string Split = Named("aten::split.Tensor");
    public static readonly string SplitWithSizes = Named("aten::split_with_sizes.default");
    public static readonly string Chunk = Named("aten::chunk.default");
    public static readonly string Cat = Named("aten::cat.default");
    public static readonly string Stack = Named("aten::stack.default");
    public static readonly string RepeatInterleave = Named("aten::repeat_interleave.self_int");
    public static readonly string ViewAsComplex = Named("aten::view_as_complex.default");
    public static readonly string ViewAsReal = Named("aten::view_as_real.default");
    public static readonly string Clone = Named("aten::clone.default");
    public static readonly string Contiguous = Named("aten::contiguous.default");
    public static readonly string Copy = Named("aten::copy.default");
    public static readonly string NewZeros = Named("aten::new_zeros.default");
    public static readonly string ZerosLike = Named("aten::zeros_like.default");
    public static readonly string Zeros = Named("aten::zeros.default");
    public static readonly string Unsqueeze = Named("aten::unsqueeze.default");
    public static readonly string MoveDim = Named("aten::movedim.int");
    public static readonly string Full = Named("aten::full.default");
    public static readonly string Expand = Named("aten::expand.default");
    public static readonly string CopyInPlace = Named("aten::copy_.default");
    public static readonly string Complex = Named("aten::complex.default");
    public static readonly string Arange = Named("aten::arange.default");
    public static readonly string Alias = Named("aten::alias.default");
    public static readonly string AsStrided = Named("aten::as_strided.default");
    public static readonly string AsStridedInPlace = Named("aten::as_strided_.default");
    public static readonly string AsStridedCopy = Named("aten::as_strided_copy.default");
    public static readonly string AsStridedScatter = Named("aten::as_strided_scatter.default");

    // Sizes.
    public static readonly string SymSize = Named("aten::sym_size.int");
    public static readonly string SymStorageOffset = Named("aten::sym_storage_offset.default");
    public static readonly string SymAdd = Named("_operator::add.default");
    public static readonly string SymMul = Named("_operator::mul.default");
    public static readonly string SymFloorDiv = Named("_operator::floordiv.default");
    public static readonly string SymMod = Named("_operator::mod.default");
    public static readonly string SymMin = Named("torch::sym_min.default");
    public static readonly string SymMax = Named("torch::sym_max.default");

    // The host's attention and collectives.
    public static readonly string HostAttention = Named("piecewise::attention.default");
    public static readonly string AllReduce = Named("piecewise::all_reduce.default");
    public static readonly string ReduceScatter = Named("piecewise::reduce_scatter.default");
    public static readonly string AllGather = Named("piecewise::all_gather.default");

    // Ops of the op IR.
    public static readonly string IrLinear = Named("piecewise_ir::linear.default");
    public static readonly string IrLinearActivation = Named("piecewise_ir::linear_activation.default");
    public static readonly string IrLinearReduceScatter = Named("piecewise_ir::linear_reduce_scatter.default");
    public static readonly string IrAllGatherLinear = Named("piecewise_ir::all_gather_linear.default");
    public static readonly string IrGroupedGemm = Named("piecewise_ir::grouped_gemm.default");
    public static readonly string IrEmbedding = Named("piecewise_ir::embedding.default");
    public static readonly string IrSoftmax = Named("piecewise_ir::softmax.default");
    public static readonly string IrTopKGating = Named("piecewise_ir::topk_gating.default");
    public static readonly string IrLayerNorm = Named("piecewise_ir::layer_norm.default");
    public static readonly string IrRmsNorm = Named("piecewise_ir::rms_norm.default");
    public static readonly string IrFusedAddRmsNorm = Named("piecewise_ir::fused_add_rms_norm.default");
    public static readonly string IrRotaryEmbedding = Named("piecewise_ir::rotary_embedding.default");
    public static readonly string IrQkNormRotary = Named("piecewise_ir::qk_norm_rotary.default");
    public static readonly string IrSiluAndMul = Named("piecewise_ir::silu_and_mul.default");
    public static readonly string IrGeluAndMul = Named("piecewise_ir::gelu_and_mul.default");
    public static readonly string IrQuantizeStatic = Named("piecewise_ir::quantize_static.default");
    public static readonly string IrQuantizePerToken = Named("piecewise_ir::quantize_per_token.default");
    public static readonly string IrQuantizePerGroup = Named("piecewise_ir::quantize_per_group.default");
    public static readonly string IrAttentionQuantizeStatic = Named("piecewise_ir::attention_quantize_static.default");

    private static readonly FrozenDictionary<(string Op, string Form), string> quantized =
        new[] { IrRmsNorm, IrFusedAddRmsNorm, IrSiluAndMul }
        .SelectMany(op => new[] { IrQuantizeStatic, IrQuantizePerToken, IrQuantizePerGroup }, (op, form) => (op, form))
        .ToFrozenDictionary(p => p, p => Named(Joined(p.op, p.form)));

    private static readonly FrozenDictionary<string, (string Plain, string Quantized)> reduced = new[] { IrRmsNorm, IrFusedAddRmsNorm }
        .ToFrozenDictionary(op => op, op => (Named(Reduced(op)), Named(Joined(Reduced(op), IrQuantizeStatic))));

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> Names { get; } = [.. names];

    /// <summary>An op and the conversion of its first result to 8 bits in one.</summary>
    public static string WithQuantization(string op, string form) => quantized[(op, form)];

    /// <summary>A sum over ranks and the normalization of it in one, with its conversion to 8 bits or without.</summary>
    public static string OfReduced(string norm, bool isQuantized) => isQuantized ? reduced[norm].Quantized : reduced[norm].Plain;

    /// <summary>The name without the overload: <c>aten::add</c>.</summary>
    public static string AnyOverload(string name) => name[..name.LastIndexOf('.')];

    /// <summary>Looks all of them up.</summary>
    /// <exception cref="ArgumentException">A catalog lacks one; all that it lacks are listed, each with what it might be.</exception>
    public static void Require(OperatorCatalog catalog)
    {
        var unknown = Names.Where(n => !catalog.TryGet(n, out _)).ToArray();
        if (unknown.Length > 0)
        {
            throw new ArgumentException(
                $"The catalog lacks operators that the compiler needs.{string.Concat(unknown.Select(n => $" There is no {n}.{catalog.Suggest(n)}"))}");
        }
    }

    private static string Named(string name)
    {
        names.Add(name);
        return name;
    }

    // ns::op.default and ns::form.default → ns::op_form.default
    private static string Joined(string op, string form) =>
        $"{AnyOverload(op)}_{form[(form.IndexOf("::", StringComparison.Ordinal) + 2)..]}";

    private static string Reduced(string op) => op.Replace("::", "::all_reduce_", StringComparison.Ordinal);
}
