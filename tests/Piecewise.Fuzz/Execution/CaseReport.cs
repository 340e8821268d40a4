namespace Piecewise.Fuzz;

/// <summary>What is wrong, of one kind.</summary>
internal enum FindingKind
{
    /// <summary>The process died: memory out of bounds, or an error that can't be caught.</summary>
    Fault,

    /// <summary>It took longer than anything may.</summary>
    Hang,

    /// <summary>It took much longer than its size explains.</summary>
    Slow,

    /// <summary>Import threw something else than its refusal.</summary>
    Import,

    /// <summary>Normalization, passes, planning or code generation threw.</summary>
    Prepare,

    /// <summary>A call threw what no document promises.</summary>
    Call,

    /// <summary>A mode computed something else than the graph as imported.</summary>
    Difference,

    /// <summary>One mode refuses a call that another one runs.</summary>
    Refusal,

    /// <summary>More memory than a run may have, and no documented error.</summary>
    Memory,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Signature">Equal for findings of probably one cause.</param>
/// <param name="Detail">What happened, for people.</param>
internal sealed record Finding(FindingKind Kind, string Signature, string Detail)
{
    public static Finding OfException(FindingKind kind, string what, Exception error) =>
        new(kind, Signatures.Of(error), $"{what}: {error}");
}

/// <summary>What became of one case.</summary>
internal sealed class CaseReport
{
    public List<Finding> Findings { get; } = [];

    /// <summary>Whether the file was refused.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Why the file was refused.</summary>
    public string Refusal { get; set; } = "";

    /// <summary>Calls that returned in all modes.</summary>
    public int Returned { get; set; }

    /// <summary>Calls whose results depend on the last bits of the inputs, so that modes may differ.</summary>
    public int Poor { get; set; }

    /// <summary>Calls that all modes refused.</summary>
    public int CallsRefused { get; set; }
}
