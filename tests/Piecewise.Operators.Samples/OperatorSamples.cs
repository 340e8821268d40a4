using System.Collections.Frozen;
using Piecewise.Graphs;

namespace Piecewise.Operators.Samples;

/// <summary>The samples of the product's operators, of every <see cref="ISampleSource"/> of this assembly.</summary>
internal static class OperatorSamples
{
    private static readonly FrozenDictionary<string, Func<IEnumerable<OperatorSample>>> ByName = Tables()
        .SelectMany(t => t.Names.Select(n => KeyValuePair.Create(n, t[n]))).ToDictionary(StringComparer.Ordinal)
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of all operators that have samples.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    /// <summary>New samples of an operator; none where it has none.</summary>
    public static IEnumerable<OperatorSample> Of(string name) => ByName.TryGetValue(name, out var samples) ? samples() : [];

    /// <summary>
    /// The samples of another operator, with results of strides that nobody compares: those of a copy in place of a view.
    /// </summary>
    internal static Func<IEnumerable<OperatorSample>> WithoutStrides(string name) =>
        () => ByName[name]().Select(s => s with { Strides = null });

    private static IEnumerable<SampleTable> Tables() => typeof(OperatorSamples).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(ISampleSource).IsAssignableFrom(t))
        .Select(t => ((ISampleSource)Activator.CreateInstance(t)!).Samples);

    extension(Operator op)
    {
        /// <summary>Calls with what they give, new ones each time.</summary>
        public IEnumerable<OperatorSample> Samples => Of(op.Name);
    }
}
