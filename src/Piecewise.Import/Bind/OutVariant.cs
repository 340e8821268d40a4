using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// Overloads that write their result into a tensor that they are given (<c>torch.add(x, y, out=z)</c>), against the functional ones.
/// </summary>
internal static class OutVariant
{
    /// <summary>Name of the argument that is written.</summary>
    public const string Argument = "out";

    /// <summary>
    /// The overload that returns its result: <c>add.out</c> is <c>add.Tensor</c>'s or <c>add.default</c>'s, <c>sum.dim_IntList_out</c> is
    /// <c>sum.dim_IntList</c>'s. Null where the target is not such a variant, or the catalog has the variant itself.
    /// </summary>
    public static Operator? FunctionalForm(OperatorCatalog catalog, string target)
    {
        var name = TargetName.ToQualifiedName(target);
        if (!name.EndsWith(Argument, StringComparison.Ordinal) || catalog.TryGet(name, out _))
        {
            return null;
        }
        var dot = name.LastIndexOf('.');
        string[] overloads = name[(dot + 1)..] switch
        {
            Argument => ["default", "Tensor"],
            var overload when overload.EndsWith("_" + Argument, StringComparison.Ordinal) => [overload[..^(Argument.Length + 1)]],
            _ => [],
        };
        foreach (var overload in overloads)
        {
            if (catalog.TryGet($"{name[..dot]}.{overload}", out var op) && !op.Schema.HasWrites)
            {
                return op;
            }
        }
        return null;
    }
}
