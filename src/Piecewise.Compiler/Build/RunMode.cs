namespace Piecewise.Compiler;

/// <summary>Which form of a program runs.</summary>
public enum RunMode
{
    /// <summary>The functional graph, node by node.</summary>
    Interpret,

    /// <summary>The stitch graph of its pieces.</summary>
    Split,

    /// <summary>For each entry a stitch graph of its lowered pieces.</summary>
    Lowered,

    /// <summary>For each entry generated code of its lowered pieces.</summary>
    Compiled,

    /// <summary>The graph as imported, writing in place.</summary>
    Imported,
}
