using Piecewise.Graphs;
using Piecewise.Import;

namespace Piecewise.Fuzz;

/// <summary>Imports bytes. Everything but a program or a refusal is a finding.</summary>
internal static class ImportTarget
{
    private const long MostBytes = 512L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong; null where nothing is.</summary>
    public static Finding? Run(byte[] file, OperatorCatalog catalog)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        // Of the processor: the machine may have other things to do.
        var start = Environment.CpuUsage.TotalTime;
        try
        {
            Import(file, catalog);
        }
        catch (Exception e)
        {
            return new Finding(FindingKind.Import, Signatures.Of(e), e.ToString());
        }
        var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread() - before, Environment.CpuUsage.TotalTime - start);
        return bytes > MostBytes ? new Finding(FindingKind.Memory, "import allocates much", $"{bytes} bytes for {file.Length}")
            : time > MostTime ? new Finding(FindingKind.Hang, "import takes long", $"{time} for {file.Length} bytes")
            : null;
    }

    private static void Import(byte[] file, OperatorCatalog catalog)
    {
        Pt2Archive? archive = null;
        try
        {
            archive = Pt2Archive.Open(file, "fuzzed.pt2");
            _ = archive.ExtraFiles;
            var program = ProgramImporter.Import(archive, Pt2Model.Read(archive), catalog);
            _ = program.Graph.ToString();
        }
        catch (Pt2FormatException refused) when (refused.Problems.Count > 0 && refused.Problems.All(p => p.Length > 0))
        {
        }
        finally
        {
            archive?.Dispose();
        }
    }
}
