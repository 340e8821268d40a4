using System.Collections.Immutable;
using System.Text;

namespace Piecewise.Runtime;

/// <summary>What one compile made, in named sections, and what it depends on.</summary>
internal sealed class Artifact
{
    private readonly Lazy<ArtifactManifest> manifest;

    /// <param name="manifest">Holds the factors that make the key.</param>
    /// <param name="sections">In any order. Empty ones are left out: no section and an empty one are the same.</param>
    /// <exception cref="ArgumentException">
    /// The manifest's factors make no key; a section's name is none, is given twice, or is <c>manifest</c>; or there are more than
    /// <see cref="ArtifactFormat.MaxSections"/>.
    /// </exception>
    public Artifact(ArtifactManifest manifest, params IEnumerable<ArtifactSection> sections)
        : this(manifest, new ArtifactKey(manifest.Factors), sections)
    {
    }

    /// <summary>
    /// A compiled piece: <see cref="Assembly"/>, C#, portable PDB of the assembly, and whatever else belongs to it.
    /// </summary>
    /// <inheritdoc cref="Artifact(ArtifactManifest, IEnumerable{ArtifactSection})"/>
    public Artifact(
        ArtifactManifest manifest, ReadOnlyMemory<byte> assembly, string source, ReadOnlyMemory<byte> symbols = default,
        params IEnumerable<ArtifactSection> others)
        : this(manifest,
        [
            new(ArtifactSectionNames.Assembly, assembly), new(ArtifactSectionNames.Source, Encoding.UTF8.GetBytes(source)),
            new(ArtifactSectionNames.Symbols, symbols), .. others,
        ])
    {
    }

    internal Artifact(ArtifactManifest manifest, ArtifactKey key, IEnumerable<ArtifactSection> sections)
        : this(new Lazy<ArtifactManifest>(manifest), key, sections)
    {
    }

    // A start from the cache needs no manifest: its parts are read when somebody asks.
    internal Artifact(Lazy<ArtifactManifest> manifest, ArtifactKey key, IEnumerable<ArtifactSection> sections)
    {
        this.manifest = manifest;
        Key = key;
        Sections = [.. sections.Where(s => !s.Content.IsEmpty).OrderBy(s => s.Name, StringComparer.Ordinal)];
        if (Sections.Length > ArtifactFormat.MaxSections)
            throw new ArgumentException(
                $"{Sections.Length} sections are more than the {ArtifactFormat.MaxSections} that a file has room for.", nameof(sections));
        for (var i = 0; i < Sections.Length; i++)
        {
            var name = Sections[i].Name;
            if (!ArtifactSectionNames.IsName(name) || name == ArtifactSectionNames.Manifest)
                throw new ArgumentException($"'{name}' is no name of a section.", nameof(sections));
            if (i > 0 && Sections[i - 1].Name == name)
                throw new ArgumentException($"The section '{name}' is given twice.", nameof(sections));
        }
    }

    public ArtifactKey Key { get; }

    /// <exception cref="InvalidDataException">It is none, although its checksum is right: a faulty writer made it.</exception>
    public ArtifactManifest Manifest => manifest.Value;

    /// <summary>Those with content, in ordinal order of their names.</summary>
    public ImmutableArray<ArtifactSection> Sections { get; }

    /// <summary>The assembly, as <c>AssemblyLoadContext.LoadFromStream</c> takes it; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Assembly => Section(ArtifactSectionNames.Assembly);

    /// <summary>The content of a section; empty if there is none of this name.</summary>
    public ReadOnlyMemory<byte> Section(string name)
    {
        foreach (var section in Sections)
        {
            if (section.Name == name)
                return section.Content;
        }
        return default;
    }
}
