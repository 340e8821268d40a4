using System.Collections.Immutable;
using System.Reflection;

namespace Piecewise.Graphs;

/// <summary>
/// The operators that something besides their own file knows by name: what patterns look for and what rewrites make. What can be asked of
/// an operator is asked (<see cref="Operator.IsReshape"/>, <see cref="Operator.SameAs"/>), so that the list is short; no name of an
/// operator is elsewhere. <see cref="Require"/> looks them all up, so that a wrong one is found before anything runs.
/// </summary>
internal static class KnownOps
{
    // Arithmetic and elementwise functions.
    public const string Add = "aten::add.Tensor";
    public const string AddScalar = "aten::add.Scalar";
    public const string Sub = "aten::sub.Tensor";
    public const string Mul = "aten::mul.Tensor";
    public const string MulScalar = "aten::mul.Scalar";
    public const string Div = "aten::div.Tensor";
    public const string Neg = "aten::neg.default";
    public const string PowScalar = "aten::pow.Tensor_Scalar";
    public const string Square = "aten::square.default";
    public const string Sqrt = "aten::sqrt.default";
    public const string Rsqrt = "aten::rsqrt.default";
    public const string Reciprocal = "aten::reciprocal.default";
    public const string Tanh = "aten::tanh.default";
    public const string Sigmoid = "aten::sigmoid.default";
    public const string Silu = "aten::silu.default";
    public const string Gelu = "aten::gelu.default";
    public const string Relu = "aten::relu.default";
    public const string Relu6 = "aten::relu6.default";
    public const string Hardtanh = "aten::hardtanh.default";
    public const string Clamp = "aten::clamp.default";
    public const string MaskedFillScalar = "aten::masked_fill.Scalar";

    // Reductions, normalizations and products.
    public const string SumDims = "aten::sum.dim_IntList";
    public const string MeanDims = "aten::mean.dim";
    public const string VarMean = "aten::var_mean.correction";
    public const string Softmax = "aten::softmax.int";
    public const string CoreSoftmax = "aten::_softmax.default";
    public const string TopK = "aten::topk.default";
    public const string LayerNorm = "aten::layer_norm.default";
    public const string NativeLayerNorm = "aten::native_layer_norm.default";
    public const string RmsNorm = "aten::rms_norm.default";
    public const string FusedRmsNorm = "aten::_fused_rms_norm.default";
    public const string BatchNorm = "aten::batch_norm.default";
    public const string NativeBatchNorm = "aten::native_batch_norm.default";
    public const string NativeBatchNormInference = "aten::_native_batch_norm_legit_no_training.default";
    public const string LegitBatchNorm = "aten::_native_batch_norm_legit.default";
    public const string FunctionalBatchNorm = "aten::_native_batch_norm_legit_functional.default";
    public const string BatchNormOfBatch = "aten::_native_batch_norm_legit.no_stats";
    public const string InstanceNorm = "aten::instance_norm.default";
    public const string GroupNorm = "aten::group_norm.default";
    public const string NativeGroupNorm = "aten::native_group_norm.default";
    public const string Linear = "aten::linear.default";
    public const string Mm = "aten::mm.default";
    public const string AddMm = "aten::addmm.default";
    public const string MatMul = "aten::matmul.default";
    public const string Bmm = "aten::bmm.default";
    public const string GroupedMm = "aten::_grouped_mm.default";
    public const string GroupedMmFallback = "transformers::grouped_mm_fallback.default";
    public const string Embedding = "aten::embedding.default";
    public const string ScaledDotProductAttention = "aten::scaled_dot_product_attention.default";

    // Programs that are quantized.
    public const string IntMm = "aten::_int_mm.default";
    public const string QuantizePerTensor = "quantized_decomposed::quantize_per_tensor.default";
    public const string DequantizePerTensor = "quantized_decomposed::dequantize_per_tensor.default";
    public const string DequantizePerTensorOf = "quantized_decomposed::dequantize_per_tensor.tensor";
    public const string DequantizePerTensorWithin = "quantized_decomposed::dequantize_per_tensor.tensor2";
    public const string DequantizePerChannel = "quantized_decomposed::dequantize_per_channel.default";
    public const string DequantizeAffine = "torchao::dequantize_affine.default";
    public const string DequantizePerToken = "quantized_decomposed::dequantize_per_token.default";
    public const string ChooseQuantization = "quantized_decomposed::choose_qparams.tensor";
    public const string ChooseSymmetricQuantization = "quantized_decomposed::choose_qparams_symmetric.tensor";
    public const string ChooseQuantizationPerToken = "quantized_decomposed::choose_qparams_per_token.default";
    public const string ChooseAsymmetricQuantizationPerToken = "quantized_decomposed::choose_qparams_per_token_asymmetric.default";
    public const string ChooseAsymmetricQuantizationPerTokenPlain =
        "quantized_decomposed::_choose_qparams_per_token_asymmetric_impl.default";

