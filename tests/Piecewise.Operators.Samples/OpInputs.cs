using System.Collections.Frozen;
using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples;

/// <summary>Random arguments for every op of the op IR, on which its providers are compared.</summary>
internal static class OpInputs
{
    private static readonly FrozenDictionary<string, Generator> ByName = typeof(OpInputs).Assembly.GetTypes()
        .Where(t => t.IsClass && typeof(IOpInputSource).IsAssignableFrom(t))
        .SelectMany(t => ((IOpInputSource)Activator.CreateInstance(t)!).Inputs)
        .ToDictionary(StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Arguments for a call.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="rows">The number of rows (tokens).</param>
    /// <param name="dtype">Of the activations.</param>
    internal delegate ImmutableArray<Value> Generator(Random random, long rows, DType dtype);

    extension(OpIrDeclaration op)
    {
        /// <exception cref="KeyNotFoundException">No samples file has inputs for the op.</exception>
        public ImmutableArray<Value> GenerateInputs(Random random, long rows, DType dtype) => ByName[op.Name](random, rows, dtype);
    }
}
