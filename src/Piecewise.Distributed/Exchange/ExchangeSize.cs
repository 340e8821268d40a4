using System.Diagnostics;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Distributed;

/// <summary>What a caller has to keep: it splits what is larger.</summary>
internal static class ExchangeSize
{
    public static void Check(CollectiveCall call, ICollectiveHost host, bool scatters)
    {
        if (call.Bytes < 0 || call.Bytes > host.Limit || (scatters && call.Bytes % host.World != 0))
        {
            throw new UnreachableException($"{call} does not fit {host.Limit} bytes for {host.World} ranks.");
        }
    }
}