    // Convolutions.
    public const string Conv1d = "aten::conv1d.default";
    public const string Conv1dPadding = "aten::conv1d.padding";
    public const string Conv2d = "aten::conv2d.default";
    public const string Conv2dPadding = "aten::conv2d.padding";
    public const string Conv3d = "aten::conv3d.default";
    public const string ConvTranspose1d = "aten::conv_transpose1d.default";
    public const string ConvTranspose2d = "aten::conv_transpose2d.input";
    public const string ConvTranspose3d = "aten::conv_transpose3d.input";
    public const string Convolution = "aten::convolution.default";
    public const string PrivateConvolution = "aten::_convolution.default";

    // Pools.
    public const string MaxPool1d = "aten::max_pool1d.default";
    public const string MaxPool2d = "aten::max_pool2d.default";
    public const string MaxPool3d = "aten::max_pool3d.default";
    public const string MaxPool1dWithIndices = "aten::max_pool1d_with_indices.default";
    public const string MaxPool2dWithIndices = "aten::max_pool2d_with_indices.default";
    public const string MaxPool3dWithIndices = "aten::max_pool3d_with_indices.default";

    // Views, parts, copies and new tensors.
    public const string ToDType = "aten::to.dtype";
    public const string Unflatten = "aten::unflatten.int";
    public const string Flatten = "aten::flatten.using_ints";
    public const string View = "aten::view.default";
    public const string ViewDType = "aten::view.dtype";
    public const string Reshape = "aten::reshape.default";
    public const string Permute = "aten::permute.default";
    public const string Transpose = "aten::transpose.int";
    public const string T = "aten::t.default";
    public const string Slice = "aten::slice.Tensor";
    public const string Narrow = "aten::narrow.default";
    public const string Select = "aten::select.int";
    public const string IndexSelect = "aten::index_select.default";
    public const string Split = "aten::split.Tensor";
    public const string SplitWithSizes = "aten::split_with_sizes.default";
    public const string Chunk = "aten::chunk.default";
    public const string Cat = "aten::cat.default";
    public const string Stack = "aten::stack.default";
    public const string RepeatInterleave = "aten::repeat_interleave.self_int";
    public const string ViewAsComplex = "aten::view_as_complex.default";
    public const string ViewAsReal = "aten::view_as_real.default";
    public const string Clone = "aten::clone.default";
    public const string Contiguous = "aten::contiguous.default";
    public const string Copy = "aten::copy.default";
    public const string NewZeros = "aten::new_zeros.default";
    public const string ZerosLike = "aten::zeros_like.default";
    public const string Zeros = "aten::zeros.default";
    public const string Unsqueeze = "aten::unsqueeze.default";
    public const string MoveDim = "aten::movedim.int";
    public const string Full = "aten::full.default";
    public const string Expand = "aten::expand.default";
    public const string CopyInPlace = "aten::copy_.default";
    public const string Complex = "aten::complex.default";
    public const string Arange = "aten::arange.default";
    public const string Alias = "aten::alias.default";
    public const string AsStrided = "aten::as_strided.default";
    public const string AsStridedInPlace = "aten::as_strided_.default";
    public const string AsStridedCopy = "aten::as_strided_copy.default";
    public const string AsStridedScatter = "aten::as_strided_scatter.default";

    // Sizes.
    public const string SymSize = "aten::sym_size.int";
    public const string ConstrainRange = "aten::sym_constrain_range.default";
    public const string SymStorageOffset = "aten::sym_storage_offset.default";
    public const string SymAdd = "_operator::add.default";
    public const string SymMul = "_operator::mul.default";
    public const string SymSub = "_operator::sub.default";
    public const string SymDiv = "_operator::truediv.default";
    public const string SymFloorDiv = "_operator::floordiv.default";
    public const string SymMod = "_operator::mod.default";
    public const string SymPow = "_operator::pow.default";
    public const string SymNeg = "_operator::neg.default";
    public const string SymEq = "_operator::eq.default";
    public const string SymNe = "_operator::ne.default";
    public const string SymLt = "_operator::lt.default";
    public const string SymLe = "_operator::le.default";
    public const string SymGt = "_operator::gt.default";
    public const string SymGe = "_operator::ge.default";
    public const string SymAnd = "_operator::and_.default";
    public const string SymOr = "_operator::or_.default";
    public const string SymNot = "torch::sym_not.default";
    public const string SymFloat = "torch::sym_float.default";
    public const string SymTrunc = "math::trunc.default";
    public const string SymFloor = "math::floor.default";
    public const string SymCeil = "math::ceil.default";
    public const string AssertScalar = "aten::_assert_scalar.default";
    public const string SymMin = "torch::sym_min.default";
    public const string SymMax = "torch::sym_max.default";

