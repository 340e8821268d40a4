namespace Piecewise.Runtime;

/// <summary>What a section of an artifact file holds. The numbers are in files; sections that a reader does not know are passed over.</summary>
internal enum ArtifactSection
{
    /// <summary>UTF-8 JSON.</summary>
    Manifest = 1,

    /// <summary>A managed assembly.</summary>
    Assembly = 2,

    /// <summary>UTF-8 C#.</summary>
    Source = 3,

    /// <summary>A portable PDB.</summary>
    Symbols = 4,
}
