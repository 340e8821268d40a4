using System.Runtime.InteropServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Distributed.Tests.Ranks;

/// <summary>One rank's side of exchanges of many sizes, in an order that all ranks draw alike: each byte that comes is the right
/// one.</summary>
internal sealed unsafe class ExchangeCheck(ICollectiveHost host)
{
    private static readonly int[] Sizes = [0, 1, 3, 63, 64, 65, 4095, 4096, 4097, 65536, 100_003];

    public void Run(int rounds)
    {
        var random = new Random(7);
        var own = (byte*)NativeMemory.Alloc((nuint)host.Limit);
        var ranks = new nint[host.World];
        for (var round = 0; round < rounds; round++)
        {
            var size = round % 50 == 49 ? host.Limit : Sizes[random.Next(Sizes.Length)];
            var scatters = random.Next(2) == 1;
            size = scatters ? size / host.World * host.World : size;
            new Span<byte>(own, (int)size).Fill(Filling(host.Rank, round));
            Mark(own, size, round);
            var call = new CollectiveCall(scatters ? CollectiveKind.ReduceScatter : CollectiveKind.AllGather, DType.U8, size);
            if (scatters)
            {
                host.Scatter(call, own, ranks);
            }
            else
            {
                host.Share(call, own, ranks);
            }
            // As soon as the method returns, the bytes may change.
            new Span<byte>(own, (int)size).Clear();
            var begin = scatters ? size / host.World * host.Rank : 0;
            for (var other = 0; other < host.World; other++)
            {
                var count = scatters ? size / host.World : size;
                Compare(new Span<byte>((void*)ranks[other], (int)count), begin, Filling(other, round), round);
            }
        }
        NativeMemory.Free(own);
    }

    private static byte Filling(int rank, int round) => (byte)(1 + ((rank * 31) + (round * 7)) % 200);

    // One byte in 61 tells its place, so that parts can't be mixed up.
    private static void Mark(byte* bytes, long size, int round)
    {
        for (long i = 0; i < size; i += 61)
        {
            bytes[i] = Place(i, round);
        }
    }

    private static byte Place(long index, int round) => (byte)(201 + ((index / 61) + round) % 50);

    private static void Compare(Span<byte> bytes, long begin, byte filling, int round)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var expected = (begin + i) % 61 == 0 ? Place(begin + i, round) : filling;
            if (bytes[i] != expected)
                throw new InvalidOperationException($"Round {round}: byte {i} of {bytes.Length} is {bytes[i]}, not {expected}.");
        }
    }
}
