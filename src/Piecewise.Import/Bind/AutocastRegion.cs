using System.Collections.Frozen;
using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>
/// A part of a program in which PyTorch casts what some operators take (<c>torch.autocast('cpu')</c>): products and convolutions compute
/// in a narrow dtype, losses, decompositions and the like in f32, and what joins tensors in the widest of theirs. F64 stays as it is.
/// </summary>
/// <param name="narrow">The narrow dtype, bf16 or f16.</param>
internal sealed class AutocastRegion(DType narrow)
{
    // PyTorch's lists for the processor (aten/src/ATen/autocast_mode.h). What it makes of products inside is with the products.
    private static readonly FrozenSet<string> Narrowed = Names(
        "_addmm_activation", "_convolution.deprecated", "addbmm", "addmm", "baddbmm", "bmm", "conv1d", "conv1d.padding", "conv2d",
        "conv2d.padding", "conv3d", "conv3d.padding", "conv_tbc", "conv_transpose1d", "conv_transpose2d.input", "conv_transpose3d.input",
        "linalg_vecdot", "linear", "matmul", "mm", "prelu", "scaled_dot_product_attention", "_native_multi_head_attention",
        "mkldnn_rnn_layer", "einsum", "tensordot", "linalg_multi_dot", "linalg_matmul",
        "chain_matmul");

    private static readonly FrozenSet<string> Widened = Names(
        "_grid_sampler_2d_cpu_fallback", "_lu_with_info", "adaptive_avg_pool3d", "adaptive_max_pool3d", "avg_pool3d",
        "binary_cross_entropy", "binary_cross_entropy_with_logits", "cdist", "cholesky_inverse", "cholesky_solve", "cosine_embedding_loss",
        "cross_entropy_loss", "ctc_loss.IntList", "ctc_loss.Tensor", "fake_quantize_per_tensor_affine", "fft_fft", "fft_fft2", "fft_fftn",
        "fft_hfft", "fft_ifft", "fft_ifft2", "fft_ifftn", "fft_ihfft", "fft_irfft", "fft_irfft2", "fft_irfftn", "fft_rfft", "fft_rfft2",
        "fft_rfftn", "fractional_max_pool2d", "fractional_max_pool3d", "geqrf", "grid_sampler", "grid_sampler_2d", "grid_sampler_3d",
        "hinge_embedding_loss", "huber_loss", "inverse", "kl_div", "l1_loss", "linalg_cholesky", "linalg_cholesky_ex", "linalg_cond",
        "linalg_cond.p_str", "linalg_eig", "linalg_eigh", "linalg_eigvals", "linalg_eigvalsh", "linalg_householder_product", "linalg_inv",
        "linalg_inv_ex", "linalg_lstsq", "linalg_matrix_rank", "linalg_matrix_rank.atol_rtol_float",
        "linalg_matrix_rank.atol_rtol_tensor", "linalg_matrix_rank.tol_tensor", "linalg_qr", "linalg_solve", "linalg_svd",
        "linalg_svdvals", "linalg_tensorinv", "linalg_tensorsolve", "lu_solve", "margin_ranking_loss", "max_pool3d", "max_unpool2d",
        "max_unpool3d", "mse_loss", "multi_margin_loss", "multilabel_margin_loss", "multilabel_margin_loss_forward", "nanquantile",
        "nanquantile.scalar", "nll_loss", "nll_loss2d", "nll_loss_nd", "orgqr", "ormqr", "pinverse", "poisson_nll_loss", "polar", "prod",
        "prod.dim_int",
        "quantile", "quantile.scalar", "reflection_pad1d", "reflection_pad2d", "replication_pad1d", "replication_pad2d",
        "replication_pad3d", "smooth_l1_loss", "soft_margin_loss", "stft", "stft.center", "svd", "trace", "triangular_solve",
        "triplet_margin_loss", "view_as_complex");

    private static readonly FrozenSet<string> Padding = Names("pad");

    private static readonly FrozenSet<string> Joined = Names(
        "cat", "column_stack", "concat", "concatenate", "dstack", "hstack", "index_copy", "row_stack", "stack", "vstack");

    /// <summary>The arguments that the operator is called with.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="arguments">What the file gives it, one per schema slot.</param>
    /// <param name="cast">Adds the cast of a tensor.</param>
    public ImmutableArray<Argument> Apply(Operator op, ImmutableArray<Argument> arguments, Func<Node, DType, Node> cast)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(cast);
        DType wanted;
        if (Narrowed.Contains(op.Name))
        {
            wanted = narrow;
        }
        else if (Widened.Contains(op.Name) || (Padding.Contains(op.Name) && IsWidePad(arguments)))
        {
            wanted = DType.F32;
        }
        else if (Joined.Contains(op.Name))
        {
            wanted = arguments.SelectMany(a => a.Nodes).Any(n => n.Type is TensorType { DType: DType.F32 }) ? DType.F32 : narrow;
        }
        else
        {
            return arguments;
        }
        Argument Cast(Node node) => node.Type is TensorType { DType: var dtype } && dtype.IsFloat() && dtype != DType.F64 && dtype != wanted
            ? cast(node, wanted) : node;
        return [.. arguments.Select(a => a is NodeArgument { Node: var node } ? Cast(node) : a.Map(Cast))];
    }

    // Of pad's modes, those that PyTorch's lists name by the operator that they become.
    private static bool IsWidePad(ImmutableArray<Argument> arguments) =>
        arguments is [_, ListArgument { Items.Length: var pads }, StringArgument { Value: var mode }, ..]
        && (mode, pads) is ("reflect", 2 or 4) or ("replicate", 2 or 4 or 6);

    private static FrozenSet<string> Names(params ReadOnlySpan<string> names)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            all.Add($"aten::{name}{(name.Contains('.') ? "" : ".default")}");
        }
        return all.ToFrozenSet(StringComparer.Ordinal);
    }
}
