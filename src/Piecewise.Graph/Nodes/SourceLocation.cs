namespace Piecewise.Graphs;

/// <summary>
/// Where a node comes from: the module's path and type in the model, and the Python (or C#) line that called the operator.
/// </summary>
internal sealed record SourceLocation(string? ModulePath, string? ModuleType, string? File, int Line, string? Function)
{
    /// <summary>Short form for messages: <c>model.layers.0.mlp (modeling_llama.py:174)</c>.</summary>
    public override string ToString()
    {
        var place = File is null ? null : $"{Path.GetFileName(File)}:{Line}";
        // The root module has an empty path.
        return (ModulePath, place) switch
        {
            (null or "", null) => "unknown place",
            (null or "", _) => place,
            (_, null) => ModulePath,
            _ => $"{ModulePath} ({place})",
        };
    }
}
