using System.Globalization;
using System.Runtime.CompilerServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Distributed.Tests.Ranks;

/// <summary>What a rank of the tests does is said by words, of which <c>messages</c> and <c>silence=S</c> say how it is
/// connected.</summary>
internal static unsafe class RankProgram
{
    private const string Silence = "silence=";

    public static int Run(string[] words)
    {
        var launch = Launch.Read(Environment.GetEnvironmentVariable)!;
        var options = new RankOptions { AlwaysMessages = words.Contains("messages") };
        if (words.FirstOrDefault(w => w.StartsWith(Silence, StringComparison.Ordinal)) is { } silence)
        {
            var seconds = double.Parse(silence[Silence.Length..], CultureInfo.InvariantCulture);
            options = options with { Silence = TimeSpan.FromSeconds(seconds) };
        }
        var group = RankGroup.Join(launch, options, fault => ProcessEnd.Because(fault, exitCode: 4));
        switch (words[0])
        {
            case "exchange":
                new ExchangeCheck(group.Host).Run(200);
                Console.WriteLine($"rank {group.Rank} of {group.World}: 200 exchanges");
                break;
            case "null":
                Console.WriteLine(Catches() ? $"rank {group.Rank} catches" : "");
                break;
            case "differ":
                Share(group, group.Rank == 1 ? CollectiveKind.AllGather : CollectiveKind.AllReduce, group.Rank == 1 ? 64 : 4096);
                break;
            case "leave" when group.Rank == 1:
                Console.Error.WriteLine("error: there is no such file");
                group.Fail(2);
                return 2;
            case "leave":
                Share(group, CollectiveKind.AllReduce, 4096);
                break;
            case "go":
                Console.WriteLine($"rank {group.Rank} is {Environment.ProcessId}");
                while (true)
                {
                    Share(group, CollectiveKind.AllReduce, 4096);
                }
            case "wait":
                // As a server that nobody asks: rank 0 has nothing to tell, which is no fault, and the others wait.
                Console.WriteLine($"rank {group.Rank} is {Environment.ProcessId}");
                if (group.Rank == 0)
                {
                    Thread.Sleep(Timeout.Infinite);
                }
                Share(group, CollectiveKind.Message, 64);
                break;
            default:
                throw new InvalidOperationException(words[0]);
        }
        group.Finish();
        return 0;
    }

    private static void Share(RankGroup group, CollectiveKind kind, int bytes)
    {
        Span<nint> ranks = stackalloc nint[group.World];
        var own = stackalloc byte[bytes];
        group.Host.Share(new CollectiveCall(kind, DType.U8, bytes), own, ranks);
    }

    // What the runtime makes of SIGSEGV.
    private static bool Catches()
    {
        try
        {
            return Length(null!) < 0;
        }
        catch (NullReferenceException)
        {
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Length(string text) => text.Length;
}
