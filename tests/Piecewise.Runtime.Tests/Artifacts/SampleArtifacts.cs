using System.Globalization;

namespace Piecewise.Runtime.Tests.Artifacts;

/// <summary>Artifacts whose content follows from their number, so that any process can tell whether it got the right one.</summary>
internal static class SampleArtifacts
{
    public static Artifact Create(int number, int assemblyLength, string tier = "avx2", int symbolsLength = 0)
    {
        var manifest = new ArtifactManifest
        {
            Factors = Factors(number, tier),
            Entry = "(9, 32)",
            CompilerBuild = "0.1.0+sample",
            InstructionTier = tier,
            ElementTypes = ["float32", "bfloat16"],
            EntryType = "Piecewise.Generated.Piece",
        };
        var assembly = new byte[assemblyLength];
        new Random(number).NextBytes(assembly);
        var symbols = new byte[symbolsLength];
        new Random(-number).NextBytes(symbols);
        return new Artifact(manifest, assembly, $"// piece {number}\nclass Piece<T> {{ string s = \"α\"; }}\n", symbols,
            new ArtifactSection(ArtifactSectionNames.Program, BitConverter.GetBytes(number + 1L)));
    }

    public static System.Collections.Immutable.ImmutableArray<KeyFactor> Factors(int number, string tier = "avx2") =>
    [
        new("graph", string.Create(CultureInfo.InvariantCulture, $"%0 = input\n%1 = add(%0, {number})\nreturn %1")),
        new("entry", "(9, 32)"),
        new("compiler", "0.1.0+sample"),
        new("tier", tier),
    ];

    public static bool AreEqual(Artifact a, Artifact b) =>
        a.Key.Equals(b.Key) && a.Sections.Length == b.Sections.Length
        && a.Sections.Zip(b.Sections).All(p => p.First.Name == p.Second.Name && p.First.Content.Span.SequenceEqual(p.Second.Content.Span))
        && a.Manifest.Factors.SequenceEqual(b.Manifest.Factors)
        && a.Manifest.ElementTypes.SequenceEqual(b.Manifest.ElementTypes) && a.Manifest.EntryType == b.Manifest.EntryType;
}
