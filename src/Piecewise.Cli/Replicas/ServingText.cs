using System.Net;
using Piecewise.Cli.Output;
using Piecewise.Server;

namespace Piecewise.Cli.Replicas;

/// <summary>What a server says when it begins and when it ends.</summary>
internal static class ServingText
{
    public static void Begin(Uri address, ServerOptions options, bool json)
    {
        if (!IPAddress.IsLoopback(IPAddress.Parse(address.Host.Trim('[', ']'))) && options.ApiKeys.Count == 0)
        {
            Console.Error.WriteLine("warning: everybody who reaches this machine can use the server: give it an --api-key.");
        }
        if (json)
        {
            JsonOutput.WriteLine(new { address = address.ToString().TrimEnd('/') });
            return;
        }
        Console.Out.WriteLine($"Serving at {address.ToString().TrimEnd('/')}/v1, metrics at {address}metrics. Ctrl-C stops.");
    }

    public static void End(ServerOptions options, bool json)
    {
        if (!json)
        {
            Console.Error.WriteLine($"Stopping: requests that run have {options.DrainTimeout.TotalSeconds:0.#} s to end.");
        }
    }
}
