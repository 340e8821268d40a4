using System.Collections.Immutable;
using System.Reflection;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Shard;
using Piecewise.Import;
using Piecewise.Operators.OpIr;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>
/// K1: every option either changes the key of a compiled program, or is on the list of those that need not, with the reason.
/// </summary>
public sealed class ProgramKeyTests
{
    private static readonly Dictionary<string, string> Irrelevant = new()
    {
        [$"{nameof(CompileOptions)}.{nameof(CompileOptions.Catalog)}"] =
            "what operators do is decided by the build of their assembly, which is a factor; "
            + "a program with operators of one's own is not cached",
        [$"{nameof(CompileOptions)}.{nameof(CompileOptions.Logger)}"] = "it is told, and decides nothing",
        [$"{nameof(CompileOptions)}.{nameof(CompileOptions.CacheFolder)}"] = "it is where the key is looked up",
        [$"{nameof(CompileOptions)}.{nameof(CompileOptions.TrustCacheFolder)}"] = "it decides what is loaded, not what is made",
        [$"{nameof(CompileOptions)}.{nameof(CompileOptions.Background)}"] = "it decides when code is made, not which",
        [$"{nameof(CompileOptions)}.{nameof(CompileOptions.Mode)}"] = "what is not compiled is not cached",
        [$"{nameof(CompileOptions)}.{nameof(CompileOptions.Team)}"] = "code runs on any number of threads",
        [$"{nameof(CompileOptions)}.{nameof(CompileOptions.Limits)}"] = "a file is refused or read, whatever the limit that lets it pass",
        [$"{nameof(LoweringOptions)}.{nameof(LoweringOptions.Pipeline)}"] = "passes of one's own are not cached",
        [$"{nameof(LoweringOptions)}.{nameof(LoweringOptions.Replacements)}"] = "it holds what would be traced again, equally",
        [$"{nameof(PassSettings)}.{nameof(PassSettings.Verify)}"] = "it checks, and changes nothing",
        [$"{nameof(PassSettings)}.{nameof(PassSettings.KeepText)}"] = "it keeps what was, for people",
        [$"{nameof(CodeOptions)}.{nameof(CodeOptions.Team)}"] = "code runs on any number of threads",
    };

    private static readonly string File = (string)((IEnumerable<object[]>)Import.Corpus.Archives()).First()[0];

    [Fact]
    public void K1_every_option_is_a_factor_or_declared_irrelevant()
    {
        using var archive = Pt2Archive.Open(File);
        var plain = new CompileOptions();
        var key = ProgramKey.Of(archive, plain);
        Assert.Equal(key, ProgramKey.Of(archive, new CompileOptions()));
        Check(plain, o => ProgramKey.Of(archive, o));
        Check(plain.Lowering, o => ProgramKey.Of(archive, plain with { Lowering = o }));
        Check(plain.Lowering.Entries, o => ProgramKey.Of(archive, plain with { Lowering = plain.Lowering with { Entries = o } }));
        Check(plain.Lowering.Passes, o => ProgramKey.Of(archive, plain with { Lowering = plain.Lowering with { Passes = o } }));
        Check(plain.Code, o => ProgramKey.Of(archive, plain with { Code = o }));

        void Check<T>(T options, Func<T, ArtifactKey> keyOf) where T : notnull
        {
            const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
            foreach (var property in typeof(T).GetProperties(all).Where(p => p.CanWrite))
            {
                var name = $"{typeof(T).Name}.{property.Name}";
                if (Irrelevant.ContainsKey(name) || IsRecordOfOptions(property.PropertyType))
                {
                    continue;
                }
                var changed = keyOf(Changed(options, property));
                Assert.True(!changed.Equals(key), $"{name} changes no key and is not declared irrelevant.");
                Assert.NotEmpty(key.Differences(changed));
            }
        }
    }

    [Fact]
    public void K1_the_content_of_the_file_is_a_factor_and_its_place_is_not()
    {
        var folder = Directory.CreateTempSubdirectory("piecewise-key").FullName;
        try
        {
            var copy = Path.Combine(folder, "another-name.pt2");
            System.IO.File.Copy(File, copy);
            using var here = Pt2Archive.Open(File);
            using var there = Pt2Archive.Open(copy);
            using var other = Pt2Archive.Open((string)((IEnumerable<object[]>)Import.Corpus.Archives()).ElementAt(1)[0]);
            Assert.Equal(ProgramKey.Of(here, new CompileOptions()), ProgramKey.Of(there, new CompileOptions()));
            Assert.NotEqual(ProgramKey.Of(here, new CompileOptions()), ProgramKey.Of(other, new CompileOptions()));
            Assert.DoesNotContain(folder, ProgramKey.Of(there, new CompileOptions()).Text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsRecordOfOptions(Type type) =>
        type == typeof(LoweringOptions) || type == typeof(EntryOptions) || type == typeof(PassSettings) || type == typeof(CodeOptions);

    // A copy with another value of one property.
    private static T Changed<T>(T options, PropertyInfo property)
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(options, null)!;
        object value = property.GetValue(options) switch
        {
            bool flag => !flag,
            int number => number + 1,
            long number => number + 1,
            ImmutableArray<long> => ImmutableArray.Create(7L),
            ImmutableArray<string> => ImmutableArray.Create("aten::linear"),
            ImmutableSortedSet<string> set => set.Add("fuse-add-norm"),
            ProviderPriorities priorities => priorities.With("rms_norm", "native"),
            SplittingOps => new SplittingOps("aten::linear"),
            WeightFormats => WeightFormats.Int8,
            InstructionTier tier => tier == InstructionTier.Portable ? InstructionTier.Avx2 : InstructionTier.Portable,
            null when property.PropertyType == typeof(long?) => 5L,
            null when property.PropertyType == typeof(TensorParallel) => new TensorParallel(1, 2),
            null when property.PropertyType == typeof(string) => "s99",
            var other => throw new NotSupportedException(
                $"{property.DeclaringType!.Name}.{property.Name} is {other ?? "null"}; say here what another value is."),
        };
        property.SetValue(copy, value);
        return copy;
    }
}