    // The host's attention and collectives.
    public const string HostAttention = "piecewise::attention.default";
    public const string QuantizedLinear = "piecewise::quantized_linear.default";
    public const string PackIntegerMatrix = "piecewise::pack_integer_matrix.default";
    public const string IntegerLinear = "piecewise::integer_linear.default";
    public const string PackIntegerFilters = "piecewise::pack_integer_filters.default";
    public const string IntegerConvolution = "piecewise::integer_convolution.default";
    public const string IntegerAdd = "piecewise::integer_add.default";
    public const string IntegerMul = "piecewise::integer_mul.default";
    public const string QuantizeWeightKernel = "piecewise_kernel::quantize_weight.default";
    public const string QuantizedLinearKernel = "piecewise_kernel::quantized_linear.default";
    public const string AllReduce = "piecewise::all_reduce.default";
    public const string ReduceScatter = "piecewise::reduce_scatter.default";
    public const string AllGather = "piecewise::all_gather.default";
    public const string Part = "piecewise::part.default";
    public const string EmbeddingPart = "piecewise::embedding_part.default";

    // Ops of the op IR.
    public const string IrLinear = "piecewise_ir::linear.default";
    public const string IrLinearActivation = "piecewise_ir::linear_activation.default";
    public const string IrLinearReduceScatter = "piecewise_ir::linear_reduce_scatter.default";
    public const string IrAllGatherLinear = "piecewise_ir::all_gather_linear.default";
    public const string IrGroupedGemm = "piecewise_ir::grouped_gemm.default";
    public const string IrEmbedding = "piecewise_ir::embedding.default";
    public const string IrSoftmax = "piecewise_ir::softmax.default";
    public const string IrTopKGating = "piecewise_ir::topk_gating.default";
    public const string IrLayerNorm = "piecewise_ir::layer_norm.default";
    public const string IrRmsNorm = "piecewise_ir::rms_norm.default";
    public const string IrFusedAddRmsNorm = "piecewise_ir::fused_add_rms_norm.default";
    public const string IrRotaryEmbedding = "piecewise_ir::rotary_embedding.default";
    public const string IrQkNormRotary = "piecewise_ir::qk_norm_rotary.default";
    public const string IrSiluAndMul = "piecewise_ir::silu_and_mul.default";
    public const string IrGeluAndMul = "piecewise_ir::gelu_and_mul.default";
    public const string IrQuantizeStatic = "piecewise_ir::quantize_static.default";
    public const string IrQuantizePerToken = "piecewise_ir::quantize_per_token.default";
    public const string IrQuantizePerGroup = "piecewise_ir::quantize_per_group.default";
    public const string IrAttentionQuantizeStatic = "piecewise_ir::attention_quantize_static.default";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        Dialect.GetItem,
        // Constants: whoever needs one or two of them, as a start from the cache, does not wait for a table.
        .. typeof(KnownOps).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!),
        .. Normalizations.SelectMany(op => Quantizations, WithQuantization),
        .. GatedActivations.SelectMany(op => Quantizations, WithQuantization),
        .. Normalizations.SelectMany(op => new[] { OfReduced(op, isQuantized: false), OfReduced(op, isQuantized: true) }),
    ];

    /// <summary>Those of a weight, with its bias after it.</summary>
    public static ImmutableArray<string> Convolutions { get; } =
    [
        Conv1d, Conv1dPadding, Conv2d, Conv2dPadding, Conv3d, ConvTranspose1d, ConvTranspose2d, Convolution, PrivateConvolution,
    ];

    private static string[] QuantizationNamespaces => ["quantized_decomposed::", "torchao::"];

    private static string[] Normalizations => [IrRmsNorm, IrFusedAddRmsNorm];

    private static string[] GatedActivations => [IrSiluAndMul, IrGeluAndMul];

    private static string[] Quantizations => [IrQuantizeStatic, IrQuantizePerToken, IrQuantizePerGroup];

    /// <summary>
    /// An op and the conversion of its first result to 8 bits in one: <c>ns::op.default</c> and <c>ns::form.default</c> give
    /// <c>ns::op_form.default</c>.
    /// </summary>
    public static string WithQuantization(string op, string form) =>
        $"{AnyOverload(op)}_{form[(form.IndexOf("::", StringComparison.Ordinal) + 2)..]}";

    /// <summary>A sum over ranks and the normalization of it in one, with its conversion to 8 bits or without.</summary>
    public static string OfReduced(string norm, bool isQuantized)
    {
        var reduced = norm.Replace("::", "::all_reduce_", StringComparison.Ordinal);
        return isQuantized ? WithQuantization(reduced, IrQuantizeStatic) : reduced;
    }

    /// <summary>Whether an operator rounds values to integers of few bits, or multiplies such.</summary>
    public static bool IsQuantization(string name) =>
        name == IntMm || QuantizationNamespaces.Any(n => name.StartsWith(n, StringComparison.Ordinal));

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
                "The catalog lacks operators that the compiler "
                + $"needs.{string.Concat(unknown.Select(n => $" There is no {n}.{catalog.Suggest(n)}"))}");
        }
    }
}
