using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>An operator under all of its names, with and without an in-place form.</summary>
internal static class Families
{
    /// <summary>The operator and the same under other names (<c>aten::true_divide.Tensor</c>).</summary>
    public static IEnumerable<Operator> AlsoAs(this ElementwiseOperator op, params string[] names) => [op, .. names.Select(op.As)];

    /// <summary>The operator, its in-place form, and both under other names.</summary>
    public static IEnumerable<Operator> WithInPlace(this ElementwiseOperator op, params string[] names) =>
        op.AlsoAs(names).SelectMany(o => new[] { o, InPlace(o) });

    /// <summary>
    /// The in-place form: <c>aten::add_.Tensor(Tensor(a!) self, …) -> Tensor(a!)</c> from
    /// <c>aten::add.Tensor(Tensor self, …) -> Tensor</c>.
    /// </summary>
    /// <param name="functional">The operator whose result is written.</param>
    /// <param name="name">Name with overload; null is the functional one's with an underscore after the base name.</param>
    public static InPlaceOperator InPlace(Operator functional, string? name = null)
    {
        var schema = functional.Schema;
        name ??= $"{schema.Namespace}::{schema.BaseName}_" + (schema.Overload == "default" ? "" : "." + schema.Overload);
        var arguments = schema.Text[schema.Text.IndexOf('(')..schema.Text.LastIndexOf("->", StringComparison.Ordinal)];
        const string First = "(Tensor ";
        return arguments.StartsWith(First, StringComparison.Ordinal)
            ? new InPlaceOperator($"{name}(Tensor(a!) {arguments[First.Length..]}-> Tensor(a!)", functional)
            {
                Kernel = functional is ElementwiseOperator op ? op.InPlaceKernel : null,
            }
            : throw new ArgumentException($"The first argument of {schema} is not a tensor.");
    }
}
