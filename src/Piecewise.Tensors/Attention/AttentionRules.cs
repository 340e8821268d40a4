using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>
/// How scores become weights. The rules travel whole, from the operator's call by way of the program's description to the kernel: nothing
/// between these knows one of them by its name.
/// </summary>
/// <param name="Scale">Factor of each score.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct AttentionRules(double Scale)
{
    /// <summary>Whether a query sees keys up to its own position only.</summary>
    public bool IsCausal { get; init; }

    /// <summary>Where causal: how many positions a query sees, its own included; 0 or less for all before it.</summary>
    public nint Window { get; init; }

    /// <summary>A score s becomes <c>softcap · tanh(s / softcap)</c>; 0 or less leaves it.</summary>
    public double Softcap { get; init; }

    /// <summary>
    /// Whether a NaN or infinity among the values of a block of keys reaches a row that does not see it, as in PyTorch's kernel, which
    /// multiplies it by a weight of 0. Where false, what a row does not see need not even be there.
    /// </summary>
    public bool CountsHiddenValues { get; init; }

    /// <summary>Writes all of them for <see cref="Read"/>.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Scale);
        writer.Write(IsCausal);
        writer.Write((long)Window);
        writer.Write(Softcap);
        writer.Write(CountsHiddenValues);
    }

    internal static AttentionRules Read(BinaryReader reader) => new(reader.ReadDouble())
    {
        IsCausal = reader.ReadBoolean(),
        Window = (nint)reader.ReadInt64(),
        Softcap = reader.ReadDouble(),
        CountsHiddenValues = reader.ReadBoolean(),
    };
}
