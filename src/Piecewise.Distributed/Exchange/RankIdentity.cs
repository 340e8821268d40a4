using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Piecewise.Distributed;

/// <summary>What this process tells the others when it comes.</summary>
internal static class RankIdentity
{
    public static RankStatus Own() => new()
    {
        Process = Environment.ProcessId,
        State = RankState.Works,
        ProcessNamespace = Number(new FileInfo("/proc/self/ns/pid").LinkTarget ?? ""),
        Cores = Number(Environment.MachineName + AllowedCores()),
    };

    private static string AllowedCores()
    {
        const string status = "/proc/self/status";
        return File.Exists(status)
            ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)) ?? ""
            : "";
    }

    // The same in every process.
    private static long Number(string text) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
