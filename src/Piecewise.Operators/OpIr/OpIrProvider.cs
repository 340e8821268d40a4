using Piecewise.Graphs;

namespace Piecewise.Operators.OpIr;

/// <summary>One implementation of an op (I2).</summary>
internal sealed class OpIrProvider
{
    /// <summary>The implementation that defines an op's meaning; always there, always last.</summary>
    public const string Native = "native";

    /// <summary>Our own kernels.</summary>
    internal const string Kernel = "kernel";

    /// <param name="name">The provider: a library, a set of kernels, a device's own instructions.</param>
    /// <param name="function">Has the op's own signature, defaults included.</param>
    /// <exception cref="ArgumentException">The name is reserved or no name.</exception>
    public OpIrProvider(string name, Delegate function)
        : this(name, new OpIrFunction(function))
    {
    }

    /// <inheritdoc cref="OpIrProvider(string, Delegate)"/>
    public OpIrProvider(string name, OpIrFunction function)
    {
        if (name is Native or "unfused")
        {
            throw new ArgumentException($"The provider name '{name}' is reserved. [I2]", nameof(name));
        }
        if (!OpIrDeclaration.NamePattern().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' can't name a provider: lower-case letters, digits and underscores. [I2]", nameof(name));
        }
        Name = name;
        Function = function;
    }

    internal OpIrProvider(OpIrFunction native)
    {
        Name = Native;
        Function = native;
    }

    public string Name { get; }

    public OpIrFunction Function { get; }

    /// <summary>Why this machine can't run it; null where it can.</summary>
    public string? Unsupported { get; init; }

    /// <summary>Why it can't compute a call with these arguments (dtypes, shapes, range of the sizes); null where it can.</summary>
    public Func<InferenceContext, string?>? Objection { get; init; }

    /// <summary>Whether it overwrites the op's activations; lowering gives it clones (L3).</summary>
    public bool IsInPlace { get; init; }

    public override string ToString() => Name;
}
