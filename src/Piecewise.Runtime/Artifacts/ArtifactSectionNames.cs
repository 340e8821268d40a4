namespace Piecewise.Runtime;

/// <summary>
/// The sections that Piecewise itself writes. The set is open: others are kept as they are and handed out by their names.
/// </summary>
internal static class ArtifactSectionNames
{
    /// <summary>A managed assembly.</summary>
    public const string Assembly = "assembly";

    /// <summary>The C# that the assembly was built from, UTF-8.</summary>
    public const string Source = "source";

    /// <summary>Portable PDB of the assembly.</summary>
    public const string Symbols = "symbols";

    /// <summary>How pieces make up a program.</summary>
    public const string Program = "program";

    /// <summary>The <see cref="ConstantsName"/> of a program with tensors that were computed from weights.</summary>
    public const string Constants = "constants";

    /// <summary>The <see cref="ArtifactManifest"/>, UTF-8 JSON. Written from <see cref="Artifact.Manifest"/>, always the first.</summary>
    internal const string Manifest = "manifest";

    internal const int MaxLength = 32;

    internal static bool IsName(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && ArtifactKey.IsName(name);
}
