using Piecewise.Compiler.Emit;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Tests.Emit;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Growth;

/// <summary>
/// What compiling costs grows with the file, whatever it is that grows (F2): all stages but the C# compiler, whose time follows the code's
/// length. Work is counted in bytes allocated on this thread, which is the same in each run. <c>dotnet run --project
/// benchmarks/Piecewise.Benchmarks -c Release -- growth</c> measures time.
/// </summary>
public sealed class GrowthTests
{
    // Twice the size: twice the work, and something for tables that have just been doubled and for the arguments of a node that takes all
    // of them, which are copied, 8 bytes each, when one is exchanged. What is quadratic takes four times.
    private const double MaxRatio = 3.5;

    public static TheoryData<string> Kinds => [.. GrowingPrograms.All.Where(p => !p.HasLimit).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void F2_Twice_the_size_is_twice_the_work(string name)
    {
        var kind = GrowingPrograms.Named(name);
        // What is made once a process is made by the smallest.
        Compile(kind, 2);
        var (half, whole) = (Compile(kind, 2 * kind.Size), Compile(kind, 4 * kind.Size));
        foreach (var stage in half.Work.Keys)
        {
            var (small, large) = (half.Work[stage], whole.Work[stage]);
            Assert.True(large < (MaxRatio * small) + 500_000,
                $"{name}, {stage}: {2 * kind.Size} takes {small} bytes, {4 * kind.Size} takes {large}");
        }
        Assert.True(whole.CodeLength < (MaxRatio * half.CodeLength) + 10_000,
            $"{name}: {half.CodeLength} and {whole.CodeLength} characters of code");
    }

    private static (Dictionary<string, long> Work, long CodeLength) Compile(GrowingProgram kind, int size)
    {
        var file = kind.Write(size).Archive();
        var work = new Dictionary<string, long>();
        var catalog = TestOperators.Catalog;
        using var program = Count("import", () =>
        {
            var archive = Pt2Archive.Open(file, $"{kind.Name}.pt2");
            return ProgramImporter.Import(archive, Pt2Model.Read(archive), catalog);
        });
        var graph = Count("normalize", () => Normalizer.Run(program, catalog));
        var partition = Count("partition", () => Splitter.Split(graph, SplittingOps.Default, catalog));
        var lowered = Count("lower", () => ProgramLowerer.Run(partition, DynamicSize.Of(program, null), catalog));
        var prepared = new PreparedProgram(program, new CompileOptions { Catalog = catalog });
        _ = prepared.Lowered;
        var plan = Count("plan", prepared.Plan);
        var length = Count(
            "emit", () => plan.Codes.Sum(c => (long)ScheduledPiece.Emit(c.Schedule, new EmitOptions { ClassName = c.Name }).Source.Length));
        Count("describe", () => ManifestWriter.Write(plan.Manifest));
        return (work, length);

        T Count<T>(string stage, Func<T> run)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var result = run();
            work[stage] = GC.GetAllocatedBytesForCurrentThread() - before;
            return result;
        }
    }
}
