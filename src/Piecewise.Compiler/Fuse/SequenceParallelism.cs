using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// <c>all_reduce</c> + norm → <c>reduce_scatter</c> + the norm of a rank's own tokens + <c>all_gather</c>: the ranks share the work of the
/// norms and of the residual, which stays distributed from norm to norm. For many tokens, whose number the ranks divide. Exact to the bit.
/// </summary>
internal sealed class SequenceParallelism : Pass
{
    private const string WholeProgram = "sequence parallelism needs the whole program in one piece";

    public override string Name => "sequence-parallelism";

    public override string Summary => "all_reduce + (fused_add_)rms_norm → reduce_scatter + (fused_add_)rms_norm + all_gather";

    public override string? Inapplicable(CompileEntry entry, PassSettings settings)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.WorldSize <= 1 ? "there is one rank"
            : settings.SequenceParallelMinTokens is not { } min ? "sequence parallelism is off: no number of tokens is set to begin at"
            : entry.Symbol is not null && entry.Range.Start < min ? $"it begins at {min} tokens, and the range at {entry.Range.Start}"
            : null;
    }

    public override IEnumerable<DerivedEndpoint> Endpoints(Graph piece, PassSettings settings)
    {
        ArgumentNullException.ThrowIfNull(piece);
        ArgumentNullException.ThrowIfNull(settings);
        return settings is { WorldSize: > 1, SequenceParallelMinTokens: > 1 and { } min } && ReducedNorm.Of(piece).Any()
            ? [new DerivedEndpoint(min - 1, $"sequence parallelism from {min} tokens")]
            : [];
    }

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var forms = ReducedNorm.Of(context.Graph).ToArray();
        if (forms.Length > 0)
        {
            context.Graph.Number();
        }
        var chained = new HashSet<ReducedNorm>();
        foreach (var form in forms)
        {
            if (form.Residual is null)
            {
                var chain = SequenceParallelChain.From(form, forms, out var broken);
                chained.UnionWith(chain.Forms);
                if (broken is null && (broken = chain.Objection(context)) is null)
                {
                    chain.Distribute(context);
                }
                else
                {
                    context.Remark(SequenceParallelChain.Rule(form), form.Norm, broken);
                }
            }
            else if (!chained.Contains(form))
            {
                context.Remark(
                    SequenceParallelChain.Rule(form), form.Norm,
                    form.Residual.Kind == NodeKind.Input ? $"the residual %{form.Residual.Name} enters the piece whole; {WholeProgram}"
                    : $"the residual %{form.Residual.Name} is not made by an all_reduce and its norm, so every rank has it whole");
            }
        }
    }
}
