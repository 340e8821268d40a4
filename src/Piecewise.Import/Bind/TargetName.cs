namespace Piecewise.Import;

/// <summary>Names of call targets: the file's against the catalog's.</summary>
internal static class TargetName
{
    private const string TorchOps = "torch.ops.";

    /// <summary>
    /// <c>torch.ops.aten.add.Tensor</c> is <c>aten::add.Tensor</c>; <c>torch.ops.higher_order.cond</c> is
    /// <c>higher_order::cond.default</c>; <c>_operator.mul</c>, <c>math.trunc</c> and <c>torch.sym_min</c> are operators of namespaces of
    /// those names.
    /// </summary>
    public static string ToQualifiedName(string target)
    {
        if (target.StartsWith(TorchOps, StringComparison.Ordinal))
        {
            var parts = target[TorchOps.Length..].Split('.', 3);
            return parts switch
            {
                [var ns, var op, var overload] => $"{ns}::{op}.{overload}",
                [var ns, var op] => $"{ns}::{op}.default",
                _ => target,
            };
        }
        var dot = target.LastIndexOf('.');
        return dot < 0 ? target : $"{target[..dot]}::{target[(dot + 1)..]}.default";
    }
}
