namespace Piecewise.Testing;

/// <summary>One way to extend a random graph.</summary>
/// <param name="Operator">The operator that it adds, by its qualified name.</param>
/// <param name="Weight">How often it is chosen, relative to the others.</param>
/// <param name="IsOn">Whether the options want it.</param>
/// <param name="Apply">Adds the call; false where there is nothing to apply it to.</param>
internal sealed record Production(string Operator, int Weight, Func<RandomGraphOptions, bool> IsOn,
    Func<RandomGraphBuilder, string, bool> Apply)
{
    public bool Add(RandomGraphBuilder builder) => Apply(builder, Operator);

    /// <summary>Whether the operator is the one named <c>ns::op</c> or <c>ns::op.overload</c>.</summary>
    public bool Implements(string name) => Operator == name || Operator.AsSpan(0, Operator.LastIndexOf('.')).SequenceEqual(name);
}
