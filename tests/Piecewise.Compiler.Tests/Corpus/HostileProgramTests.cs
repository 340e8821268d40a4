using System.Diagnostics;
using System.Globalization;
using Piecewise.Import;

namespace Piecewise.Compiler.Tests;

/// <summary>
/// Rule F2 over the whole import: each falsified program either imports or ends in a <see cref="Pt2FormatException"/>, in bounded memory
/// and time. The variable <c>PIECEWISE_FUZZ_CASES</c> sets how many there are of each kind, <c>PIECEWISE_FUZZ_SEED</c> where they begin.
/// </summary>
public sealed class HostileProgramTests
{
    private const long MaxAllocatedBytes = 512L << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);
    private static readonly int Cases = Setting("PIECEWISE_FUZZ_CASES", 3000);
    private static readonly int FirstSeed = Setting("PIECEWISE_FUZZ_SEED", 0);

    private static readonly FalsifiedProgram[] Programs =
    [
        .. new[]
        {
            "in_place", "in_place_views", "cond_nested", "cond_symint", "while_converge", "buffer_ring_core", "input_mutation_aten",
            "kwargs_nested", "sizes_derived",
            "sizes_float", "sizes_symops", "unbacked_tolist", "unbacked_nonzero", "many_results", "shared_storage", "constants_in",
            "wrappers", "moe_sorted", "int_input",
        }.Select(name => new FalsifiedProgram(Import.Corpus.Program(name))),
        new FalsifiedProgram(Path.Combine(Import.Corpus.Fixtures, "models", "falcon.bs.pt2")),
    ];

    [Fact]
    public void F2_Falsified_structure_is_refused_or_imports() => Run((program, random) => program.WithChangedStructure(random));

    [Fact]
    public void F2_Flipped_bits_are_refused_or_import() => Run((program, random) => program.WithFlippedBits(random));

    private static void Run(Func<FalsifiedProgram, Random, byte[]> falsify)
    {
        var imported = 0;
        for (var seed = FirstSeed; seed < FirstSeed + Cases; seed++)
        {
            var program = Programs[seed % Programs.Length];
            var file = falsify(program, new Random(seed));
            try
            {
                imported += Check(file) ? 1 : 0;
            }
            catch (Exception unexpected)
            {
                throw new InvalidOperationException($"seed {seed}, {program.Name}: {unexpected.Message}", unexpected);
            }
        }
        // A falsification that no file survives, or that every file survives, would test nothing.
        Assert.InRange(imported, 1, Cases - 1);
    }

    private static bool Check(byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var imported = Imports(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, MaxTime);
        return imported;
    }

    private static bool Imports(byte[] file)
    {
        try
        {
            var archive = Pt2Archive.Open(file, "falsified.pt2");
            using (archive)
            {
                using var program = ProgramImporter.Import(archive, Pt2Model.Read(archive), TestOperators.Catalog);
                return true;
            }
        }
        catch (Pt2FormatException refused)
        {
            Assert.NotEmpty(refused.Problems);
            Assert.All(refused.Problems, Assert.NotEmpty);
            return false;
        }
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
            : usual;
}
