using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// One op of the op IR: a native implementation that defines its meaning, shape rule and reference, and what else can compute it (I1, I2).
/// </summary>
internal sealed partial class OpIrDeclaration
{
    /// <param name="name">Lower case with underscores.</param>
    /// <param name="native">The meaning; see <see cref="OpIrFunction"/> for what it may take and return.</param>
    /// <exception cref="ArgumentException">The name or the signature is not one that an op can have.</exception>
    public OpIrDeclaration(string name, Delegate native)
        : this(name, new OpIrFunction(native))
    {
    }

    /// <inheritdoc cref="OpIrDeclaration(string, Delegate)"/>
    public OpIrDeclaration(string name, OpIrFunction native)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' can't name an op: lower-case letters, digits and underscores. [I1]", nameof(name));
        }
        Name = name;
        Native = native;
        Activations = [
            .. ArgumentNames().Where((a, i) => Native.Arguments[i].StartsWith("Tensor", StringComparison.Ordinal) && a.StartsWith('x'))];
    }

    public string Name { get; }

    public OpIrFunction Native { get; }

    /// <summary>
    /// Names of the arguments that are activations: what an in-place provider overwrites. By default those that begin with x.
    /// </summary>
    public ImmutableArray<string> Activations { get; init; }

    /// <summary>
    /// Whether the op has a <c>maybe_inplace</c> overload, by which a caller gives up its activations (I4). It then returns as many tensors
    /// as it has activations, the i-th in the place of the i-th.
    /// </summary>
    public bool AllowInPlace { get; init; }

    /// <summary>
    /// How far a provider may be from the native implementation, by the activation's dtype; null for the default of each dtype.
    /// </summary>
    public Func<DType, Tolerance?>? Tolerance { get; init; }

    /// <summary>Implementations besides the native one, in no order.</summary>
    public ImmutableArray<OpIrProvider> Providers { get; init; } = [];

    internal string Schema => $"{Dialect.OpIrNamespace}::{Name}{Native.Signature}";

    internal string InPlaceSchema
    {
        get
        {
            var set = 'a';
            var names = ArgumentNames();
            var arguments = Native.Arguments.Select((a, i) => Activations.Contains(names[i]) ? $"Tensor({set++}!) {names[i]}" : a);
            // The results may be the activations' memory or not: they are no alias of anything by contract, because nobody looks at a
            // donated tensor again.
            var results = Native.Signature[Native.Signature.LastIndexOf(" -> ", StringComparison.Ordinal)..];
            return $"{Dialect.OpIrNamespace}::{Name}.maybe_inplace({string.Join(", ", arguments)}){results}";
        }
    }

    internal string[] ArgumentNames() => [.. Native.Arguments.Select(a => a.Split(' ')[1].Split('=')[0])];

    [GeneratedRegex("^[a-z_][a-z_0-9]*$")]
    internal static partial Regex NamePattern();
}
