namespace Piecewise.Runtime;

/// <summary>A compiled piece for one entry: the code, the source that it was built from, and what both depend on.</summary>
public sealed class Artifact
{
    /// <exception cref="ArgumentException">The key of the manifest's factors is not valid.</exception>
    public Artifact(ArtifactManifest manifest, ReadOnlyMemory<byte> assembly, string source, ReadOnlyMemory<byte> symbols = default)
    {
        Manifest = manifest;
        Key = new ArtifactKey(manifest.Factors);
        Assembly = assembly;
        Source = source;
        Symbols = symbols;
    }

    public ArtifactKey Key { get; }

    public ArtifactManifest Manifest { get; }

    /// <summary>The assembly, as <c>AssemblyLoadContext.LoadFromStream</c> takes it.</summary>
    public ReadOnlyMemory<byte> Assembly { get; }

    /// <summary>The generated C#.</summary>
    public string Source { get; }

    /// <summary>Portable PDB of the assembly; empty if it was built without.</summary>
    public ReadOnlyMemory<byte> Symbols { get; }
}
